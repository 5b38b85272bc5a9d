"""All that a reader sees as columns, without an object for each node and edge: a million events in seconds.

Invariants: nodes are numbered by their place in the scan; edges whose ends the scan did not have are left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.projection.events import KEPT_TYPES, Columns, EventRows
from graph.projection.instants import told_seconds
from graph.projection.nodes import NodeRow
from graph.projection.ragged import Ints, Longs
from graph.projection.typed import TYPE_NUMBERS, TYPED
from graph.store import Ends, Row
from schema.keys import Key
from schema.kinds.event import Event

TypedColumns: TypeAlias = "tuple[NDArray[np.int8], Ints, Ints]"
_EVENT = f"{Event.word()}/"
_NOTHING = -1


class Scan(Protocol):
    """What is asked of a reader here; see `graph.store.Reader`."""

    def scan_rows(self, kinds: Collection[str] | None = None) -> Iterator[Row]: ...
    def scan_ends(self, types: Collection[str] | None = None) -> Iterator[Ends]: ...


def scanned(reader: Scan) -> tuple[list[NodeRow], TypedColumns, EventRows]:
    """The nodes that are not events, the typed edges between them (type, source, target), and the events."""
    things, events = _Things(), _Events()
    for position, key, props in reader.scan_rows():
        (events if key.startswith(_EVENT) else things).add(position, key, props)
    thing, event = _numbers(things.positions), _numbers(events.positions)
    ends = {type_: _Ends() for type_ in (*KEPT_TYPES, *TYPED)}
    for part in reader.scan_ends(ends):
        ends[part.type].add(part)
    pairs = {type_: ends[type_].pairs(event, thing) for type_ in KEPT_TYPES}
    typed = [(TYPE_NUMBERS[type_], *ends[type_].pairs(thing, thing)) for type_ in TYPED]
    columns = Columns(np.array(events.at), np.array(events.observed), np.array(events.importance))
    return (
        things.rows,
        (
            np.concatenate([np.full(len(src), number, np.int8) for number, src, _ in typed]),
            np.concatenate([src for _, src, _ in typed]),
            np.concatenate([dst for _, _, dst in typed]),
        ),
        EventRows.of(np.array(events.keys, np.bytes_), columns, pairs),
    )


def _longs() -> array[int]:
    return array("q")


@dataclass(slots=True)
class _Things:
    """Nodes that are not events, with their positions."""

    rows: list[NodeRow] = field(default_factory=list)
    positions: array[int] = field(default_factory=_longs)

    def add(self, position: int, key: Key, props: Mapping[str, Any]) -> None:
        """Take one in."""
        self.positions.append(position)
        self.rows.append(NodeRow.told(key, props))


@dataclass(slots=True)
class _Events:
    """Events, with their positions."""

    keys: list[bytes] = field(default_factory=list)
    positions: array[int] = field(default_factory=_longs)
    at: array[int] = field(default_factory=_longs)
    observed: array[int] = field(default_factory=_longs)
    importance: array[int] = field(default_factory=lambda: array("b"))

    def add(self, position: int, key: Key, props: Mapping[str, Any]) -> None:
        """Take one in."""
        self.keys.append(key.encode())
        self.positions.append(position)
        self.at.append(told_seconds(props["at"]))
        self.observed.append(told_seconds(props.get("observed")))
        self.importance.append(props.get("importance") or 0)


@dataclass(slots=True)
class _Ends:
    """Edges of one type, by position: each target, how many sources it has here, and those."""

    targets: array[int] = field(default_factory=_longs)
    counts: array[int] = field(default_factory=_longs)
    sources: array[int] = field(default_factory=_longs)

    def add(self, part: Ends) -> None:
        """Take some in."""
        self.targets.append(part.dst)
        self.counts.append(len(part.srcs))
        self.sources.extend(part.srcs)

    def pairs(self, sources: Ints, targets: Ints) -> tuple[Ints, Ints]:
        """The edges between what has a number."""
        src = _at(sources, np.array(self.sources))
        dst = np.repeat(_at(targets, np.array(self.targets)), np.array(self.counts))
        known = (src >= 0) & (dst >= 0)
        return src[known], dst[known]


def _numbers(positions: array[int]) -> Ints:
    """For each position the number of what stands there, -1 for nothing."""
    numbers = np.full(max(positions, default=-1) + 1, _NOTHING, np.int32)
    numbers[np.array(positions)] = np.arange(len(positions), dtype=np.int32)
    return numbers


def _at(numbers: Ints, positions: Longs) -> Ints:
    inside = positions < len(numbers)
    found = np.full(len(positions), _NOTHING, np.int32)
    found[inside] = numbers[positions[inside]]
    return found
