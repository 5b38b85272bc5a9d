"""The events behind a co-occurrence: those that mention both, newest first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.projection.ragged import Ints, Rows
from graph.projection.state import Part, State
from graph.traverse.cursor import checked_limit
from graph.traverse.timeline import newest
from graph.view import ALWAYS, Window
from schema.keys import Key


def evidence(
    state: State, entity: Key, others: Sequence[Key], window: Window = ALWAYS, *, limit: int = 3
) -> list[tuple[Key, ...]]:
    """For each of `others`, the newest events that mention it and `entity`, newest first, then key.

    One pass over the events of `entity`, however many are asked for.  Raises NotFound, BadRequest.
    """
    numbers = [state.nodes.find(other) for other in others]
    return shared(state, state.nodes.find(entity), numbers, window, checked_limit(limit))


def shared(
    state: State, node: int, others: Sequence[int], window: Window, limit: int
) -> list[tuple[Key, ...]]:
    """The same by numbers; nothing for `node` itself."""
    asked = np.unique(np.array([other for other in others if other != node], np.int32))
    place = np.full(state.size, -1, np.int32)
    place[asked] = np.arange(len(asked), dtype=np.int32)
    found: list[list[tuple[Part, Rows]]] = [[] for _ in asked]
    for part, span in state.spans(window):
        for number, rows in enumerate(_meetings(part, part.mentioning(node, span), place, len(asked))):
            found[number].append((part, rows))
    keys = [tuple(key for _, key in newest(rows, limit)) for rows in found]
    return [keys[place[other]] if other != node else () for other in others]


def _meetings(part: Part, rows: Ints, place: Ints, count: int) -> list[Ints]:
    """For each of `count` nodes, numbered by `place`, those of `rows` that mention it, rising."""
    mentions = part.block.rows.mentions
    which = place[mentions.gather(rows)]
    met = np.flatnonzero(which >= 0)
    spread = np.repeat(rows, mentions.sizes(rows))
    order = np.argsort(which[met], kind="stable")
    bounds = np.searchsorted(which[met][order], np.arange(count + 1))
    sorted_rows = spread[met][order]
    return [sorted_rows[bounds[number] : bounds[number + 1]] for number in range(count)]
