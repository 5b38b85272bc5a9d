"""The co-occurrence network: every pair of entities that events of a window mention together, weighed.

Computed in blocks of entities, so that memory stays flat however many pairs there are: a block gathers the mentions in
the events of its entities, and counts the pairs by sorting them.  Pairs come in the order of their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from graph.projection.ragged import Floats, Ints, Longs, Mask, coded, decoded, firsts
from graph.projection.state import State
from graph.traverse import measures
from graph.traverse.cooccurrence import HALF_LIFE, LEAST_FOR_NPMI, RECENT_STEPS, checked_rank
from graph.view import Pair, Rank, Window
from schema.errors import BadRequest
from schema.keys import Key

_BLOCK = 1 << 18  # mentions gathered at once; one entity's are never divided


class _Met(NamedTuple):
    """Pairs of numbers in the order of their keys, their shared events, and the sums of what those weigh."""

    one: Ints
    other: Ints
    counts: Longs
    weights: Floats


@dataclass(frozen=True, slots=True)
class ProjectedNetwork:
    """Implements `graph.view.Network` over a state.  `end`: what ages are counted to, in seconds."""

    state: State
    window: Window
    kinds: Collection[str]
    least: int
    rank: Rank
    end: int

    def __post_init__(self) -> None:
        checked_rank(self.rank)
        if self.least < 1:
            raise BadRequest(f"a pair can't share {self.least} events", do="Ask for 1 or more")
        self.state.nodes.of_kinds(self.kinds)  # says now rather than later that there is no such kind

    def nodes(self) -> Iterator[tuple[Key, int]]:
        """See `graph.view.Network`."""
        tied = np.zeros(self.state.size, np.bool_)
        for met in self._blocks():
            tied[met.one] = tied[met.other] = True
        mentioning = self.state.totals(self.window).mentioning
        for number in self.state.nodes.order[tied[self.state.nodes.order]].tolist():
            yield self.state.nodes.keys[number], int(mentioning[number])

    def pairs(self) -> Iterator[Pair]:
        """See `graph.view.Network`."""
        mentioning, events = self.state.totals(self.window)
        for met in self._blocks():
            ends = mentioning[met.one], mentioning[met.other]
            weighed = _Weighed(met.counts, *ends, events, met.weights)
            columns = (
                met.counts.tolist(),
                _RANKS[self.rank](weighed).tolist(),
                _npmi(weighed).tolist(),
                _jaccard(weighed).tolist(),
            )
            keys = self.state.nodes.named(met.one), self.state.nodes.named(met.other)
            for one, other, count, score, close, overlap in zip(*keys, *columns, strict=True):
                yield Pair(one, other, count, score, close if count >= LEAST_FOR_NPMI else None, overlap)

    def _blocks(self) -> Iterator[_Met]:
        chosen = self._chosen()
        order = self.state.nodes.order
        nodes = order[chosen[order]]
        work = np.cumsum(self._work()[nodes])
        start = 0
        while start < len(nodes):
            done = work[start - 1] if start else 0
            stop = max(start + 1, int(np.searchsorted(work, done + _BLOCK, side="right")))
            met = self._met(nodes[start:stop], chosen)
            if len(met.one):
                yield met
            start = stop

    def _chosen(self) -> Mask:
        """The entities of the kinds that are asked for and that the window mentions."""
        nodes = self.state.nodes
        among: Mask = nodes.of_kinds(self.kinds) if self.kinds else nodes.entities
        return among & (self.state.totals(self.window).mentioning > 0)

    def _work(self) -> Longs:
        """For each node, how many mentions there are in all events that mention it."""
        work = np.zeros(self.state.size, np.int64)
        for part in self.state.parts:
            mentions = part.block.rows.mentions
            for start in range(0, len(mentions), _BLOCK):
                places = mentions.starts[start : start + _BLOCK + 1]
                lengths = np.diff(places)
                values = mentions.values[places[0] : places[-1]]
                np.add.at(work, values, np.repeat(lengths, lengths))
        return work

    def _met(self, nodes: Ints, chosen: Mask) -> _Met:
        """The pairs of these entities with those that come after them in key order."""
        rank = self.state.nodes.rank
        codes, weights = [np.zeros(0, np.int64)], [np.zeros(0)]
        for part, span in self.state.spans(self.window):
            mentions = part.block.rows.mentions
            for node in nodes.tolist():
                rows = part.mentioning(node, span)
                others = mentions.gather(rows)
                kept = chosen[others] & (rank[others] > rank[node])
                codes.append(coded(np.full(int(kept.sum()), rank[node], np.int32), rank[others[kept]]))
                if self.rank == "recent":
                    age = (part.block.rows.at[rows] - self.end) / HALF_LIFE
                    spread = np.repeat(np.rint(np.exp2(age) * RECENT_STEPS), mentions.sizes(rows))
                    weights.append(spread[kept])
        return self._counted(np.concatenate(codes), np.concatenate(weights))

    def _counted(self, codes: Longs, weights: Floats) -> _Met:
        by_code = np.argsort(codes, kind="stable")
        codes = codes[by_code]
        places = firsts(codes)
        counts = np.diff(places, append=len(codes))
        sums = (
            np.add.reduceat(weights[by_code], places)
            if len(weights) and len(places)
            else np.zeros(len(places))
        )
        kept = counts >= (max(self.least, LEAST_FOR_NPMI) if self.rank == "npmi" else self.least)
        first, second = decoded(codes[places[kept]])
        order = self.state.nodes.order
        return _Met(order[first], order[second], counts[kept], sums[kept])


class _Weighed(NamedTuple):
    """What measures are made of: n(x,y), n(x), n(y), N, and the sum of the weights of recent."""

    both: Longs
    one: Longs
    other: Longs
    events: int
    weights: Floats


def _count(met: _Weighed) -> Floats:
    return met.both.astype(np.float64)


def _npmi(met: _Weighed) -> Floats:
    return measures.npmi(met.both, met.one, met.other, met.events)


def _llr(met: _Weighed) -> Floats:
    return measures.log_likelihood(met.both, met.one, met.other, met.events)


def _jaccard(met: _Weighed) -> Floats:
    return measures.jaccard(met.both, met.one, met.other)


def _recent(met: _Weighed) -> Floats:
    return measures.rounded(met.weights / RECENT_STEPS)


_Measure: TypeAlias = Callable[[_Weighed], Floats]
_RANKS: dict[Rank, _Measure] = {
    "count": _count,
    "npmi": _npmi,
    "llr": _llr,
    "jaccard": _jaccard,
    "recent": _recent,
}
