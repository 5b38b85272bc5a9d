"""Several processes, and processes that are killed: what was acknowledged is there whole, and nothing is there in part."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from graph.check import check
from graph.sqlite import open_store
from graph.store import Store
from schema.keys import Key
from tests.faults.writing import FEED, events
from tests.seeds import seeds

ROOT = Path(__file__).resolve().parents[2]
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
KILLS = seeds(2, slow=198 if SOAK else 10)


def _writer(path: Path, name: str, batches: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.writing", str(path), name, str(batches)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _there(store: Store, writer: str, batches: int) -> list[int]:
    """The batches that are there; fails where one is there in part."""
    keys: list[Key] = [key for batch in range(batches) for key in events(writer, batch)]
    with store.reader() as reader:
        nodes, edges, bodies = reader.nodes(keys), reader.edges(keys, "out"), reader.bodies(keys)
        noted = reader.notes("cursor").get(writer, -1)
    whole = []
    for batch in range(batches):
        mine = events(writer, batch)
        counted = {
            sum(key in nodes for key in mine),
            sum(len(edges[key]) for key in mine),
            sum(key in bodies for key in mine),
        }
        assert counted in ({0}, {len(mine)}), f"batch {batch} is there in part"
        if counted != {0}:
            whole.append(batch)
    assert noted == (whole[-1] if whole else -1)
    return whole


def test_two_processes_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each waits for the other; both find all their batches."""
    path = tmp_path / "almanac.db"
    writers = [_writer(path, name, 20) for name in ("a", "b")]
    for writer in writers:
        out, _ = writer.communicate(timeout=120)
        assert writer.returncode == 0
        assert len(out.split()) == 20
    store = open_store(path, create=False)
    for name in ("a", "b"):
        assert _there(store, name, 20) == list(range(20))
    assert store.revision() == 40
    assert [change.revision for change in store.changes(0)] == list(range(1, 41))
    assert check(store) == []


def test_threads_writing_and_reading_at_once_lose_nothing(tmp_path: Path) -> None:
    """One store, several threads: each reader sees whole batches only."""
    from tests.faults.writing import changeset

    store = open_store(tmp_path / "almanac.db")
    failures: list[BaseException] = []
    done = threading.Event()

    def write(name: str) -> None:
        for batch in range(10):
            store.apply(changeset(name, batch))

    def read() -> None:
        try:
            while not done.is_set():
                with store.reader() as reader:
                    counts = reader.counts()
                    assert counts.get("Event", 0) == counts.get("PUBLISHED_BY", 0)
                    assert counts.get("Event", 0) % 5 == 0
        except BaseException as error:  # noqa: BLE001  told to the test's own thread below
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert failures == []
    assert [len(_there(store, name, 10)) for name in ("a", "b")] == [10, 10]


@pytest.mark.parametrize("run", KILLS)
def test_a_killed_writer_loses_nothing_acknowledged(tmp_path: Path, run: int) -> None:
    """kill -9 at a random moment: every acknowledged batch is there, none in part, and writing goes on."""
    path = tmp_path / "almanac.db"
    chance = random.Random(run)
    batches = 500
    writer = _writer(path, "a", batches)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline()]
    time.sleep(chance.uniform(0, 0.3))
    writer.kill()
    acknowledged += writer.stdout.readlines()
    writer.wait(timeout=30)
    acked = [int(line) for line in acknowledged if line.endswith("\n")]
    with suppress(FileNotFoundError):
        (path.parent / "almanac.db-shm").unlink()  # a machine that fell over has no shared memory left either
    store = open_store(path, create=False)
    there = _there(store, "a", batches)
    assert there == list(range(len(there)))
    assert len(there) - len(acked) in (0, 1), "at most the batch under way was written but not yet told"
    assert check(store) == []
    with store.reader() as reader:
        assert FEED in reader.resolve([FEED])
    store.close()
    again = _writer(path, "a", 3)
    again.communicate(timeout=60)
    assert again.returncode == 0
