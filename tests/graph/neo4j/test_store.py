"""What a server brings with it: writers beside each other, who is told what, what the database may hold, how it lies there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from neo4j import Driver, GraphDatabase

from graph.neo4j.opening import auth_of
from graph.neo4j.place import Place
from graph.neo4j.store import Neo4jStore, open_neo4j
from schema.changeset import Changeset, Said
from schema.declare import Edge, Node
from schema.edges.making import BasedOn, DevelopedBy
from schema.errors import BadRequest, ForeignFile, NewerFormat, NotFound, Refused, StoreBusy
from schema.judgement import DenyEdge, Judgement, Same
from schema.keys import event_key, source_key
from schema.kinds.entity import Model, Organization, Technique
from schema.kinds.event import Event
from tests.servers import emptied, neo4j_place

pytestmark = pytest.mark.neo4j
NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
LIST, FEED, ANN = source_key("list", "one"), source_key("feed", "daily"), source_key("person", "ann")
LAB, GULL, TERN = Organization.named("Harbour Lab"), Model.named("Gull"), Model.named("Tern")
ODD = ("C++", "A/B", "AND", 'say "hi"', "back`tick", "🦉 owl", "למידה עמוקה", "a:b~c*d?e[f]{g}(h)^i|j&k!l\\m")


@pytest.fixture
def place() -> Place:
    """An empty database."""
    found = neo4j_place()
    assert found
    return emptied(found)


@pytest.fixture
def store(place: Place) -> Iterator[Neo4jStore]:
    """An empty almanac."""
    opened = open_neo4j(place, clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def driver(place: Place) -> Iterator[Driver]:
    """What else one can see there."""
    with GraphDatabase.driver(place.url, auth=auth_of(place)) as opened:
        yield opened


def _change(*what: Node | Edge, judge: tuple[Judgement, ...] = ()) -> Changeset:
    nodes = tuple(Said(one, LIST, "2026-09-01") for one in what if isinstance(one, Node))
    edges = tuple(Said(one, LIST, "2026-09-01") for one in what if isinstance(one, Edge))
    return Changeset(actor=ANN, reason="told", observed=NOW, nodes=nodes, edges=edges, judge=judge)


def _judge(decision: Same | DenyEdge) -> Judgement:
    return Judgement(decision, ANN, "so it is", NOW)


def _drawn(driver: Driver) -> set[tuple[str, str, str]]:
    """The relationships that somebody who looks at the graph sees."""
    rows = driver.execute_query(
        "MATCH (a)-[r]->(b) WHERE NOT type(r) STARTS WITH '_' RETURN a.name, type(r), b.name"
    ).records
    return {(str(row[0]), str(row[1]), str(row[2])) for row in rows}


def test_how_it_lies_there(store: Neo4jStore, driver: Driver) -> None:
    event = Event(key=event_key(FEED, "1"), title="News", published=NOW, categories=("b", "a"))
    store.apply(
        _change(
            LAB,
            GULL,
            TERN,
            event,
            DevelopedBy(src=GULL.key, dst=LAB.key),
            DevelopedBy(src=TERN.key, dst=LAB.key),
        )
    )
    (row,) = driver.execute_query(
        "MATCH (m:Model:Entity:Almanac {name: 'Gull'}) RETURN m.slug, m.status"
    ).records
    assert tuple(row) == ("gull-" + GULL.key.rpartition("-")[2], "active")
    (row,) = driver.execute_query(
        "MATCH (e:Event) RETURN e.name, e.title, e.published, e.at, e.categories"
    ).records
    assert (row[0], row[1], row[4]) == ("News", "News", ["a", "b"])
    assert row[2].to_native() == row[3].to_native() == NOW
    assert _drawn(driver) == {
        ("Gull", "DEVELOPED_BY", "Harbour Lab"),
        ("Tern", "DEVELOPED_BY", "Harbour Lab"),
    }


def test_a_merge_draws_the_survivor_alone_and_its_end_both(store: Neo4jStore, driver: Driver) -> None:
    heron = Model.named("Heron")
    store.apply(
        _change(
            LAB,
            GULL,
            TERN,
            heron,
            DevelopedBy(src=TERN.key, dst=LAB.key),
            BasedOn(src=heron.key, dst=TERN.key),
        )
    )
    before = _drawn(driver)
    same = _judge(Same(TERN.key, GULL.key))
    store.apply(_change(judge=(same,)))
    assert _drawn(driver) == {("Gull", "DEVELOPED_BY", "Harbour Lab"), ("Heron", "BASED_ON", "Gull")}
    (row,) = driver.execute_query("MATCH (m:Merged) RETURN labels(m), m.name, m.key").records
    assert (set(row[0]), row[1], row[2]) == ({"Almanac", "Merged"}, None, TERN.key)
    store.apply(_change(judge=(_judge(DenyEdge(BasedOn(src=heron.key, dst=GULL.key).ref)),)))
    assert _drawn(driver) == {("Gull", "DEVELOPED_BY", "Harbour Lab")}
    store.apply(Changeset(actor=ANN, reason="no", observed=NOW, unjudge=(same.id,)))
    assert _drawn(driver) == before


def test_writers_beside_each_other_lose_nothing(place: Place, store: Neo4jStore) -> None:
    store.apply(_change(LAB))
    failed: list[BaseException] = []

    def write(who: int) -> None:
        own = open_neo4j(place, clock=lambda: NOW)
        try:
            for number in range(8):
                model = Model.named(f"Model {who} {number}")
                own.apply(_change(model, DevelopedBy(src=model.key, dst=LAB.key)))
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test has to know
            failed.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert store.revision() == 33
    with store.reader() as reader:
        assert len(reader.edges([LAB.key], "in")[LAB.key]) == 32
        assert [change.revision for change in reader.changes(0)] == list(range(1, 34))


@pytest.mark.parametrize("name", ODD)
def test_names_with_signs_of_query_languages(name: str, store: Neo4jStore) -> None:
    node = Technique.named(name, description=f"It is {name}.", homepage="https://x.example/a?b=c&d")
    store.apply(_change(node))
    with store.reader() as reader:
        assert reader.nodes([node.key])[node.key].name == name  # type: ignore[attr-defined]
        assert reader.lookup("homepage", ["https://x.example/a?b=c&d"]) == {
            "https://x.example/a?b=c&d": [node.key]
        }
        assert [key for _, key in reader.search(["it", "is"])] == [node.key]


def test_one_settles_at_a_time(place: Place, store: Neo4jStore) -> None:
    other = open_neo4j(place, clock=lambda: NOW)
    with store.settling() as mine:
        assert mine
        with other.settling() as theirs:
            assert not theirs
    with other.settling() as theirs:
        assert theirs
    other.close()


def test_a_database_that_holds_other_things(place: Place, driver: Driver) -> None:
    driver.execute_query("CREATE (:Book {title: 'Another graph'})")
    with pytest.raises(ForeignFile, match=r"1 nodes of something else.*ALMANAC_NEO4J_ALONGSIDE"):
        open_neo4j(place)
    beside = Place(place.url, alongside=True)
    store = open_neo4j(beside, clock=lambda: NOW)
    store.apply(_change(LAB))
    with store.reader() as reader:
        assert dict(reader.counts()) == {"Organization": 1}
    store.close()
    assert driver.execute_query("MATCH (b:Book) RETURN b.title").records[0][0] == "Another graph"


def test_what_is_not_there_or_newer_is_said(place: Place, driver: Driver) -> None:
    with pytest.raises(NotFound, match="no almanac"):
        open_neo4j(place, create=False)
    open_neo4j(place).close()
    driver.execute_query("MATCH (h:_Head) SET h.format = 99")
    with pytest.raises(NewerFormat):
        open_neo4j(place)
    with pytest.raises(StoreBusy, match=r"127\.0\.0\.1:1 .*can't be reached"):
        open_neo4j(Place("bolt://127.0.0.1:1"))
    with pytest.raises(BadRequest, match="no address of a Neo4j server"):
        open_neo4j(Place("almanac.db"))
    secret = Place("bolt://127.0.0.1:1", password="hush", token="hush")
    assert "hush" not in repr(secret)


def test_what_is_refused_leaves_nothing(store: Neo4jStore, driver: Driver) -> None:
    with pytest.raises(Refused, match="is not known"):
        store.apply(_change(GULL, DevelopedBy(src=GULL.key, dst=LAB.key)))
    assert store.revision() == 0
    assert driver.execute_query("MATCH (n) WHERE n.key IS NOT NULL RETURN count(n)").records[0][0] == 0
