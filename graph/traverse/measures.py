"""How strongly two entities belong together, from counts of events; and how what is measured is put in order.

n(x), n(y): events that mention either; n(x,y): both; N: events with any mention.  All functions take arrays or numbers
with n(x,y) ≥ 1.  Scores are rounded to nine digits before they are compared, so that every machine orders alike.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from graph.projection.ragged import Floats, Ints, Longs, Mask

Count: TypeAlias = "Longs | int"
DIGITS = 9


def rounded(scores: Floats) -> Floats:
    """Scores as they are compared."""
    found: Floats = np.round(scores, DIGITS) + 0.0
    return found


def npmi(both: Longs, one: Count, other: Count, events: int) -> Floats:
    """Normalised pointwise mutual information (Bouma 2009), from -1 to 1; 1 where all events mention both."""
    shared = both / events
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(both * float(events) / (np.asarray(one, np.float64) * other)) / -np.log(shared)
    return rounded(np.where(both == events, 1.0, found))


def jaccard(both: Longs, one: Count, other: Count) -> Floats:
    """Events of both among the events of either, from 0 to 1."""
    return rounded(both / (np.asarray(one, np.int64) + other - both))


def log_likelihood(both: Longs, one: Count, other: Count, events: int) -> Floats:
    """Dunning's G² (1993) of the table of mentioning either, both or none; 0 where they meet less than expected."""
    x, y = np.asarray(one, np.float64), np.asarray(other, np.float64)
    cells = (both, x - both, y - both, events - x - y + both)
    sides = ((x, y), (x, events - y), (events - x, y), (events - x, events - y))
    total = np.zeros(np.shape(both))
    for cell, (row, column) in zip(cells, sides, strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            total += np.where(cell > 0, cell * np.log(cell * float(events) / (row * column)), 0.0)
    return rounded(np.where(both * float(events) > x * y, np.maximum(2 * total, 0.0), 0.0))


def strongest(scores: Floats, counts: Longs, ranks: Ints, limit: int) -> Longs:
    """The places of the `limit` best: score, then count, then key (`ranks` are places in key order)."""
    places = np.arange(len(scores))
    if len(scores) > 2 * limit:
        above = np.flatnonzero(scores > scores.min())
        if len(above) >= limit:  # most scores may be the least one, and partitioning equal ones is slow
            places = above
    if len(places) > 2 * limit:
        here = scores[places]
        least = np.partition(here, len(here) - limit)[len(here) - limit]
        places = places[here >= least]
    order = np.lexsort((ranks[places], -counts[places], -scores[places]))
    return places[order[:limit]]


def after(scores: Floats, counts: Longs, ranks: Ints, place: tuple[float, float, int]) -> Mask:
    """Which rows come after a place in the order of `strongest`; its last part is how many keys precede or equal it."""
    score, count, rank = place
    later: Mask = (scores < score) | (
        (scores == score) & ((counts < count) | ((counts == count) & (ranks >= rank)))
    )
    return later
