"""Events in the order of time: those of an entity, those of sources, how many there are and since when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from graph.projection.concerns import whys
from graph.projection.instants import ABSENT, instant, seconds
from graph.projection.ragged import Ints, Rows
from graph.projection.state import Part, Span, State
from graph.traverse.cursor import Place, checked_limit, page, question, read
from graph.view import ALWAYS, Concern, Page, Presence, Window
from schema.keys import Key


def newest(found: Iterable[tuple[Part, Rows]], limit: int) -> list[tuple[int, Key]]:
    """The `limit` newest of these rows as (at, key), newest first, then key.  Rows rise in each part."""
    rows = [
        (-at, key)
        for part, rows in found
        for at, key in zip(
            part.block.rows.at[rows[-limit:]].tolist(), part.block.rows.named(rows[-limit:]), strict=True
        )
    ]
    return [(-at, key) for at, key in sorted(rows)[:limit]]


def presence(state: State, entities: Sequence[Key]) -> list[Presence]:
    """Number, first and last instant of the events that concern each of `entities`.  Raises NotFound."""
    return [_presence(state, state.nodes.find(entity)) for entity in entities]


def _presence(state: State, node: int) -> Presence:
    count = 0
    seen: list[int] = []
    for part in state.parts:
        rows, _ = part.concerning(node, Span(0, len(part.block)))
        at = part.block.rows.at
        dated = rows[np.searchsorted(rows, np.searchsorted(at, ABSENT, side="right")) :]
        count += len(rows)
        seen.extend(at[dated[[0, -1]]].tolist() if len(dated) else ())
    return Presence(count, instant(min(seen)), instant(max(seen))) if seen else Presence(count)


def events_of(
    state: State, entity: Key, window: Window = ALWAYS, *, limit: int = 10, after: str = ""
) -> Page[Concern]:
    """The events that concern an entity, newest first, then key, and why each does.  Raises NotFound, BadRequest."""
    node = state.nodes.find(entity)
    asked = question("events_of", state.nodes.keys[node], window)
    events, total = _slice(
        state, window, lambda part, span: part.concerning(node, span)[0], asked, limit, after
    )
    why = _why(state, node, [key for _, key in events])
    rows = [Concern(key, instant(at), whys(why[key])) for at, key in events]
    return page(rows, limit, total, asked, lambda row: Place((seconds(row.at),), row.event))


def published_by(
    state: State, sources: Sequence[Key], window: Window = ALWAYS, *, limit: int = 10, after: str = ""
) -> Page[Key]:
    """The events of these sources, each once, newest first, then key.  Raises NotFound, BadRequest."""
    nodes = {state.nodes.find(source) for source in sources}
    asked = question("published_by", [state.nodes.keys[node] for node in nodes], window)

    def published(part: Part, span: Span) -> Ints:
        rows = [part.published_by(node, span) for node in nodes]
        return np.unique(np.concatenate([*rows, np.zeros(0, np.int32)]))

    events, total = _slice(state, window, published, asked, limit, after)
    at = {key: instant for instant, key in events}
    return page([key for _, key in events], limit, total, asked, lambda key: Place((at[key],), key))


def _slice(
    state: State, window: Window, select: Callable[[Part, Span], Ints], asked: str, limit: int, after: str
) -> tuple[list[tuple[int, Key]], int]:
    """One event more than `limit`, as (at, key), from where the cursor stands; and how many there are in all."""
    place = read(after, asked, 1)
    found: list[tuple[Part, Ints]] = []
    total = 0
    for part, span in state.spans(window):
        rows = select(part, span)
        total += len(rows)
        if place:
            below = part.block.place_after(int(place.values[0]), place.key)
            rows = rows[: np.searchsorted(rows, below)]
        found.append((part, rows))
    return newest(found, checked_limit(limit) + 1), total


def _why(state: State, node: int, events: list[Key]) -> dict[Key, int]:
    """Why each of these events concerns the node, in bits."""
    found: dict[Key, int] = {}
    for part in state.parts:
        rows, why = part.concerning(node, Span(0, len(part.block)))
        here = np.sort(part.find(events))
        found.update(zip(part.block.rows.named(here), why[np.searchsorted(rows, here)].tolist(), strict=True))
    return found
