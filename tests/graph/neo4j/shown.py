"""The starter almanac on Neo4j as it is shown, with what is not in the starter: a candidate, a story, drawn co-occurrence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from neo4j import Driver, GraphDatabase

from graph.neo4j.opening import auth_of
from graph.neo4j.place import Place
from graph.neo4j.store import open_neo4j
from schema.changeset import Changeset, Said
from schema.declare import Edge, Node
from schema.edges.news import Mentions, PublishedBy, TellsSame
from schema.keys import Key, event_key, linked_source_key, source_key
from schema.kinds.entity import Technique
from schema.kinds.event import Event
from schema.kinds.source import Source
from tests.api.cli.conftest import run_on
from tests.servers import emptied, neo4j_place, replanned

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
PROPOSES, TELLS = source_key("rule", "propose"), source_key("rule", "stories")
CANDIDATE = Technique.named("Sparse crosscoder")
STORY = "Llama 4"  # an event of the starter, which two more sources tell of
PAPERS = "MATCH (e:Almanac:Event {genre: 'paper'}) RETURN e.key AS key ORDER BY e.at DESC, e.key LIMIT 5"


@contextmanager
def shown(starter: Path) -> Iterator[tuple[Place, Driver]]:
    """Where the almanac of a file is when it is shown, and a driver at it."""
    place = neo4j_place()
    assert place is not None  # else the test was skipped
    copied = run_on(starter)("copy", "--to", emptied(place).url, "--cooccurrence")
    assert copied.exit_code == 0, copied.output
    with GraphDatabase.driver(place.url, auth=auth_of(place)) as driver:
        papers = [row["key"] for row in driver.execute_query(PAPERS).records]
        [story] = driver.execute_query(
            "MATCH (e:Almanac:Event {title: $t}) RETURN e.key, e.at", t=STORY
        ).records
        _say(place, [*_candidate(papers), *_story(story["e.key"], story["e.at"].to_native())])
        replanned(driver)
        yield place, driver


def _say(place: Place, what: list[Said[Node | Edge]]) -> None:
    nodes = tuple(Said(one.what, one.by) for one in what if isinstance(one.what, Node))
    edges = tuple(Said(one.what, one.by) for one in what if isinstance(one.what, Edge))
    store = open_neo4j(place, clock=lambda: NOW)
    try:
        store.apply(Changeset(actor=PROPOSES, reason="shown", observed=NOW, nodes=nodes, edges=edges))
    finally:
        store.close()


def _candidate(papers: list[Key]) -> Iterator[Said[Node | Edge]]:
    yield Said(CANDIDATE, PROPOSES)
    for paper in papers:
        yield Said(Mentions(src=paper, dst=CANDIDATE.key, surface=CANDIDATE.name, salience=0.4), PROPOSES)


def _story(first: Key, at: datetime) -> Iterator[Said[Node | Edge]]:
    for hours, name in ((5, "Harbour Wire"), (26, "Tern Daily")):
        source = linked_source_key("feed", f"https://{name.split()[0].lower()}.example/feed.xml")
        event = event_key(source, name)
        told = Event(key=event, title=f"{STORY} is out, says {name}", published=at + timedelta(hours=hours))
        yield Said(Source(key=source, name=name), source)
        yield Said(told, source)
        yield Said(PublishedBy(src=event, dst=source), source)
        yield Said(TellsSame(src=event, dst=first), TELLS)
