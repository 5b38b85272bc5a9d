"""Listings: nodes of all kinds, events included, filtered and ordered by their columns.

`count` orders by events: those that concern a node; those that it published, for a source.  `rank` is PageRank
(`standing.py`).  What a node does not have is the least: instants of entities, importance of all but events, events of aliases.  Ties are in order of key either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, get_args

import numpy as np

from graph.projection.instants import ABSENT, bounds
from graph.projection.ragged import Ints, Longs, Mask
from graph.projection.state import Part, State
from graph.traverse import measures
from graph.traverse.cursor import Place, checked_limit, page, question, read
from graph.traverse.derive import ranks
from graph.view import ALWAYS, Filter, Order, Page, Window
from schema.errors import BadRequest
from schema.keys import Key
from schema.kinds.event import Event

_ORDERS: tuple[Order, ...] = get_args(Order)


class Group(NamedTuple):
    """Rows that pass the filter, of the node table or of one part of the events.

    values: what they are ordered by; ranks: their places in key order; places: how many keys of the group are less than a
    key, and how many not greater; named: keys by number.  rising: whether the values never fall.
    """

    numbers: Longs
    values: Longs
    ranks: Ints
    places: Callable[[Key], tuple[int, int]]
    named: Callable[[Longs], list[Key]]
    rising: bool = False


def listing(
    state: State,
    which: Filter,
    *,
    order: Order = "key",
    descending: bool = False,
    limit: int = 20,
    after: str = "",
) -> Page[Key]:
    """Nodes that pass a filter, by a column, then key.  Statuses let only entities pass; importance and source, events.

    Events and papers have instants; a window that is not open on both sides lets only these pass.
    Raises NotFound for an unknown source, BadRequest.
    """
    asked = listed(which, order, descending)
    place = read(after, asked, 1)
    checked_limit(limit)
    rows: list[tuple[int, Key]] = []
    total = 0
    backwards = order == "key" and descending
    for group in _groups(state, which, order):
        total += len(group.numbers)
        near = _near(group, descending, place, limit + 1) if group.rising else group
        rows += _first(_turned(near, descending, backwards), place, limit + 1)
    rows.sort(key=lambda row: row[1], reverse=backwards)
    rows.sort(key=lambda row: row[0])
    values = {key: value for value, key in rows}
    return page([key for _, key in rows], limit, total, asked, lambda key: Place((values[key],), key))


def listed(which: Filter, order: Order, descending: bool) -> str:
    """The fingerprint of a listing, which its cursors carry.  Raises BadRequest."""
    if order not in _ORDERS:
        raise BadRequest(f"{order!r} is no order", do=f"Known: {', '.join(_ORDERS)}")
    filtered = question("kinds", which.kinds) + question("statuses", which.statuses)
    return question("listing", filtered, which.window, which.importance, which.source, order, int(descending))


def _near(group: Group, descending: bool, place: Place | None, limit: int) -> Group:
    """Of a group with rising values, the rows among which the first `limit` after a place are."""
    values = group.values
    low, high, same = 0, len(values), 0
    if place:
        value = -place.values[0] if descending else place.values[0]
        first, last = np.searchsorted(values, value), np.searchsorted(values, value, side="right")
        low, high, same = (
            (0, int(last), int(last - first)) if descending else (int(first), high, int(last - first))
        )
    many = limit + same
    if descending and high - low > many:
        low = int(np.searchsorted(values, values[high - many]))
    elif high - low > many:
        high = int(np.searchsorted(values, values[low + many - 1], side="right"))
    return group._replace(
        numbers=group.numbers[low:high], values=values[low:high], ranks=group.ranks[low:high]
    )


def _turned(group: Group, descending: bool, backwards: bool) -> Group:
    """The group with values, or keys, that rise where they are to fall."""
    values = -group.values if descending else group.values
    if not backwards:
        return group._replace(values=values)

    def places(key: Key) -> tuple[int, int]:
        less, not_greater = group.places(key)
        return 1 - not_greater, 1 - less

    return group._replace(values=values, ranks=-group.ranks, places=places)


def _first(group: Group, place: Place | None, limit: int) -> list[tuple[int, Key]]:
    """The first rows after a place, as (value, key)."""
    numbers, values, ranks = group.numbers, group.values, group.ranks
    if place:
        value, (_, rank) = place.values[0], group.places(place.key)
        later = np.flatnonzero((values > value) | ((values == value) & (ranks >= rank)))
        numbers, values, ranks = numbers[later], values[later], ranks[later]
    same = np.zeros(len(values), np.int64)
    best = measures.strongest(-values.astype(np.float64), same, ranks, limit)
    return list(zip(values[best].tolist(), group.named(numbers[best]), strict=True))


def _groups(state: State, which: Filter, order: Order) -> Iterator[Group]:
    kinds = set(which.kinds)
    source = None if which.source is None else state.nodes.find(which.source)
    passing = state.nodes.of_kinds(kinds) & state.nodes.of_statuses(which.statuses)
    if source is None and which.importance is None:
        yield _of_nodes(state, np.flatnonzero(passing & _dated(state, which.window)), order)
    if which.statuses or (kinds and Event.__name__ not in kinds):
        return
    for part, span in state.spans(which.window):
        rows = part.living(span) if source is None else part.published_by(source, span)
        if which.importance is not None:
            rows = rows[part.block.rows.importance[rows] >= which.importance]
        yield _of_events(part, rows.astype(np.int64), order)


def _dated(state: State, window: Window) -> Mask:
    """Which nodes are in a window."""
    if window == ALWAYS:
        return np.ones(state.size, np.bool_)
    since, until = bounds(window)
    within: Mask = (state.nodes.at != ABSENT) & (state.nodes.at >= since) & (state.nodes.at < until)
    return within


def _of_nodes(state: State, numbers: Longs, order: Order) -> Group:
    values = np.zeros(len(numbers), np.int64)
    if order == "at":
        values = state.nodes.at[numbers]
    elif order == "count":
        values = (state.concern_counts() + state.published_counts())[numbers]
    elif order == "rank":
        values = np.rint(ranks(state).of(state.size)[numbers] * 10**measures.DIGITS).astype(np.int64)
    return Group(numbers, values, state.nodes.rank[numbers], state.nodes.places, state.nodes.named)


def _of_events(part: Part, rows: Longs, order: Order) -> Group:
    values = np.zeros(len(rows), np.int64)
    if order == "at":
        values = part.block.rows.at[rows]
    elif order == "importance":
        values = part.block.rows.importance[rows].astype(np.int64)
    ranked = part.block.key_rank[rows]
    return Group(rows, values, ranked, part.block.places, part.block.rows.named, rising=order == "at")
