"""The events behind a co-occurrence: those that mention both, newest first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.projection.ragged import Ints, Mask, Rows
from graph.projection.state import Part, State
from graph.traverse.cursor import checked_limit
from graph.traverse.timeline import newest
from graph.view import ALWAYS, Window
from schema.keys import Key


def evidence(
    state: State, entity: Key, others: Sequence[Key], window: Window = ALWAYS, *, limit: int = 3
) -> list[tuple[Key, ...]]:
    """For each of `others`, the newest events that mention it and `entity`, newest first, then key.

    The events of `entity` are marked once, however many are asked for.  Raises NotFound, BadRequest.
    """
    numbers = [state.nodes.find(other) for other in others]
    return shared(state, state.nodes.find(entity), numbers, window, checked_limit(limit))


def shared(
    state: State, node: int, others: Sequence[int], window: Window, limit: int
) -> list[tuple[Key, ...]]:
    """The same by numbers; nothing for `node` itself."""
    found: list[list[tuple[Part, Rows]]] = [[] for _ in others]
    for part, span in state.spans(window):
        ours = np.zeros(len(part.block), np.bool_)
        ours[part.mentioning(node, span)] = True
        for place, other in enumerate(others):
            if other != node:
                found[place].append((part, _last(part.block.mentioned.row(other), ours, limit)))
    return [tuple(key for _, key in newest(rows, limit)) for rows in found]


def _last(rows: Ints, chosen: Mask, limit: int) -> Ints:
    """The last `limit` of `rows` that are chosen.  Looks back only as far as it must."""
    looked = 4 * limit
    while True:
        found = rows[-looked:][chosen[rows[-looked:]]]
        if len(found) >= limit or looked >= len(rows):
            return found[-limit:]
        looked *= 4
