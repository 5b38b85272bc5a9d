"""A server that goes away: what was being written is there whole or not at all, and who serves goes on when it is back."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from graph.check import check
from graph.neo4j.place import Place
from graph.neo4j.store import Neo4jStore, open_neo4j
from graph.relink import SPACE
from schema.changeset import Applied, Changeset, Said
from schema.edges.news import PublishedBy
from schema.errors import StoreBusy
from schema.keys import event_key, source_key
from schema.kinds.entity import Organization
from schema.kinds.event import Event
from schema.kinds.source import Source
from tests.api.cli.conftest import run_on
from tests.servers import emptied, own_server
from tools.neo4j.server import Running

pytestmark = pytest.mark.neo4j(own=True)
FEED = source_key("feed", "daily")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LARGE = 1_500
NAMES = '[[entity]]\nkind = "Organization"\nname = "{}"\n'


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that a test may kill, and starts again."""
    with own_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def server(mortal: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Running:
    """The same, with nothing in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    emptied(Place(mortal.bolt))
    return mortal


def items(count: int, start: int = 0) -> Changeset:
    """A feed and so many events of it."""
    keys = [event_key(FEED, str(number)) for number in range(start, start + count)]
    events = (Said(Event(key=key, title=f"Lighthouse and Ferry {key}", published=NOON), FEED) for key in keys)
    return Changeset(
        FEED,
        "told",
        NOON,
        nodes=(Said(Source(key=FEED, name="Daily"), FEED), *events),
        edges=tuple(Said(PublishedBy(src=key, dst=FEED), FEED) for key in keys),
    )


def until(what: Callable[[], bool]) -> None:
    """Return when it is so; fails after two minutes."""
    deadline = time.monotonic() + 120
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def killed_while_applying(
    server: Running, store: Neo4jStore, change: Changeset, *, back: bool
) -> list[object]:
    """Kill the server when it has been sent some of the changeset; what `apply` then returned or raised."""
    ended: list[object] = []

    def apply() -> None:
        try:
            ended.append(store.apply(change))
        except StoreBusy as error:
            ended.append(error)

    begun = store.calls
    thread = threading.Thread(target=apply)
    thread.start()
    until(lambda: store.calls > begun + 4)
    server.kill()
    if back:
        server.start()
    thread.join()
    return ended


@pytest.mark.slow  # the driver tries for half a minute
def test_a_server_killed_in_the_middle_of_a_write_that_stays_away(server: Running) -> None:
    place = Place(server.bolt)
    store = open_neo4j(place, clock=lambda: NOON)
    assert store.apply(items(10)).revision == 1
    (ended,) = killed_while_applying(server, store, items(LARGE), back=False)
    assert isinstance(ended, StoreBusy)
    assert "can't be reached" in str(ended)
    away = run_on(place.url)("stats")
    assert (away.exit_code, away.output.count("\n")) == (1, 1)
    assert f"{place.url} (neo4j): the server can't be reached" in away.output
    server.start()
    until(lambda: run_on(place.url)("stats").exit_code == 0)
    with store.reader() as reader:
        assert (reader.revision, reader.counts()["Event"]) == (1, 10)
    assert check(store) == []
    again = store.apply(items(LARGE))
    assert (again.revision, again.new) == (2, 2 * (LARGE - 10))
    assert check(store) == []
    store.close()


def test_a_server_killed_in_the_middle_of_a_write_that_comes_back(server: Running) -> None:
    store = open_neo4j(Place(server.bolt), clock=lambda: NOON)
    (ended,) = killed_while_applying(server, store, items(LARGE), back=True)
    if isinstance(ended, StoreBusy):  # it was away for longer than the driver tries
        ended = store.apply(items(LARGE))
    assert isinstance(ended, Applied)
    with store.reader() as reader:
        assert (reader.revision, reader.counts()["Event"]) == (1, LARGE)
    assert check(store) == []
    assert not store.apply(items(LARGE)).effective
    store.close()


@contextmanager
def serving(place: Place, log: Path) -> Iterator[str]:
    """`almanac serve` in a process of its own; its address.  It ends in order, without a traceback."""
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "--store", place.url]
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*command, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("Pages:"), log.read_text()
        address = line.split()[1].rstrip("/")
        until(lambda: httpx.get(f"{address}/healthz", timeout=90).status_code == 200)
        yield address
        process.send_signal(signal.SIGINT)
        code = process.wait(60)
    finally:
        process.kill()
        process.wait()
    assert code == 0
    told = log.read_text()
    assert "Traceback" not in told
    assert told.count("could not be taken in") <= 5, "what is in the way is said once, not at every look"


def test_serving_goes_on_when_the_server_is_back(server: Running, tmp_path: Path) -> None:
    place, names = Place(server.bolt), tmp_path / "names.toml"
    names.write_text('source = "names"\n' + NAMES.format("Lighthouse"), encoding="utf-8")
    assert run_on(place.url)("load", str(names)).exit_code == 0
    store = open_neo4j(place, clock=lambda: NOON)
    store.apply(items(20))
    lighthouse, ferry = (Organization.named(name).key.partition("/")[2] for name in ("Lighthouse", "Ferry"))
    query = {"query": "{ revision }"}
    with serving(place, tmp_path / "log") as address, httpx.Client(base_url=address, timeout=90) as client:
        assert client.get(f"/entity/{lighthouse}").status_code == 200
        known = client.post("/graphql", json=query).json()["data"]["revision"]
        server.kill()
        for path in ("/", f"/entity/{lighthouse}", "/search?q=lighthouse", "/healthz", "/kind/organization"):
            away = client.get(path)
            assert (path, away.status_code) == (path, 503)
            assert "can&#39;t be reached" in away.text or "can't be reached" in away.text, away.text
        away = client.post("/graphql", json=query)
        assert away.status_code == 503
        assert "can't be reached" in away.json()["errors"][0]["message"]
        server.start()
        until(lambda: client.get(f"/entity/{lighthouse}").status_code == 200)
        names.write_text(names.read_text() + NAMES.format("Ferry"), encoding="utf-8")
        until(lambda: run_on(place.url)("load", str(names)).exit_code == 0)
        until(lambda: client.get(f"/entity/{ferry}").status_code == 200)
        until(lambda: client.post("/graphql", json=query).json()["data"]["revision"] > known)
        store.apply(items(5, start=100))  # what waits because of it, the server settles
        until(lambda: not waits(store))
        until(lambda: client.get(f"/entity/{ferry}").text.count("Lighthouse and Ferry") > 0)
    store.close()


def waits(store: Neo4jStore) -> bool:
    """Whether anything waits to be settled."""
    with store.reader() as reader:
        return bool(reader.notes(SPACE, limit=1))


def test_following_goes_on_when_the_server_is_back(server: Running, tmp_path: Path) -> None:
    file = tmp_path / "almanac.db"
    (tmp_path / "names.toml").write_text(f'source = "names"\n{NAMES.format("Lighthouse")}')
    run = run_on(file)
    assert run("load", str(tmp_path / "names.toml")).exit_code == 0
    command = "from api.cli.main import main; main()"
    words = [sys.executable, "-c", command, "--store", str(file), "follow", "--to", server.bolt]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(words, stdout=log, stderr=log) as following,
    ):
        told = (tmp_path / "log").read_text
        try:
            until(lambda: "statements and judgements moved" in told())
            server.kill()
            (tmp_path / "more.toml").write_text(f'source = "more"\n{NAMES.format("Ferry")}')
            assert run("load", str(tmp_path / "more.toml")).exit_code == 0
            until(lambda: "can't be reached" in told())
            server.start()
            until(lambda: told().count("statements and judgements moved") > 1)
            following.send_signal(signal.SIGTERM)
            assert following.wait(30) == 0
        finally:
            following.kill()
    digests = [run_on(store)("stats", "--digest").output.splitlines()[-1] for store in (file, server.bolt)]
    assert digests[0] == digests[1]
