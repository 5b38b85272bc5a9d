"""What a server refuses: it is said why and what to do, nothing is left behind, and the same command completes later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph.neo4j.place import Place
from graph.neo4j.store import open_neo4j
from graph.neo4j.troubles import translated
from schema.changeset import Changeset, Said
from schema.errors import StoreFull, StoreProblem
from schema.keys import source_key
from schema.kinds.entity import Model, Organization
from tests.api.cli.conftest import run_on
from tests.graph.neo4j.bolt import old_server
from tests.servers import emptied, own_server
from tests.whole.test_killed import feed
from tools.neo4j.server import Running

LIST = source_key("list", "one")
NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
LAB, GULL = Organization.named("Harbour Lab"), Model.named("Gull")
OWN = pytest.mark.neo4j(own=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that each test configures as it needs it."""
    with own_server(tmp_path_factory.mktemp("server")) as running:
        yield running


def again(server: Running, settings: Mapping[str, str] | None = None) -> Place:
    """The same server, started anew with more settings."""
    server.kill()
    server.configure(settings or {})
    server.start()
    return Place(server.bolt)


def _said(node: Organization | Model) -> Changeset:
    return Changeset(LIST, "told", NOW, nodes=(Said(node, LIST),))


@OWN
def test_a_database_that_may_only_be_read(
    server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    store = open_neo4j(emptied(Place(server.bolt)), clock=lambda: NOW)
    store.apply(_said(LAB))
    store.close()
    server.stop()  # in order, for what may only be read can't be recovered
    place = again(server, {"server.databases.read_only": "neo4j"})
    store = open_neo4j(place)
    with store.reader() as reader:
        assert list(reader.nodes([LAB.key])) == [LAB.key]
    with pytest.raises(StoreProblem, match=r"may only be read.*server\.databases\.read_only"):
        store.apply(_said(GULL))
    assert store.revision() == 1
    store.close()
    run, names = run_on(place.url), tmp_path / "names.toml"
    names.write_text('source = "names"\n[[entity]]\nkind = "Model"\nname = "Gull"\n', encoding="utf-8")
    refused = run("load", str(names))
    assert refused.exit_code == 1
    assert "may only be read" in refused.output
    assert run("show", "Harbour Lab").exit_code == 0
    assert run("show", "Gull").exit_code == 3
    again(server)
    assert run("load", str(names)).exit_code == 0
    assert run("show", "Gull").exit_code == 0
    assert "is sound" in run("check").output


@OWN
def test_a_changeset_larger_than_a_transactions_memory(
    server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = again(server, {"db.memory.transaction.max": "8m"})
    news = tmp_path / "news.xml"
    news.write_text(feed(1_000), encoding="utf-8")
    run = run_on(place.url)
    whole = run("load", str(news), "--batch", "1000")
    assert whole.exit_code == 1
    assert re.search(r"db\.memory\.transaction\.max allows: 8\.0 MiB", whole.output), whole.output
    assert "load --batch" in whole.output
    assert '"Event"' not in run("stats", "--json").output
    parts = run("load", str(news), "--batch", "50")
    assert parts.exit_code == 0, parts.output
    assert "1,000 items" in parts.output


@OWN
def test_the_memory_of_all_transactions_together(server: Running) -> None:
    for setting in ("db.memory.transaction.total.max", "dbms.memory.transaction.total.max"):
        place = again(server, {setting: "16m"})
        with (
            GraphDatabase.driver(place.url) as driver,
            driver.session() as session,
            pytest.raises(StoreFull, match=rf"{re.escape(setting)} allows: 16\.0 MiB"),
            translated(place.shown),
        ):
            session.run("UNWIND range(1, 400000) AS i CREATE (:Nothing {a: i})").consume()


@pytest.mark.parametrize(
    ("agent", "bolt"),
    [("Neo4j/5.20.0", (5, 4)), ("Neo4j/4.4.30", (4, 4)), ("Memgraph/2", (5, 2)), ("Neo4j/3.5", (0, 0))],
)
def test_a_server_of_another_version(agent: str, bolt: tuple[int, int]) -> None:
    with (
        old_server(agent, bolt) as server,
        pytest.raises(StoreProblem, match=r"Neo4j 5\.26 or newer is needed") as refused,
    ):
        open_neo4j(Place(server.url))
    assert server.url in str(refused.value)
    if bolt[0] == 5:
        assert agent in str(refused.value)
