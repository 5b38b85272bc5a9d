"""What answers traversals: the projection of a random world, and a real Neo4j that such a world was told to.

A test asks either through one fixture, `world`, and holds the answers against the same definitions.  Loading a server takes longer
than the questions, so few worlds are tried there, and tests of one world run one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TypeAlias

import pytest
from _pytest.mark.structures import ParameterSet

from graph.neo4j.store import Neo4jStore, open_neo4j
from graph.neo4j.traverse.traversals import CypherTraversals
from graph.projection.build import build, redirects
from graph.store import Reader
from graph.traverse.projected import Projected
from tests.graph.projection.told import tell
from tests.graph.projection.world import Plain, World
from tests.graph.projection.worlds import changed, first, grown
from tests.graph.traverse.plain import Indexed
from tests.seeds import seeds
from tests.servers import emptied, neo4j_place

PROJECTION, CYPHER = "projection", "cypher"
Engine: TypeAlias = Projected | CypherTraversals
# Worlds with merges, events without an instant, and every status.
_RICH = (9, 1)
ENGINES = (PROJECTION, pytest.param(CYPHER, marks=pytest.mark.neo4j))


@dataclass(frozen=True)
class Asked:
    """A world as it reads, and what answers traversals of it."""

    seed: int
    graph: Indexed
    asked: Engine


def worlds(default: int, *, slow: int = 0, step: int = 1) -> Sequence[ParameterSet]:
    """Parameters of the fixture `world`: so many seeds for the projection; for Cypher the rich ones, and more for a soak."""
    few = [pytest.param(seed) for seed in _RICH]
    more = [pytest.param(seed, marks=pytest.mark.soak) for seed in (5, 10, *range(20, 24))]
    return [
        *_on(PROJECTION, seeds(default, slow=slow, step=step)),
        *_on(CYPHER, [*few, *more], pytest.mark.neo4j),
    ]


def both(seed: int) -> Sequence[ParameterSet]:
    """One world on both."""
    return [
        pytest.param((PROJECTION, seed), id=PROJECTION),
        pytest.param((CYPHER, seed), id=CYPHER, marks=pytest.mark.neo4j),
    ]


def _on(engine: str, some: Sequence[ParameterSet], *marks: pytest.MarkDecorator) -> Iterator[ParameterSet]:
    for one in some:
        yield pytest.param(
            (engine, one.values[0]), id=f"{engine}-{one.values[0]}", marks=(*one.marks, *marks)
        )


@contextmanager
def asked(engine: str, seed: int) -> Iterator[Asked]:
    """A world on an engine."""
    if engine == PROJECTION:
        yield Asked(seed, Indexed(grown(seed).plain), Projected(grown(seed).state))
        return
    lying = _lying()
    graph = lying.holding(f"seed {seed}", _history(seed))
    with lying.store.traversals() as traversals:
        yield Asked(seed, graph, traversals)


@contextmanager
def asked_of(engine: str, plain: Plain) -> Iterator[Engine]:
    """A world that a test made by itself on an engine."""
    if engine == PROJECTION:
        yield Projected(build(plain.nodes.values(), plain.links))
        return
    lying = _lying()
    lying.holding("", [(World(), World(plain.nodes, plain.links))])
    with lying.store.traversals() as traversals:
        yield traversals


class _Lying:
    """The server's one database, and which world lies in it."""

    def __init__(self) -> None:
        place = neo4j_place()
        assert place is not None  # else the test was skipped
        self._place = place
        self._name = ""
        self._id = ""
        self._graph = Indexed(Plain({}, set()))
        self.store = open_neo4j(emptied(place))

    def holding(self, name: str, history: Iterable[tuple[World, World]]) -> Indexed:
        """How a world reads there; brought there where another lies, or what another test left."""
        if name and name == self._name and self._still_there():
            return self._graph
        self.store.close()
        self.store = open_neo4j(emptied(self._place))
        for before, after in history:
            tell(self.store, before, after)
        with self.store.reader() as reader:
            self._name, self._id, self._graph = name, reader.store_id, Indexed(as_read(reader))
        return self._graph

    def _still_there(self) -> bool:
        store: Neo4jStore = open_neo4j(self._place)
        try:
            with store.reader() as reader:
                return reader.store_id == self._id
        finally:
            store.close()


@cache
def _lying() -> _Lying:
    return _Lying()


def _history(seed: int) -> Iterator[tuple[World, World]]:
    """A world as `grown` makes it, in two steps."""
    random = Random(seed)
    world = first(random)
    yield World(), world
    before = World(world.nodes, world.edges, copy(world.same), copy(world.denied), world.revision)
    for _ in range(random.randint(0, 6)):
        changed(random, world)
    yield before, world


def as_read(reader: Reader) -> Plain:
    """What a store reads as, for the definitions."""
    nodes = {node.key: node for node in reader.scan_nodes()}
    return Plain(nodes, set(reader.scan_edges()), redirects(reader), reader.revision)
