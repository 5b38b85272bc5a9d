"""What each node is read as: its survivor, whether it lives, and with which status.  Pure.

Invariants: all members of a cluster are placed alike; a cluster lives while a statement of any member counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from graph.cluster import Judged, standing_of, status
from graph.fold import Sourced
from schema.keys import Key


class Placed(NamedTuple):
    """survivor: what it is read as.  merged: whether the cluster has other members.  status: of entities, as read."""

    survivor: Key
    living: bool
    merged: bool
    status: str


def placements(
    keys: Iterable[Key], said_of: Callable[[Key], Sequence[Sourced]], judged: Judged
) -> dict[Key, Placed]:
    """Where `keys`, and all that are one with them, stand.  `said_of` gives a node's own statements that count."""
    placed: dict[Key, Placed] = {}
    for key in keys:
        if key in placed:
            continue
        if key in judged.same:
            placed.update(_cluster_placed(judged.cluster(key), said_of, judged))
        else:
            said = said_of(key)
            placed[key] = Placed(key, bool(said), False, status(key, said))
    return placed


def _cluster_placed(
    cluster: Iterable[Key], said_of: Callable[[Key], Sequence[Sourced]], judged: Judged
) -> dict[Key, Placed]:
    said = {key: said_of(key) for key in cluster}
    survivor = judged.survivor(said, lambda key: standing_of(key, said[key]))
    every = [pair for statements in said.values() for pair in statements]
    placed = Placed(survivor, bool(every), True, status(survivor, every))
    return dict.fromkeys(said, placed)
