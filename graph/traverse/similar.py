"""Similar entities: those that keep the same company, whether or not they ever meet.

Likeness is the cosine of two vectors of company (`company.py`).  They are those of one revision, which may be an older one
than the state's, and which the answer names.
"""

from __future__ import annotations

import numpy as np

from graph.projection.derived import Vectors
from graph.projection.ragged import Floats
from graph.projection.state import State
from graph.traverse import measures
from graph.traverse.cursor import checked_limit
from graph.traverse.derive import company
from graph.traverse.standing import OUTSIDE
from graph.view import Alike
from schema.keys import Key

REASONS = 5


def similar(state: State, entity: Key, *, limit: int = 12) -> list[Alike]:
    """Entities with the same company, by cosine, then number of shared neighbours, then key.

    Entities that are only listed or candidates are left out.  `Alike.shared` has at most five shared neighbours, those
    that contribute most first.  Raises NotFound, BadRequest.
    """
    node = state.nodes.find(entity)
    vectors = company(state)
    neighbours, weights = vectors.of(node)
    places = vectors.nodes.places(neighbours)
    nodes = vectors.nodes.values[places]
    products = vectors.turned[places] * np.repeat(weights, vectors.nodes.sizes(neighbours))
    sums: Floats = np.bincount(nodes, weights=products).astype(np.float64)
    cosines, common = measures.rounded(sums), np.bincount(nodes)
    found = np.flatnonzero(cosines > 0)
    shown = state.nodes.of_kinds((), found) & ~state.nodes.of_statuses(OUTSIDE, found) & (found != node)
    found = found[shown]
    best = measures.strongest(cosines[found], common[found], state.nodes.rank[found], checked_limit(limit))
    return [
        Alike(
            state.nodes.keys[other],
            float(cosines[other]),
            _shared(state, vectors, node, other),
            vectors.revision,
        )
        for other in found[best].tolist()
    ]


def _shared(state: State, vectors: Vectors, node: int, other: int) -> tuple[Key, ...]:
    """The neighbours that two nodes share, those with the greatest product of weights first, then by key."""
    (ours, our_weights), (theirs, their_weights) = vectors.of(node), vectors.of(other)
    both, here, there = np.intersect1d(ours, theirs, return_indices=True)
    products = measures.rounded(our_weights[here] * their_weights[there])
    order = np.lexsort((state.nodes.rank[both], -products))[:REASONS]
    return tuple(state.nodes.named(both[order]))
