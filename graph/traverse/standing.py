"""How entities stand in the whole: PageRank, and the community that each belongs to.

The network: active and retired entities that are tied to another; a tie weighs the number of events that mention both,
and one more for each said edge.  PageRank (Page and Brin 1998) with damping 0.85, scaled so that it is 1 on average.
Communities by the method of Louvain (Blondel and others 2008) on modularity, always from the same start, so that equal
graphs give equal ones.  A community is known by its member of the highest rank, then least key; an entity without ties
stands outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.projection.derived import Standing
from graph.projection.ragged import Floats, Longs
from graph.projection.state import State
from graph.projection.typed import WORLD_NUMBERS
from graph.traverse import measures
from graph.traverse.pairs import Pairs

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

OUTSIDE = ("listed", "candidate")
DAMPING = 0.85
_TOLERANCE, _ROUNDS, _SEED = 1e-12, 200, 1


def standing(state: State, pairs: Pairs) -> Standing:
    """The rank and the community of every node."""
    # Here and not above: see `ragged`.
    from sknetwork.clustering import Louvain
    from sknetwork.ranking import PageRank

    rank, community = np.zeros(state.size), np.full(state.size, -1, np.int32)
    members, network = _network(state, pairs)
    if len(members):
        pages = PageRank(DAMPING, "piteration", n_iter=_ROUNDS, tol=_TOLERANCE).fit_predict(network)
        rank[members] = measures.rounded(np.asarray(pages, np.float64) * len(members))
        labels = Louvain(modularity="newman", random_state=_SEED).fit_predict(network)
        community[members] = _firsts(state, members, np.asarray(labels), rank)
    return Standing(rank, community, state.revision)


def _network(state: State, pairs: Pairs) -> tuple[Longs, csr_matrix]:
    """The nodes of the network in order of their keys, whatever their numbers, and its weights both ways."""
    from scipy.sparse import csr_matrix

    typed = state.typed
    said = np.flatnonzero(np.isin(typed.type, WORLD_NUMBERS))
    one = np.concatenate([pairs.first, typed.src[said]])
    other = np.concatenate([pairs.second, typed.dst[said]])
    weights = np.concatenate([pairs.counts, np.ones(len(said), np.int64)]).astype(np.float64)
    inside = state.nodes.entities & ~state.nodes.of_statuses(OUTSIDE)
    kept = inside[one] & inside[other] & (one != other)
    ends = np.concatenate([one[kept], other[kept]]), np.concatenate([other[kept], one[kept]])
    order = state.nodes.rank
    ranked = np.unique(order[ends[0]])
    rows, columns = (np.searchsorted(ranked, order[end]) for end in ends)
    network = csr_matrix((np.tile(weights[kept], 2), (rows, columns)), shape=(len(ranked), len(ranked)))
    return state.nodes.order[ranked].astype(np.int64), network


def _firsts(state: State, members: Longs, labels: Longs, rank: Floats) -> Longs:
    """For each member the one of its community that has the highest rank, then the least key."""
    order = np.lexsort((state.nodes.rank[members], -rank[members], labels))
    first = np.zeros(int(labels.max(initial=0)) + 1, np.int64)
    first[labels[order][::-1]] = members[order][::-1]  # the last one written stands: the best
    return first[labels]
