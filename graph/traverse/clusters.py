"""The communities of `standing.py` as answers: how an entity stands, and who leads the community that it is in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.projection.ragged import Ragged
from graph.projection.state import State
from graph.traverse.derive import ranks
from graph.view import Cluster, Stands
from schema.keys import Key

LEADING = 3


def stands(state: State, entities: Sequence[Key]) -> list[Stands]:
    """The PageRank of each entity, 1 on average, and its community.  Raises NotFound."""
    found = ranks(state)
    members = state.memory.get(("members", found.revision), lambda: _members(state))
    answer = []
    for entity in entities:
        node = state.nodes.find(entity)
        known = node < len(found.rank)
        first = int(found.community[node]) if known else -1
        cluster = None
        if first >= 0:
            row = members.row(first)
            leading = tuple(state.nodes.named(row[:LEADING]))
            cluster = Cluster(state.nodes.keys[first], len(row), leading, found.revision)
        answer.append(Stands(float(found.rank[node]) if known else 0.0, cluster))
    return answer


def _members(state: State) -> Ragged:
    """For the first member of each community, all of them: by rank, then key."""
    found = ranks(state)
    inside = np.flatnonzero(found.community >= 0)
    order = np.lexsort((state.nodes.rank[inside], -found.rank[inside], found.community[inside]))
    return Ragged.of_sorted(found.community[inside[order]], inside[order], len(found.community))
