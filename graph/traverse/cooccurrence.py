"""Co-occurrence: the entities that are mentioned by the same events, ranked.

Computed from mentions whenever it is asked for, never stored: one gather over the events of the entity, one count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple, get_args

import numpy as np

from graph.projection.instants import bounds, instant, seconds
from graph.projection.ragged import Floats, Longs, Mask
from graph.projection.state import State, Totals
from graph.traverse import measures
from graph.traverse.cursor import Place, checked_limit, page, question, read
from graph.view import ALWAYS, CoOccurrence, Page, Rank, Window
from schema.errors import BadRequest
from schema.keys import Key

RANKS: tuple[Rank, ...] = get_args(Rank)
LEAST_FOR_NPMI = 3
HALF_LIFE = 90 * 86_400
RECENT_STEPS = 2.0**34  # weights are kept to a 2^34th
_OPEN_END = bounds(ALWAYS)[1]


class Met(NamedTuple):
    """Entities met in the events of one entity: numbers, shared events, and what each was ranked by, as arrays."""

    nodes: Longs
    counts: Longs
    scores: Floats

    def at(self, places: Longs | Mask) -> Met:
        """Some of them."""
        return Met(self.nodes[places], self.counts[places], self.scores[places])


class Asked(NamedTuple):
    """One entity in one window, with the totals that every measure needs; `end` is what ages are counted to."""

    state: State
    node: int
    window: Window
    end: int

    @property
    def totals(self) -> Totals:
        """What the window holds."""
        return self.state.totals(self.window)


def met(state: State, node: int, window: Window) -> tuple[Longs, Longs]:
    """The nodes that events of the window mention together with `node`, rising, and in how many each.

    O(mentions in the events of `node`, and nodes that are mentioned at all).
    """
    found: Longs | None = None
    for part, span in state.spans(window):
        rows = part.mentioning(node, span)
        if len(rows):
            counted = part.counted(rows, state.reach)
            found = counted if found is None else found + counted
    if found is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    found[node] = 0
    nodes = np.flatnonzero(found)
    return nodes, found[nodes]


def cooccurring(
    state: State,
    entity: Key,
    window: Window = ALWAYS,
    *,
    kinds: Collection[str] = (),
    rank: Rank = "count",
    limit: int = 20,
    after: str = "",
    now: datetime | None = None,
) -> Page[CoOccurrence]:
    """Entities mentioned together with `entity`, ranked by score, then count, then key.

    rank: count; npmi (of three shared events or more); llr, Dunning's G²; jaccard; recent, where an event weighs
    2^(-age / 90 days) with its age counted to the window's end, else to `now`, else to the newest event.  A cursor
    keeps that instant, so that pages fit together.  Raises NotFound, BadRequest.
    """
    checked_rank(rank)
    node = state.nodes.find(entity)
    fingerprint = question("cooccurring", state.nodes.keys[node], window, kinds, rank)
    place = read(after, fingerprint, 3)
    asked = Asked(state, node, window, int(place.values[2]) if place else age_end(window, now, state.newest))
    all_met = _ranked(asked, rank, kinds)
    total = len(all_met.nodes)
    if place:
        from_here = (place.values[0], place.values[1], state.nodes.places(place.key)[1])
        all_met = all_met.at(
            measures.after(all_met.scores, all_met.counts, state.nodes.rank[all_met.nodes], from_here)
        )
    ranks = state.nodes.rank[all_met.nodes]
    rows = _described(
        asked, all_met.at(measures.strongest(all_met.scores, all_met.counts, ranks, checked_limit(limit) + 1))
    )
    return page(
        rows, limit, total, fingerprint, lambda row: Place((row.score, row.count, asked.end), row.key)
    )


def checked_rank(rank: Rank) -> Rank:
    """`rank` where it is one.  Raises BadRequest."""
    if rank not in RANKS:
        raise BadRequest(f"{rank!r} is no rank", do=f"Known: {', '.join(RANKS)}")
    return rank


def age_end(window: Window, now: datetime | None, newest: Callable[[], datetime | None]) -> int:
    """What the ages of `recent` are counted to, in seconds: the window's end, else `now`, else the newest event."""
    if window.until is not None:
        return seconds(window.until)
    return seconds(now or newest() or instant(0))


def _ranked(asked: Asked, rank: Rank, kinds: Collection[str]) -> Met:
    """Everything met, with scores."""
    nodes, found = met(asked.state, asked.node, asked.window)
    if rank == "npmi" or kinds:
        kept = asked.state.nodes.of_kinds(kinds, nodes)
        kept &= found >= (LEAST_FOR_NPMI if rank == "npmi" else 1)
        nodes, found = nodes[kept], found[kept]
    return Met(nodes, found, _RANKS[rank](asked, nodes, found))


def _by_count(asked: Asked, nodes: Longs, both: Longs) -> Floats:
    return both.astype(np.float64)


def _by_npmi(asked: Asked, nodes: Longs, both: Longs) -> Floats:
    mentioning, events = asked.totals
    return measures.npmi(both, int(mentioning[asked.node]), mentioning[nodes], events)


def _by_llr(asked: Asked, nodes: Longs, both: Longs) -> Floats:
    mentioning, events = asked.totals
    return measures.log_likelihood(both, int(mentioning[asked.node]), mentioning[nodes], events)


def _by_jaccard(asked: Asked, nodes: Longs, both: Longs) -> Floats:
    mentioning = asked.totals.mentioning
    return measures.jaccard(both, int(mentioning[asked.node]), mentioning[nodes])


def _by_recency(asked: Asked, nodes: Longs, both: Longs) -> Floats:
    """Weights are kept to 2^-34, so that their sum is exact and does not depend on the order of the events."""
    size = asked.state.reach
    total = np.zeros(size)
    for part, span in asked.state.spans(asked.window):
        rows = part.mentioning(asked.node, span)
        mentions = part.block.rows.mentions
        weights = np.rint(np.exp2((part.block.rows.at[rows] - asked.end) / HALF_LIFE) * RECENT_STEPS)
        spread = np.repeat(weights, mentions.sizes(rows))
        total += np.bincount(mentions.gather(rows), weights=spread, minlength=size)
    return measures.rounded(total[nodes] / RECENT_STEPS)


_RANKS: dict[Rank, Callable[[Asked, Longs, Longs], Floats]] = {
    "count": _by_count,
    "npmi": _by_npmi,
    "llr": _by_llr,
    "jaccard": _by_jaccard,
    "recent": _by_recency,
}


def _described(asked: Asked, met: Met) -> list[CoOccurrence]:
    """The rows as answered, with npmi where it means something, and Jaccard."""
    close, overlap = _by_npmi(asked, met.nodes, met.counts), _by_jaccard(asked, met.nodes, met.counts)
    columns = (met.counts.tolist(), met.scores.tolist(), close.tolist(), overlap.tolist())
    return [
        CoOccurrence(key, count, score, pmi if count >= LEAST_FOR_NPMI else None, share)
        for key, count, score, pmi, share in zip(asked.state.nodes.named(met.nodes), *columns, strict=True)
    ]
