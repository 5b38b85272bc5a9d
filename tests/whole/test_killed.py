"""A load killed at any moment: what it acknowledged is there, `almanac check` is clean, and the same load completes it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.app import open_almanac
from api.cli.main import main

ITEMS = 1_200


def feed(items: int) -> str:
    """A feed that speaks of entities of the starter."""
    news = "".join(
        f"<item><guid>{i}</guid><title>OpenAI and Anthropic, part {i}</title><link>https://feed.example/{i}</link></item>"
        for i in range(items)
    )
    return f'<rss version="2.0"><channel><title>News</title><link>https://feed.example/</link>{news}</channel></rss>'


def almanac(store: Path, *words: str) -> str:
    """Run a command of the almanac here; what it printed."""
    ran = CliRunner().invoke(main, ["--store", str(store), *words])
    assert ran.exit_code == 0, ran.output
    return ran.output


def wait_for(revision: int, store: Path, process: subprocess.Popen[bytes]) -> None:
    """Return when the almanac that the process writes has got that far."""
    while process.poll() is None:
        if store.exists():
            with open_almanac(store) as opened:
                if opened.store.revision() >= revision:
                    return
        time.sleep(0.02)
    raise AssertionError("the load ended before it could be killed")


def killed_at(revision: int, store: Path, *words: str) -> None:
    """Run a command in a process of its own and kill it when the almanac has got that far."""
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "--store", str(store), *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(revision, store, process)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def inputs(tmp_path: Path) -> tuple[str, str]:
    """A feed, and a gazetteer of the names in it."""
    news, names = tmp_path / "news.xml", tmp_path / "names.toml"
    news.write_text(feed(ITEMS), encoding="utf-8")
    entities = "".join(
        f'[[entity]]\nkind = "Organization"\nname = "{name}"\n' for name in ("OpenAI", "Anthropic")
    )
    names.write_text(f'source = "names"\n{entities}', encoding="utf-8")
    return str(news), str(names)


def completed(store: Path, whole: Path, *files: str) -> None:
    """The almanac is sound, and the same load again makes it what an undisturbed one is."""
    almanac(store, "check")
    almanac(store, "load", *files)
    almanac(whole, "load", *files)
    assert almanac(store, "stats", "--digest") == almanac(whole, "stats", "--digest")


@pytest.mark.parametrize("revision", [12, *(pytest.param(n, marks=pytest.mark.slow) for n in (3, 30))])
def test_a_load_killed_among_items(revision: int, tmp_path: Path, inputs: tuple[str, str]) -> None:
    store = tmp_path / "killed.db"
    killed_at(revision, store, "load", *inputs, "--batch", "30")
    completed(store, tmp_path / "whole.db", *inputs)


def test_a_load_killed_while_it_links_anew(tmp_path: Path, inputs: tuple[str, str]) -> None:
    store = tmp_path / "killed.db"
    news, names = inputs
    almanac(store, "load", news)
    with open_almanac(store) as opened:
        loaded = opened.store.revision()
    killed_at(loaded + 2, store, "load", names)
    with open_almanac(store) as opened, opened.store.reader() as reader:
        assert reader.notes("relink"), "it had finished"
    completed(store, tmp_path / "whole.db", *inputs)
