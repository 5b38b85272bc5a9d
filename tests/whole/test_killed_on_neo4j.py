"""Loads into a server, which is killed in the middle of them, or their own process is: nothing acknowledged is lost,
nothing is there in part, and the same command again makes the almanac what an undisturbed one is."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.check import check
from graph.neo4j.place import Place
from graph.neo4j.store import Neo4jStore, open_neo4j
from schema.errors import StoreBusy
from tests.api.cli.conftest import run_on
from tests.faults.acknowledging import Noted, noted
from tests.servers import own_server
from tests.whole.test_killed import feed
from tools.neo4j.server import Running

pytestmark = [pytest.mark.neo4j(own=True), pytest.mark.slow]
FEEDS = 3
KILLS = [1, pytest.param(10, marks=pytest.mark.soak)]
NAMES = '[[entity]]\nkind = "Organization"\nname = "{}"\n'


class Loading:
    """A load in a process of its own, and what of it was acknowledged."""

    def __init__(self, folder: Path, place: Place, *words: str) -> None:
        self._notes = folder / "acknowledged"
        self._errors = folder / "errors"
        command = [sys.executable, "-m", "tests.faults.acknowledging", str(self._notes), "--store", place.url]
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [*command, "load", *words], stdout=subprocess.DEVNULL, stderr=errors
            )

    def noted(self) -> list[Noted]:
        """What was acknowledged by now, in this load and those before it."""
        return noted(self._notes)

    def goes_on(self, more: int) -> bool:
        """Wait for so many more changesets; whether the load still runs then."""
        wanted = len(self.noted()) + more
        while self.process.poll() is None and len(self.noted()) < wanted:
            time.sleep(0.01)
        return self.process.poll() is None

    def ended(self) -> int:
        """Its exit code once it has ended; what it says on standard error is no traceback."""
        code = self.process.wait(300)
        told = self._errors.read_text(encoding="utf-8")
        assert "Traceback" not in told, told
        return code


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """One that may be killed."""
    with own_server(tmp_path / "server") as running:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        yield running


def loaded(tmp_path: Path) -> list[str]:
    """What is loaded: feeds of items, and a list that adds what they speak of."""
    names = tmp_path / "names.toml"
    names.write_text('source = "names"\n' + NAMES.format("Part"), encoding="utf-8")
    files = [str(names)]
    for number in range(FEEDS):
        file = tmp_path / f"feed-{number}.xml"
        address = f"https://feed-{number}.example/"
        file.write_text(feed(150).replace("https://feed.example/", address), encoding="utf-8")
        files.append(str(file))
    return files


def opened(place: Place) -> Neo4jStore:
    """The almanac on a server that has just come back."""
    for _ in range(600):
        try:
            return open_neo4j(place, create=False)
        except StoreBusy:
            time.sleep(0.1)
    return open_neo4j(place, create=False)


def whole(place: Place, acknowledged: list[Noted]) -> None:
    """Every changeset that was acknowledged is in the log, and of each in the log all that it said is there."""
    store = opened(place)
    with store.reader() as reader:
        log = {change.revision: change for change in reader.changes(0)}
        assert list(log) == list(range(1, reader.revision + 1))
        for one in acknowledged:
            change = log[one.revision]
            new = [before for before in change.before if before.props is None]
            assert (change.reason, len(new)) == (one.reason, one.new)
        events = {
            before.ref
            for change in log.values()
            for before in change.before
            if before.props is None and isinstance(before.ref, str) and before.ref.startswith("event/")
        }
        assert all(reader.said(events).values())
        assert reader.counts().get("Event", 0) == len(events)
    store.close()


@pytest.mark.parametrize("kills", KILLS)
@pytest.mark.parametrize("victim", ["server", "client"])
def test_a_load_is_killed(victim: str, kills: int, server: Running, tmp_path: Path) -> None:
    place, chance = Place(server.bolt), random.Random(kills)
    words = loaded(tmp_path) if kills == 1 else ["--starter", *loaded(tmp_path)]
    while True:
        loading = Loading(tmp_path, place, *words, "--batch", "10")
        while kills and loading.goes_on(chance.randint(2, 12)):
            time.sleep(chance.uniform(0, 0.1))  # so that it is at any point of the next one
            if victim == "client":
                loading.process.kill()
                loading.process.wait()
            else:
                server.kill()
                server.start()
            kills -= 1
            whole(place, loading.noted())
        code = loading.ended()
        assert code or not kills, "the load ended before it was killed often enough"
        assert code in (0, 1, -9)
        if not code:
            break
    whole(place, loading.noted())
    on_server, on_file = run_on(place.url), run_on(tmp_path / "whole.db")
    assert on_file("load", *words).exit_code == 0
    assert on_server("stats", "--digest").output == on_file("stats", "--digest").output
    assert on_server("check").output.splitlines()[-1] == "nothing found: the almanac is sound"
    store = opened(place)
    assert check(store) == []
    store.close()
