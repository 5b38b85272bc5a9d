"""Pairs of nodes within events: who meets whom, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from graph.projection.ragged import Ints, Longs, Ragged, coded, decoded, firsts
from graph.projection.state import State
from graph.view import Window


class Pairs(NamedTuple):
    """Pairs of numbers, first < second, sorted, each with the number of events that mention both."""

    first: Ints
    second: Ints
    counts: Longs


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
    """All pairs of nodes that events of a window mention together."""
    codes = []
    for part, span in state.spans(window):
        _, first, second = within(part.block.rows.mentions.select(part.living(span)))
        codes.append(coded(first, second))
    return _counted(np.concatenate(codes))


def among(state: State, nodes: Iterable[int], window: Window) -> Pairs:
    """The pairs among `nodes` that events of a window mention together."""
    chosen = sorted(nodes)
    codes = []
    for part, span in state.spans(window):
        rows = [part.mentioning(node, span) for node in chosen]
        values = np.repeat(np.array(chosen, np.int32), [len(row) for row in rows])
        events = np.concatenate([*rows, values[:0]])
        _, first, second = within(Ragged.of_pairs(events, values, len(part.block)))
        codes.append(coded(first, second))
    return _counted(np.concatenate(codes))


def _counted(codes: Longs) -> Pairs:
    codes = np.sort(codes)
    places = firsts(codes)
    first, second = decoded(codes[places])
    return Pairs(first, second, np.diff(places, append=len(codes)))
