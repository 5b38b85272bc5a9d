"""What rises: entities met more often in a window than the eight windows before it let expect.

A count is held against a Poisson distribution with the mean of the eight windows before, one event added to their sum
so that nothing is impossible; of the chances found, those are kept that the step-up procedure of Benjamini and
Hochberg (1995) lets stand at a false discovery rate of 5 %.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import numpy as np

from graph.projection.ragged import Floats, Longs
from graph.projection.state import State
from graph.traverse import measures
from graph.traverse.cursor import checked_limit
from graph.traverse.standing import OUTSIDE
from graph.view import Rising, Trend, Window
from schema.errors import BadRequest
from schema.values import to_utc

WINDOWS_BEFORE = 8
LEAST = 3
FALSE_DISCOVERIES = 0.05


def trending(state: State, window: Window, *, kinds: Collection[str] = (), limit: int = 20) -> Trend:
    """Entities that rise in a window, by chance, then count, then key.

    All entities with three mentioning events in the window are tested together, but for those that are only listed or
    candidates; `kinds` only chooses which of the risen are shown.  Raises BadRequest for a window that is open or empty.
    """
    checked_limit(limit)
    before = _before(window)
    oldest = state.extent()[0]
    if oldest is None or before.since is None or oldest > to_utc(before.since):
        known = f"its first event is of {oldest:%Y-%m-%d}" if oldest else "it has no events"
        return Trend(window, (), f"the almanac is younger than {WINDOWS_BEFORE + 1} such windows: {known}")
    counts = state.totals(window).mentioning
    expected = (state.totals(before).mentioning + 1) / WINDOWS_BEFORE
    left_out = state.nodes.of_statuses(OUTSIDE)
    tested = np.flatnonzero((counts >= LEAST) & state.nodes.entities & ~left_out)
    chances = tail(counts[tested], expected[tested])
    risen = discoveries(chances)
    nodes, chances = tested[risen], chances[risen]
    shown = state.nodes.of_kinds(kinds, nodes)
    return Trend(window, _rows(state, nodes[shown], chances[shown], (counts, expected), limit))


def _before(window: Window) -> Window:
    if window.since is None or window.until is None or window.since == window.until:
        raise BadRequest("trending needs a window with a start and an end", do="Give since and until")
    length: timedelta = window.until - window.since
    try:
        return Window(window.since - WINDOWS_BEFORE * length, window.since)
    except OverflowError:
        raise BadRequest("the window is too long to look before it", do="Give a shorter one") from None


def _rows(
    state: State, nodes: Longs, chances: Floats, columns: tuple[Longs, Floats], limit: int
) -> tuple[Rising, ...]:
    counts, expected = columns
    best = measures.strongest(measures.rounded(-chances), counts[nodes], state.nodes.rank[nodes], limit)
    return tuple(
        Rising(state.nodes.keys[node], int(counts[node]), float(expected[node]), chance)
        for node, chance in zip(nodes[best].tolist(), chances[best].tolist(), strict=True)
    )


def tail(counts: Longs, means: Floats) -> Floats:
    """The chances that Poisson variables of these means are so many or more: an incomplete gamma function."""
    from scipy.special import gammainc  # here and not above: see `ragged`

    return np.asarray(gammainc(counts, means), np.float64)


def discoveries(chances: Floats) -> Longs:
    """The places of the chances that Benjamini and Hochberg let stand."""
    order = np.argsort(chances, kind="stable")
    bar = FALSE_DISCOVERIES * np.arange(1, len(chances) + 1) / max(len(chances), 1)
    passed = np.flatnonzero(chances[order] <= bar)
    return np.sort(order[: passed[-1] + 1]) if len(passed) else np.zeros(0, np.int64)
