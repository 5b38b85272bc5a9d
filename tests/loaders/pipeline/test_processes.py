"""Loading by processes: killed at any moment and begun again, or two at once, the graph is the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.check import from_scratch
from tests.loaders.almanacs import almanac, clock, settled
from tests.loaders.pipeline.files import feed, labs, loaded, written

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("Example Lab", "Example 2", "EXL", "Widget", "nothing")


def news(name: str, count: int) -> str:
    """A feed of many items that name this and that."""
    return feed(
        *(
            (
                f"{name}-{number}",
                f"{NAMES[number % 5]} in item {number}",
                f"About {NAMES[number % 3]}. It is {number}.",
            )
            for number in range(count)
        ),
        name=name,
    )


def started(almanac_file: Path, batch: int, *paths: Path) -> subprocess.Popen[str]:
    """A process that loads."""
    command = [
        sys.executable,
        "-m",
        "tests.loaders.pipeline.loading",
        str(almanac_file),
        str(batch),
        *map(str, paths),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def expected(folder: Path, *paths: Path) -> str:
    """The digest of loading these in peace."""
    with almanac(folder, "peace.db") as store:
        loaded(store, *paths)
        return settled(store)


@pytest.mark.parametrize("lines", [2, 5, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 3, 7, 9))])
def test_killed_while_loading_and_begun_again(tmp_path: Path, lines: int) -> None:
    folder = written(tmp_path / "in", a__xml=news("a", 60), labs__toml=labs(), z__xml=news("z", 60))
    process = started(tmp_path / "almanac.db", 20, folder)
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    process.kill()
    process.wait()
    with almanac(tmp_path) as store:
        with store.reader() as reader:
            acknowledged = reader.counts().get("Event", 0)
        assert acknowledged % 20 == 0, "every batch is there as a whole"
        assert from_scratch_if_settled(store) == []
        loaded(store, folder)
        assert settled(store) == expected(tmp_path, folder)
        assert from_scratch(store, clock) == []


def from_scratch_if_settled(store: object) -> list[str]:
    """What differs from scratch in an almanac of which nothing waits."""
    found = from_scratch(store, clock)  # type: ignore[arg-type]
    return [line for line in found if "wait to be derived" not in line]


def test_two_writers_and_a_list_at_once(tmp_path: Path) -> None:
    folder = written(tmp_path / "in", a__xml=news("a", 40), b__xml=news("b", 40), labs__toml=labs())
    with almanac(tmp_path):
        processes = [
            started(tmp_path / "almanac.db", 7, folder / name) for name in ("a.xml", "b.xml", "labs.toml")
        ]
        for process in processes:
            out, _ = process.communicate(timeout=120)
            assert process.returncode == 0
            assert out.endswith("loaded\n")
    with almanac(tmp_path) as store:
        with store.reader() as reader:
            assert reader.notes("relink") == {}, "whoever ends last leaves it settled"
        assert settled(store) == expected(tmp_path, folder)
