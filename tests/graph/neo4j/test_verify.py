"""What is wrong in a database is found and named; an almanac of an older form is brought to this one's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from neo4j import Driver, GraphDatabase

from graph.digest import digest
from graph.neo4j.indexes import indexes
from graph.neo4j.opening import auth_of
from graph.neo4j.place import Place
from graph.neo4j.store import Neo4jStore, open_neo4j
from schema.changeset import Changeset, Said
from schema.edges.making import BasedOn, DevelopedBy
from schema.judgement import DenyEdge, Judgement, Same
from schema.keys import event_key, source_key
from schema.kinds.entity import Model, Organization
from schema.kinds.event import Event
from tests.contract.stores import NOW
from tests.servers import emptied, neo4j_place

pytestmark = pytest.mark.neo4j
LIST, ANN = source_key("list", "one"), source_key("person", "ann")
LAB, GULL, TERN, HERON = (
    Organization.named("Harbour Lab"),
    Model.named("Gull"),
    Model.named("Tern"),
    Model.named("Heron"),
)
EVENT = Event(key=event_key(LIST, "1"), title="A very long title, " * 9, published=NOW)


@pytest.fixture
def place() -> Place:
    """A database with an almanac in which there is a bit of everything."""
    found = neo4j_place()
    assert found
    store = open_neo4j(emptied(found), clock=lambda: NOW)
    edges = (
        DevelopedBy(src=GULL.key, dst=LAB.key),
        BasedOn(src=HERON.key, dst=TERN.key),
        BasedOn(src=HERON.key, dst=GULL.key),
    )
    store.apply(
        Changeset(
            actor=ANN,
            reason="told",
            observed=NOW,
            nodes=tuple(Said(one, LIST, "2026", complete=True) for one in (LAB, GULL, TERN, HERON, EVENT)),
            edges=tuple(Said(edge, LIST, "2026", complete=True) for edge in edges),
            bodies={EVENT.key: "A text."},
            judge=tuple(
                Judgement(one, ANN, "so", NOW)
                for one in (Same(TERN.key, GULL.key), DenyEdge(DevelopedBy(src=GULL.key, dst=LAB.key).ref))
            ),
            notes={("quarantine", "one"): {"why": "odd"}},
        )
    )
    store.close()
    return found


@pytest.fixture
def driver(place: Place) -> Iterator[Driver]:
    """What can be done there behind the almanac's back."""
    with GraphDatabase.driver(place.url, auth=auth_of(place)) as opened:
        yield opened


@pytest.fixture
def store(place: Place) -> Iterator[Neo4jStore]:
    """The almanac."""
    opened = open_neo4j(place, clock=lambda: NOW)
    yield opened
    opened.close()


BREAKS = {
    "MATCH (n {name: 'Gull'}) SET n.status = 'retired'": r"model/gull-\w+: is kept with another status than",
    "MATCH (n {name: 'Gull'}) SET n.extra = 1": r"model/gull-\w+: is kept with another extra than",
    "MATCH (n {name: 'Gull'}) SET n:Person": r"model/gull-\w+: is labelled \['Almanac', 'Entity', 'Model', 'Person'\]",
    "MATCH (n {name: 'Heron'})-[r:BASED_ON]->() SET r._lists = ['x']": r"is kept with another _lists than",
    "MATCH (a {name: 'Heron'})-[r:BASED_ON]->(b) CREATE (a)-[s:BASED_ON]->(b) SET s = properties(r)": r"is drawn twice",
    "MATCH (a {name: 'Gull'}), (b {name: 'Heron'}) CREATE (a)-[:BASED_ON {_said: []}]->(b)": r"relationships: there are 3, and sources say 2|is drawn twice, or is not what",
    "MATCH (n:Event) SET n._words = 'x'": r"is kept with another _words than",
    "DROP INDEX almanac_at": r"almanac_at: this index is not there",
}


@pytest.mark.parametrize("broken", BREAKS)
def test_what_is_broken_is_named(broken: str, store: Neo4jStore, driver: Driver) -> None:
    assert store.verify() == []
    driver.execute_query(broken)
    found = "\n".join(str(finding) for finding in store.verify())
    assert re.search(BREAKS[broken], found), found


def test_an_index_that_was_dropped_is_made_again(place: Place, driver: Driver) -> None:
    driver.execute_query("DROP INDEX almanac_at")
    store = open_neo4j(place)
    assert store.verify() == []
    store.close()
    kept = driver.execute_query(
        "SHOW INDEXES YIELD name WHERE name STARTS WITH 'almanac_' RETURN name"
    ).records
    assert {row["name"] for row in kept} >= indexes().keys()


def test_an_older_form_becomes_this_one(place: Place, driver: Driver) -> None:
    store = open_neo4j(place)
    with store.reader() as reader:
        before = digest(reader), list(reader.changes(0)), reader.notes("quarantine"), reader.revision
    store.close()
    for statement in (
        "MATCH (h:_Head) SET h.format = 1",
        (
            "MATCH (n:Almanac) WHERE n.key IS NOT NULL SET n._living = true, n._merged = coalesce(n._merged, false),"
            " n._survivor = coalesce(n._survivor, n.key), n._kind = 'X', n._lists = coalesce(n._lists, [])"
        ),
        "MATCH (e:Event) SET e.name = e.title",
        "MATCH ()-[r]->() SET r._lists = coalesce(r._lists, [])",
        "DROP CONSTRAINT almanac_internal",
        "MATCH (n:_Note) SET n.name = n.entry, n.id = substring(n._id, 6), n.space = 'quarantine' REMOVE n.entry, n._id",
        "MATCH (n:_Body) SET n.id = n.of REMOVE n.of, n._id",
        "MATCH (n:_Judgement) SET n.id = substring(n._id, 11), n.at = n.given REMOVE n.given, n._id",
        "MATCH (n:_Revision) SET n.at = n.written REMOVE n.written, n._id",
        "MATCH (n:_Head) SET n.name = 'head' REMOVE n._id",
        "MATCH (n:_Settling) SET n.name = 'settling' REMOVE n._id",
        "CREATE CONSTRAINT almanac_head IF NOT EXISTS FOR (n:_Head) REQUIRE n.name IS UNIQUE",
        "DROP INDEX almanac_at",
        "DROP INDEX almanac_tied",
    ):
        driver.execute_query(statement)
    store = open_neo4j(place)
    assert store.verify() == []
    with store.reader() as reader:
        assert before == (
            digest(reader),
            list(reader.changes(0)),
            reader.notes("quarantine"),
            reader.revision,
        )
    store.close()
    [[format_]] = driver.execute_query("MATCH (h:_Head) RETURN h.format").records
    assert format_ == 2
    [[title]] = driver.execute_query("MATCH (e:Event) RETURN e.name").records
    assert title == "A very long title, A very long title, A very…"
