"""Similar entities: those that keep the same company, whether or not they ever meet.

Each entity is a vector over its 64 strongest neighbours: those with positive npmi and at least three shared events,
by npmi, then shared events, then key.  Likeness is the cosine of two vectors (Bullinaria and Levy 2007 compare such
measures).  The vectors are those of the state's revision, made once, when first asked for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graph.projection.ragged import Floats, Ints, Ragged
from graph.projection.state import State
from graph.traverse import measures
from graph.traverse.cursor import checked_limit
from graph.traverse.pairs import everywhere
from graph.view import ALWAYS, Alike
from schema.keys import Key

NEIGHBOURS = 64
LEAST = 3
REASONS = 5
_LEFT_OUT = ("listed", "candidate")


class Vectors(NamedTuple):
    """Unit vectors: node → neighbours with weights beside them; and turned around, neighbour → nodes."""

    neighbours: Ragged
    weights: Floats
    nodes: Ragged
    turned: Floats

    def of(self, node: int) -> tuple[Ints, Floats]:
        """The neighbours of one node, and their weights."""
        low, high = self.neighbours.starts[node : node + 2]
        return self.neighbours.values[low:high], self.weights[low:high]


def similar(state: State, entity: Key, *, limit: int = 12) -> list[Alike]:
    """Entities with the same company, by cosine, then number of shared neighbours, then key.

    Entities that are only listed or candidates are left out.  `Alike.shared` has at most five shared neighbours, those
    that contribute most first.  Raises NotFound, BadRequest.
    """
    node = state.nodes.find(entity)
    vectors = state.memory.get("vectors", lambda: _vectors(state))
    neighbours, weights = vectors.of(node)
    places = vectors.nodes.places(neighbours)
    nodes = vectors.nodes.values[places]
    products = vectors.turned[places] * np.repeat(weights, vectors.nodes.sizes(neighbours))
    sums: Floats = np.bincount(nodes, weights=products, minlength=state.size).astype(np.float64)
    cosines = measures.rounded(sums)
    common = np.bincount(nodes, minlength=state.size)
    cosines[node] = 0.0
    cosines[state.nodes.of_statuses(_LEFT_OUT)] = 0.0
    found = np.flatnonzero(cosines > 0)
    best = measures.strongest(cosines[found], common[found], state.nodes.rank[found], checked_limit(limit))
    return [
        Alike(state.nodes.keys[other], float(cosines[other]), _shared(state, vectors, node, other))
        for other in found[best].tolist()
    ]


def _shared(state: State, vectors: Vectors, node: int, other: int) -> tuple[Key, ...]:
    """The neighbours that two nodes share, those with the greatest product of weights first, then by key."""
    (ours, our_weights), (theirs, their_weights) = vectors.of(node), vectors.of(other)
    both, here, there = np.intersect1d(ours, theirs, return_indices=True)
    products = measures.rounded(our_weights[here] * their_weights[there])
    order = np.lexsort((state.nodes.rank[both], -products))[:REASONS]
    return tuple(state.nodes.named(both[order]))


def _vectors(state: State) -> Vectors:
    """The vectors of all nodes.  O(sum of the squares of the mentions of events)."""
    node, other, scores = _strong(state)
    node, other, scores = _cut(state, node, other, scores)
    norms = np.sqrt(np.bincount(node, weights=scores**2, minlength=state.size))
    weights = scores / norms[node]
    turn = np.argsort(other, kind="stable")
    return Vectors(
        Ragged.of_sorted(node, other, state.size),
        weights,
        Ragged.of_sorted(other[turn], node[turn], state.size),
        weights[turn],
    )


def _strong(state: State) -> tuple[Ints, Ints, Floats]:
    """Neighbours that may be in a vector, both ways: node, other, npmi; best first within each node."""
    pairs = everywhere(state, ALWAYS)
    often = pairs.counts >= LEAST
    first, second, counts = pairs.first[often], pairs.second[often], pairs.counts[often]
    mentioning, events = state.totals(ALWAYS)
    scores = measures.npmi(counts, mentioning[first], mentioning[second], events)
    node, other = np.concatenate([first, second]), np.concatenate([second, first])
    scores, counts = np.tile(scores, 2), np.tile(counts, 2)
    order = np.lexsort((state.nodes.rank[other], -counts, -scores, node))
    order = order[scores[order] > 0]
    return node[order], other[order], scores[order]


def _cut(state: State, node: Ints, other: Ints, scores: Floats) -> tuple[Ints, Ints, Floats]:
    """The strongest of each node."""
    sizes = np.bincount(node, minlength=state.size)
    place = np.arange(len(node)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = place < NEIGHBOURS
    return node[kept], other[kept], scores[kept]
