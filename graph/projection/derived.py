"""What is derived from a whole state and kept beside it: vectors of company, PageRank, communities.  Arrays only.

A number of a node means the same as in the state; nodes that came since have nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.projection.ragged import Floats, Ints, Ragged
from schema.changeset import Revision


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of one revision: node → neighbours with weights beside them; and turned, neighbour → nodes."""

    neighbours: Ragged
    weights: Floats
    nodes: Ragged
    turned: Floats
    revision: Revision

    def of(self, node: int) -> tuple[Ints, Floats]:
        """The neighbours of one node, and their weights."""
        if node >= len(self.neighbours):
            return self.neighbours.values[:0], self.weights[:0]
        low, high = self.neighbours.starts[node : node + 2]
        return self.neighbours.values[low:high], self.weights[low:high]


@dataclass(frozen=True, slots=True)
class Standing:
    """rank: (nodes,) PageRank, 1 on average, 0 outside the network.  community: (nodes,) the first of its own, or -1."""

    rank: Floats
    community: Ints
    revision: Revision

    def of(self, size: int) -> Floats:
        """(size,) the ranks, 0 for nodes that came since."""
        return np.concatenate([self.rank, np.zeros(size - len(self.rank))])


@dataclass(frozen=True, slots=True)
class Derived:
    """All of it."""

    vectors: Vectors
    standing: Standing
