"""Pairs of nodes within events: who meets whom, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from graph.projection.ragged import Ints, Longs, Ragged, coded, decoded, firsts, ints
from graph.projection.state import Part, Span, State
from graph.traverse.timeline import newest
from graph.view import Window
from schema.keys import Key

_SLICE = 500_000  # events at a time


class Pairs(NamedTuple):
    """Pairs of numbers, first < second, sorted, each with the number of events that mention both."""

    first: Ints
    second: Ints
    counts: Longs


class Meetings(NamedTuple):
    """Pairs as `Pairs` has them, and for each its newest events, newest first, then key."""

    first: Ints
    second: Ints
    counts: Longs
    evidence: list[tuple[Key, ...]]


def within(rows: Ragged) -> tuple[Ints, Ints, Ints]:
    """All pairs of values that stand in one row, as (row, first, second), first before second in it.

    O(sum of the squares of the lengths of rows).
    """
    ends = np.repeat(rows.starts[1:], rows.lengths)
    places = np.arange(len(rows.values), dtype=np.int32)
    later = ends - places - 1
    first = np.repeat(places, later)
    before = np.cumsum(later) - later
    second = first + 1 + np.arange(len(first), dtype=np.int32) - np.repeat(before, later).astype(np.int32)
    return rows.rows[first], rows.values[first], rows.values[second]


def everywhere(state: State, window: Window) -> Pairs:
    """All pairs of nodes that events of a window mention together.  Counted in slices, so that memory stays bounded."""
    pairs = Pairs(*decoded(np.zeros(0, np.int64)), np.zeros(0, np.int64))
    for part, span in state.spans(window):
        for start in range(span.start, span.stop, _SLICE):
            rows = part.living(Span(start, min(start + _SLICE, span.stop)))
            _, first, second = within(part.block.rows.mentions.select(rows))
            pairs = _added(pairs, _counted(coded(first, second)))
    return pairs


def among(state: State, nodes: Iterable[int], window: Window, least: int, evidence: int) -> Meetings:
    """The pairs among `nodes` that `least` events of a window mention together, with up to `evidence` of the newest."""
    chosen = ints(sorted(nodes))
    codes, events = [], []
    for part, span in state.spans(window):
        rows, first, second = within(_restricted(part, span, chosen))
        codes.append(coded(first, second))
        events.append(rows)
    all_codes, all_events = np.concatenate(codes), np.concatenate(events)
    order = np.argsort(
        all_codes, kind="stable"
    )  # so that within a pair the base comes first, and time rises in each
    starts = firsts(all_codes[order])
    counts = np.diff(starts, append=len(order))
    often = counts >= least
    starts, counts = starts[often], counts[often]
    newest = _newest(state, (order, all_events, len(codes[0])), (starts, counts), evidence)
    return Meetings(*decoded(all_codes[order[starts]]), counts, newest)


def _restricted(part: Part, span: Span, chosen: Ints) -> Ragged:
    """The mentions of chosen nodes in a span, by event: read off the events, or off the nodes where those are fewer."""
    mentions, mentioned = part.block.rows.mentions, part.block.mentioned
    low, high = mentions.starts[[span.start, span.stop]].tolist()
    known = chosen[chosen < len(mentioned)]
    if 8 * int(mentioned.sizes(known).sum()) < high - low:
        each = [part.mentioning(node, span) for node in known.tolist()]
        values = np.repeat(known, [len(rows) for rows in each])
        return Ragged.of_pairs(np.concatenate([*each, values[:0]]), values, len(part.block))
    asked = np.zeros(len(mentioned), np.bool_)
    asked[known] = True
    kept = np.zeros(len(mentions.values) + 1, np.bool_)
    kept[low:high] = asked[mentions.values[low:high]]
    if part.live is not None:
        kept[mentions.places(np.flatnonzero(~part.live))] = False
    before = np.zeros(len(kept), np.int32)
    np.cumsum(kept[:-1], out=before[1:])
    return Ragged(before[mentions.starts], mentions.values[kept[:-1]])


def _newest(
    state: State, found: tuple[Longs, Ints, int], groups: tuple[Longs, Longs], limit: int
) -> list[tuple[Key, ...]]:
    """The newest events of each group: `found` are places in order, the events at those places, and how many are the base's."""
    order, events, of_base = found
    starts, counts = groups
    before_tail = np.concatenate([[0], np.cumsum(order < of_base)])
    in_base = before_tail[starts + counts] - before_tail[starts]
    plain = in_base == counts
    takes = np.where(plain, np.minimum(counts, limit), 0)
    places = np.repeat(starts + counts - np.cumsum(takes), takes) + np.arange(int(takes.sum()))
    names = state.base.block.rows.named(events[order[places]])
    ends = np.cumsum(takes).tolist()
    rows = zip(starts.tolist(), counts.tolist(), in_base.tolist(), takes.tolist(), ends, strict=True)
    answer: list[tuple[Key, ...]] = []
    for start, count, base, taken, end in rows:
        if base == count:
            answer.append(tuple(reversed(names[end - taken : end])))
        else:
            here = events[order[start : start + count]]
            both = ((state.base, here[:base]), (state.tail, here[base:]))
            answer.append(tuple(key for _, key in newest(both, limit)))
    return answer


def _counted(codes: Longs) -> Pairs:
    codes = np.sort(codes)
    places = firsts(codes)
    return Pairs(*decoded(codes[places]), np.diff(places, append=len(codes)))


def _added(one: Pairs, other: Pairs) -> Pairs:
    """The pairs of both, their counts summed."""
    codes = np.concatenate([coded(one.first, one.second), coded(other.first, other.second)])
    counts = np.concatenate([one.counts, other.counts])
    order = np.argsort(codes, kind="stable")
    places = firsts(codes[order])
    summed = np.add.reduceat(counts[order], places) if len(places) else counts
    return Pairs(*decoded(codes[order[places]]), summed)
