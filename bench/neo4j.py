"""The almanac on a Neo4j server of this machine's own: how fast it gets there, and what it answers beside the file.

Three engines answer the same: traversals in Cypher, the projection over Neo4j, the projection over SQLite.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from neo4j import GraphDatabase

from api.export.target import whole_files
from bench.almanac import Almanac, page
from bench.asking import DRAWS, Asked
from bench.statements import ground, news
from bench.synthetic import synthetic
from bench.timing import Figure, percentiles, spread, timed
from graph.copying.step import step
from graph.neo4j.bulk import FILES, arguments, write
from graph.neo4j.place import Place
from graph.neo4j.store import Neo4jStore, open_neo4j
from graph.projection import open_projection
from graph.projection.follow import Follower
from graph.sqlite import open_store
from graph.view import Filter, View
from schema.changeset import Changeset
from schema.judgement import Judgement, Same
from schema.keys import Key, source_key
from tools.neo4j.server import administer, running

HEAP = "1g"
OVER_BOLT = 50_000  # events that are brought over Bolt
_WARMING = 10_000  # and before them, that the server has compiled what it runs
_BATCH = 1_000
_LEAST = 10_000.0  # nodes and edges a second
SECTION, BOLT, BULK = "neo4j", "bolt", "bulk"
CYPHER, OVER_NEO4J, OVER_SQLITE = "Cypher", "projection over Neo4j", "projection over SQLite"
_ANN = source_key("person", "bench")


def bulk(path: Path, folder: Path) -> Iterator[Figure]:
    """The files of a bulk import, the import, and the indexes; what is imported stays for `neo4j`."""
    file, home = open_store(path), folder / "full"
    shutil.rmtree(home, ignore_errors=True)
    with running(home, heap=HEAP) as server:  # a home to import into
        pass
    begun = time.perf_counter()
    with file.reader() as reader, whole_files(folder / "bulk", FILES) as files:
        nodes, edges = write(reader, "bench", (), dict(zip(FILES, files, strict=True)))
    file.close()
    what = f"of {nodes + edges:,} nodes and edges"
    yield Figure(f"export neo4j {what}", "almanac", time.perf_counter() - begun, "s")
    begun = time.perf_counter()
    here = Path.cwd()
    os.chdir(folder / "bulk")
    try:
        administer(server, "database", "import", "full", "neo4j", *arguments())
    finally:
        os.chdir(here)
    yield Figure(f"neo4j-admin database import {what}", "Neo4j", time.perf_counter() - begun, "s")
    with running(home, heap=HEAP) as server:
        begun = time.perf_counter()
        open_neo4j(Place(server.bolt), create=False).close()
        yield Figure(f"indexes {what}, at the first opening", "Neo4j", time.perf_counter() - begun, "s")


def neo4j(asked: Asked, path: Path, folder: Path) -> Iterator[Figure]:
    """The questions to what was imported; then a merge of the hub."""
    with running(folder / "full", heap=HEAP) as server:
        store = open_neo4j(Place(server.bolt), create=False)
        yield from _asked(asked, path, store, folder)
        yield from _merged(asked.made.keys[0], asked.made.keys[10], store)
        store.close()


def over_bolt(folder: Path) -> Iterator[Figure]:
    """Prepared changesets, and a copy, each into an empty database of a server that has worked before."""
    changes = _changes(OVER_BOLT)
    count = sum(len(change.nodes) + len(change.edges) for change in changes)
    with _warm(folder / "applied") as store:
        begun = time.perf_counter()
        for change in changes:
            store.apply(change)
        what = f"{OVER_BOLT:,} events as changesets of {_BATCH:,}, over Bolt"
        yield _budgeted(_rate(what, "almanac: apply", count, begun))
    file = open_store(folder / "small.db")
    for change in changes:
        file.apply(change)
    with _warm(folder / "copied") as store:
        begun = time.perf_counter()
        step(file, store)
        yield _budgeted(_rate(f"{OVER_BOLT:,} events copied, over Bolt", "almanac: copy", count, begun))
    file.close()


@contextmanager
def _warm(home: Path) -> Iterator[Neo4jStore]:
    """An empty store on a server that has been told something before."""
    with running(home, heap=HEAP) as server:
        place = Place(server.bolt)
        store = open_neo4j(place)
        for change in _changes(_WARMING):
            store.apply(change)
        store.close()
        with GraphDatabase.driver(place.url) as driver, driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS").consume()
        store = open_neo4j(place)
        yield store
        store.close()


def _changes(size: int) -> list[Changeset]:
    made = synthetic(size)
    return list(chain(ground(made, _BATCH), news(made, _BATCH)))


def _asked(asked: Asked, path: Path, store: Neo4jStore, folder: Path) -> Iterator[Figure]:
    """The same questions to three engines."""
    begun = time.perf_counter()
    follower = open_projection(store, folder / "projection")
    with follower.view():
        yield Figure("ready, from the store alone, base written", OVER_NEO4J, _ms(begun), "ms")
    almanac = Almanac(path)
    hub, middle = asked.made.keys[0], asked.made.keys[asked.middle]
    with almanac.follower.view() as view:
        top = [row.key for row in view.traversals.cooccurring(hub).rows]
    questions: dict[str, Callable[..., object]] = {
        "co-occurrence of the hub": lambda asks: asks.cooccurring(hub),
        "co-occurrence of the hub by npmi": lambda asks: asks.cooccurring(hub, rank="npmi"),
        "co-occurrence of the median entity": lambda asks: asks.cooccurring(middle),
        "evidence of 20 rows of the hub": lambda asks: asks.evidence(hub, top),
        "neighbourhood of the median entity, 1 hop of 30": lambda asks: asks.neighbourhood(middle),
        "path between two ordinary entities": lambda asks: asks.path(middle, asked.made.keys[-1]),
        "listing of models by count": lambda asks: asks.listing(
            Filter(kinds=("Model",)), order="count", descending=True
        ),
        "10 newest events of the hub": lambda asks: asks.events_of(hub),
    }
    for what, question in questions.items():
        yield from _beside(what, question, store, follower, almanac.follower)
    drawn = [asked.made.keys[number] for number in asked.drawn()[: DRAWS // 5]]
    for engine, which in ((OVER_NEO4J, follower), (OVER_SQLITE, almanac.follower)):
        half, most = percentiles([_paging(which, key) for key in drawn])
        yield Figure("page in process, p50", engine, half, "ms")
        yield Figure("page in process, p99", engine, most, "ms")


def _beside(
    what: str, question: Callable[..., object], store: Neo4jStore, over_neo4j: Follower, over_sqlite: Follower
) -> Iterator[Figure]:
    def in_cypher() -> object:
        with store.traversals() as asks:
            return question(asks)

    def projected(follower: Follower) -> Callable[[], object]:
        def ask() -> object:
            with follower.view() as view:
                return question(view.traversals)

        return ask

    yield spread(what, CYPHER, timed(in_cypher, runs=5))
    yield spread(what, OVER_NEO4J, timed(projected(over_neo4j), runs=5))
    yield spread(what, OVER_SQLITE, timed(projected(over_sqlite), runs=5))


def _paging(follower: Follower, key: Key) -> Callable[[], object]:
    def ask() -> object:
        view: View
        with follower.view() as view:
            return page(view, key)

    return ask


def _merged(hub: Key, other: Key, store: Neo4jStore) -> Iterator[Figure]:
    """The hub merged into another of its kind, and the merge withdrawn."""
    same = Judgement(Same(hub, other), _ANN, "bench", datetime.now(UTC))
    for what, told in (("merged", {"judge": (same,)}), ("parted again", {"unjudge": (same.id,)})):
        change = Changeset(actor=_ANN, reason="bench", observed=datetime.now(UTC), **told)
        begun = time.perf_counter()
        store.apply(change)
        yield Figure(f"hub {what}, server with {HEAP} of heap", "almanac: apply", _ms(begun), "ms")


def _rate(what: str, engine: str, count: int, begun: float) -> Figure:
    return Figure(what, engine, count / (time.perf_counter() - begun), "nodes and edges/s")


def _budgeted(figure: Figure) -> Figure:
    return figure.within("≥ 10,000/s", figure.value >= _LEAST)


def _ms(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000
