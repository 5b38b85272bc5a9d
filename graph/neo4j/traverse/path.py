"""The least-cost way between two nodes, in Cypher: see `graph/traverse/path.py`, and `search.py` for the search itself.

The server takes one step from a whole layer at a time, and says of each node that it reaches what it is tied to; which
layer comes next is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from neo4j import Record

from graph.neo4j.form import OURS
from graph.neo4j.traverse.asking import MENTIONS, Asking
from graph.neo4j.traverse.concerns import concerning
from graph.neo4j.traverse.evidence import KeyPair, counts, shared
from graph.neo4j.traverse.neighbourhood import said_between
from graph.projection.ragged import Longs
from graph.projection.typed import WORLD_TYPES
from graph.traverse import measures
from graph.traverse.path import tolls
from graph.traverse.search import Layer, cheapest
from graph.traverse.ties import CO_OCCURS, EVIDENCE, in_order
from graph.view import ALWAYS, Link, Route
from schema.errors import BadRequest
from schema.keys import Key

_TIES = "|".join(WORLD_TYPES)
# Its events, all that concern it, and its said edges.  Mentions and ties are read off the node.
_DEGREE = f"{concerning('other')} + COUNT {{ (other)-[:{_TIES}]-() }}"
STEP = (
    "CALL () {\n"
    f"  UNWIND $layer AS row MATCH (one:{OURS} {{key: row[0]}})\n"
    f"  MATCH (one)<-[:{MENTIONS}]-(event) WITH event, min(row[1]) AS cost\n"
    f"  MATCH (event)-[:{MENTIONS}]->(other) RETURN other, min(cost) AS cost\n"
    "  UNION ALL\n"
    f"  UNWIND $layer AS row MATCH (one:{OURS} {{key: row[0]}})\n"
    f"  MATCH (one)-[:{_TIES}]-(other) RETURN other, min(row[1]) AS cost\n"
    "}\n"
    "WITH other, min(cost) AS cost\n"
    f"RETURN other.key AS key, cost, {_DEGREE} AS degree"
)
DEGREES = f"MATCH (other:{OURS}) WHERE other.key IN $keys RETURN other.key AS key, {_DEGREE} AS degree"
NEAR = (
    f"MATCH (one:{OURS} {{key: $key}})\n"
    f"MATCH (other:{OURS}) WHERE other.key IN $keys AND (EXISTS {{ (one)-[:{_TIES}]-(other) }}\n"
    f"  OR EXISTS {{ (one)<-[:{MENTIONS}]-()-[:{MENTIONS}]->(other) }})\n"
    "RETURN other.key AS key"
)


def path(asking: Asking, start: Key, goal: Key, *, longest: int = 6) -> Route | None:
    """The least-cost path of at most `longest` steps, None where there is none.  Raises NotFound, BadRequest."""
    if longest < 1:
        raise BadRequest(f"a path of at most {longest} steps goes nowhere", do="Ask for 1 or more")
    first, last = asking.find([start, goal])
    if first == last:
        return Route((first,), (), 0)
    ground = Ground(asking)
    here, there = ground.known(asking.session.rows(DEGREES, keys=[first, last]), [first, last])
    found = cheapest(ground, here, there, longest)
    if found is None:
        return None
    keys = tuple(ground.keys[number] for number in found.nodes)
    return Route(keys, _steps(asking, list(pairwise(keys))), found.cost)


class Ground:
    """Implements `graph.traverse.search.Ground`: nodes are numbered as they are met."""

    def __init__(self, asking: Asking) -> None:
        self.keys: list[Key] = []
        self.tolls: Longs = np.zeros(0, np.int64)
        self._numbers: dict[Key, int] = {}
        self._asking = asking

    def known(self, rows: Sequence[Record], keys: Sequence[Key]) -> list[int]:
        """The numbers of these nodes, whose degrees are in `rows`."""
        numbers = np.array(self.numbers([row["key"] for row in rows]), np.int64)
        self.tolls[numbers] = tolls(np.array([row["degree"] for row in rows], np.int64))
        return self.numbers(keys)

    def numbers(self, keys: Sequence[Key]) -> list[int]:
        """The numbers of these nodes, new ones where they are met for the first time; their tolls are 0 until they are known."""
        for key in keys:
            if key not in self._numbers:
                self._numbers[key] = len(self.keys)
                self.keys.append(key)
        self.tolls = np.concatenate([self.tolls, np.zeros(len(self.keys) - len(self.tolls), np.int64)])
        return [self._numbers[key] for key in keys]

    def reached(self, layer: Layer) -> Layer:
        """See `search.Ground`.  One statement."""
        rows = self._asking.session.rows(
            STEP,
            layer=[
                [self.keys[node], cost]
                for node, cost in zip(layer.nodes.tolist(), layer.costs.tolist(), strict=True)
            ],
        )
        numbers = np.array(self.known(rows, [row["key"] for row in rows]), np.int64)
        costs = np.array([row["cost"] for row in rows], np.int64)
        order = np.argsort(numbers)
        return Layer(numbers[order], costs[order])

    def near(self, node: int, others: Longs) -> Longs:
        """See `search.Ground`.  One statement."""
        keys = [self.keys[other] for other in others.tolist()]
        rows = self._asking.session.rows(NEAR, key=self.keys[node], keys=keys)
        return np.array(self.numbers([row["key"] for row in rows]), np.int64)

    def first(self, nodes: Longs) -> int:
        """See `search.Ground`."""
        found: int = min(nodes.tolist(), key=self.keys.__getitem__)
        return found


def _steps(asking: Asking, pairs: Sequence[KeyPair]) -> tuple[Link, ...]:
    """Each step: the first said edge between two nodes, else their co-occurrence with its newest events."""
    keys = list(dict.fromkeys(key for pair in pairs for key in pair))
    links: dict[frozenset[Key], Link] = {}
    for link in sorted(said_between(asking, keys, WORLD_TYPES), key=in_order):
        links.setdefault(frozenset((link.src, link.dst)), link)
    met = [pair for pair in pairs if frozenset(pair) not in links]
    if met:
        links.update((frozenset((link.src, link.dst)), link) for link in _together(asking, met))
    return tuple(links[frozenset(pair)] for pair in pairs)


def _together(asking: Asking, pairs: Sequence[KeyPair]) -> list[Link]:
    """How strongly both of each pair co-occur, and where last."""
    single = asking.mentioned({key for pair in pairs for key in pair}, ALWAYS)
    both = np.array(counts(asking, pairs, single), np.int64)
    ones = np.array([single[one] for one, _ in pairs], np.int64)
    others = np.array([single[other] for _, other in pairs], np.int64)
    npmi = measures.npmi(both, ones, others, asking.events(ALWAYS))
    newest = shared(asking, pairs, single, ALWAYS, EVIDENCE)
    return [
        Link(one, other, CO_OCCURS, max(score, 0.0), events)
        for (one, other), score, events in zip(pairs, npmi.tolist(), newest, strict=True)
    ]
