"""Whether two states of the projection say the same, whatever their numbers, and whether a state says what its store does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

import numpy as np

from graph.projection.advance import advance
from graph.projection.build import from_reader
from graph.projection.events import KEPT_TYPES
from graph.projection.nodes import GONE, KIND_NAMES
from graph.projection.ragged import Ragged
from graph.projection.state import Part, Span, State
from graph.projection.touched import Touched
from graph.projection.typed import TYPED
from graph.store import Reader, Store
from schema.errors import Forgotten
from schema.kinds.event import Event

_SHOWN = 10


def verify(store: Store) -> list[str]:
    """How following the whole log differs from building anew, and that from the store's own counts.

    Where the log no longer reaches back to its beginning, only the second is compared.
    """
    with store.reader() as reader:
        built = from_reader(reader)
        found = list(against_store(built, reader))
        try:
            changes = list(takewhile(lambda change: change.revision <= reader.revision, store.changes(0)))
        except Forgotten:
            return found
        followed = advance(State.empty(), Touched.by(changes), reader).state
        return [*found, *differences(followed, built)]


def against_store(state: State, reader: Reader) -> Iterator[str]:
    """Where the state counts other nodes and edges than its store."""
    ours, theirs = counts(state), reader.counts()
    for name in sorted(ours.keys() | theirs.keys()):
        if name in (*KIND_NAMES, *KEPT_TYPES, *TYPED) and ours.get(name, 0) != theirs.get(name, 0):
            yield f"{name}: the projection has {ours.get(name, 0)}, the store {theirs.get(name, 0)}"


def counts(state: State) -> Mapping[str, int]:
    """How many nodes of each kind and edges of each type."""
    found = Counter(KIND_NAMES[kind] for kind in state.nodes.kind.tolist() if kind != GONE)
    found.update(TYPED[kind] for kind in state.typed.type.tolist())
    for part in state.parts:
        living = part.living(Span(0, len(part.block)))
        rows = part.block.rows
        found[Event.__name__] += len(living)
        for name, kept in zip(KEPT_TYPES, (rows.mentions, rows.announces, rows.sources), strict=True):
            found[name] += int(kept.sizes(living).sum())
    return found


def differences(one: State, other: State) -> list[str]:
    """Where two states differ, a line each; at most ten of a sort."""
    found = []
    for what, ours, theirs in zip(
        ("node", "edges", "event", "merged key", "concern"), _content(one), _content(other), strict=True
    ):
        different = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
        found += [f"{what} {key}: {ours.get(key)} and {theirs.get(key)}" for key in different[:_SHOWN]]
        if len(different) > _SHOWN:
            found.append(f"{what}: {len(different) - _SHOWN} more differ")
    return found


def _content(state: State) -> tuple[Mapping[Any, Any], ...]:
    """Everything a state says, by key."""
    table, typed = state.nodes, state.typed
    living = np.flatnonzero(table.kind != GONE).tolist()
    nodes = {table.keys[n]: (int(table.kind[n]), int(table.status[n]), int(table.at[n])) for n in living}
    edges = Counter(
        (TYPED[kind], table.keys[src], table.keys[dst])
        for kind, src, dst in zip(typed.type.tolist(), typed.src.tolist(), typed.dst.tolist(), strict=True)
    )
    events: dict[str, Any] = {}
    concerned: dict[tuple[str, str], int] = {}
    for part in state.parts:
        events.update(_events(state, part))
        for node in living:
            rows, why = part.concerning(node, Span(0, len(part.block)))
            for event, bits in zip(part.block.rows.named(rows), why.tolist(), strict=True):
                concerned[event, table.keys[node]] = bits
    return nodes, edges, events, table.redirects, concerned


def _events(state: State, part: Part) -> Iterator[tuple[str, Any]]:
    rows = part.block.rows

    def ends(kept: Ragged, row: int) -> list[str]:
        return sorted(state.nodes.named(kept.row(row)))

    living = part.living(Span(0, len(part.block)))
    for key, row in zip(rows.named(living), living.tolist(), strict=True):
        columns = (int(rows.at[row]), int(rows.observed[row]), int(rows.importance[row]))
        yield key, (*columns, *(ends(kept, row) for kept in (rows.mentions, rows.announces, rows.sources)))
