"""The company that each entity keeps, as a vector over its strongest neighbours; `similar` compares them.

Each entity is a vector over its 64 strongest neighbours: those with positive npmi and at least three shared events,
by npmi, then shared events, then key (Bullinaria and Levy 2007 compare such measures).
"""

from __future__ import annotations

import numpy as np

from graph.projection.derived import Vectors
from graph.projection.ragged import Floats, Ints, Ragged
from graph.projection.state import State
from graph.traverse import measures
from graph.traverse.pairs import Pairs
from graph.view import ALWAYS

NEIGHBOURS = 64
LEAST = 3


def vectors(state: State, pairs: Pairs) -> Vectors:
    """The vectors of all nodes, from all pairs of nodes that meet."""
    size = state.reach
    node, other, scores = _cut(*_strong(state, pairs), size)
    norms = np.sqrt(np.bincount(node, weights=scores**2, minlength=size))
    weights = scores / norms[node]
    turn = np.argsort(other, kind="stable")
    turned = Ragged.of_sorted(other[turn], node[turn], size)
    return Vectors(Ragged.of_sorted(node, other, size), weights, turned, weights[turn], state.revision)


def _strong(state: State, pairs: Pairs) -> tuple[Ints, Ints, Floats]:
    """Neighbours that may be in a vector, both ways: node, other, npmi; best first within each node."""
    often = pairs.counts >= LEAST
    first, second, counts = pairs.first[often], pairs.second[often], pairs.counts[often]
    mentioning, events = state.totals(ALWAYS)
    scores = measures.npmi(counts, mentioning[first], mentioning[second], events)
    close = scores > 0
    first, second, counts, scores = first[close], second[close], counts[close], scores[close]
    node, other = np.concatenate([first, second]), np.concatenate([second, first])
    scores, counts = np.tile(scores, 2), np.tile(counts, 2)
    order = np.lexsort((state.nodes.rank[other], -counts, -scores, node))
    return node[order], other[order], scores[order]


def _cut(node: Ints, other: Ints, scores: Floats, size: int) -> tuple[Ints, Ints, Floats]:
    """The strongest of each node."""
    sizes = np.bincount(node, minlength=size)
    place = np.arange(len(node)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = place < NEIGHBOURS
    return node[kept], other[kept], scores[kept]
