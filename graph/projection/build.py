"""Makes a projection from all nodes and edges: of a reader, of plain values, or of arrays.

`Gathered` is the way in from nodes and edges, for the tail; all that a reader sees comes in by `scanned`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from graph import names
from graph.projection.events import KEPT_TYPES, Block, Columns, EventRows, Names, Pairs
from graph.projection.instants import seconds
from graph.projection.keys import Keys
from graph.projection.nodes import NodeRow, NodeTable
from graph.projection.ragged import Longs, Rows, ints
from graph.projection.renumber import renumbered
from graph.projection.scanned import Scan, scanned
from graph.projection.state import Part, State
from graph.projection.typed import TYPE_NUMBERS, TypedEdges
from graph.store import Direction
from schema.changeset import Revision
from schema.declare import EdgeRef, Node
from schema.judgement import Same
from schema.keys import Key
from schema.kinds.event import Event


class Read(names.Read, Scan, Protocol):
    """What is asked of a reader for the projection; see `graph.store.Reader`."""

    def resolve(self, keys: Iterable[Key]) -> dict[Key, Key]: ...
    def edge_refs(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[EdgeRef]]: ...
    def members(self, keys: Iterable[Key]) -> dict[Key, list[Key]]: ...


@dataclass
class Gathered:
    """Nodes and edges as read, sorted into columns while they stream by.  Nodes come before the edges between them.

    Edges with an end that is unknown are left out: a reader gives none, unless it changed between two reads.
    """

    keys: Keys
    rows: list[NodeRow] = field(default_factory=list)
    typed: list[tuple[int, int, int]] = field(default_factory=list)
    _events: dict[Key, int] = field(default_factory=dict)
    _at: list[int] = field(default_factory=list)
    _observed: list[int] = field(default_factory=list)
    _importance: list[int] = field(default_factory=list)
    _ends: dict[str, tuple[list[int], list[int]]] = field(
        default_factory=lambda: {kind: ([], []) for kind in KEPT_TYPES}
    )

    def add_nodes(self, nodes: Iterable[Node]) -> None:
        """Take nodes in."""
        for node in nodes:
            if isinstance(node, Event):
                self._events[node.key] = len(self._at)
                self._at.append(seconds(node.at))
                self._observed.append(seconds(node.observed))
                self._importance.append(node.importance or 0)
            else:
                self.rows.append(NodeRow.of(node))
                self.keys.number(node.key)

    def add_edges(self, edges: Iterable[EdgeRef]) -> None:
        """Take edges in."""
        for edge in edges:
            target = self.keys.known(edge.dst)
            if target is None:
                continue
            if edge.type in self._ends:
                event = self._events.get(edge.src)
                if event is not None:
                    rows, nodes = self._ends[edge.type]
                    rows.append(event)
                    nodes.append(target)
            elif (number := TYPE_NUMBERS.get(edge.type)) is not None:
                source = self.keys.known(edge.src)
                if source is not None:
                    self.typed.append((number, source, target))

    def events(self) -> EventRows:
        """The events, in order."""
        pairs: dict[str, Pairs] = {
            kind: (ints(rows), ints(nodes)) for kind, (rows, nodes) in self._ends.items()
        }
        columns = Columns(self._at, self._observed, self._importance)
        keys = np.array([key.encode() for key in self._events], np.bytes_)
        return EventRows.of(keys, columns, pairs)


def build(
    nodes: Iterable[Node],
    edges: Iterable[EdgeRef],
    *,
    redirects: Mapping[Key, Key] | None = None,
    revision: Revision = 0,
) -> State:
    """The projection of a graph as read: living survivors, the edges between them, and merged key → survivor."""
    gathered = Gathered(Keys())
    gathered.add_nodes(nodes)
    gathered.add_edges(edges)
    table = NodeTable.empty(gathered.keys).with_rows(gathered.rows, (), redirects or {})
    return assembled(table, TypedEdges.of(gathered.typed, len(table)), gathered.events(), revision)


def assembled(nodes: NodeTable, edges: TypedEdges, events: EventRows, revision: Revision) -> State:
    """The state of these nodes, edges and events, all of them in the base, the nodes numbered anew."""
    table, typed, rows = renumbered(nodes, edges, events)
    size = len(table)
    base = Block.of(rows, typed.creators, size)
    nothing = Block.of(EventRows.empty(), typed.creators, size)
    return State(table, typed, Part(base), Part(nothing), revision)


def from_reader(reader: Read) -> State:
    """The projection of all that a reader sees, streamed once."""
    rows, edges, events = scanned(reader)
    table = NodeTable.empty().with_rows(rows, (), redirects(reader))
    return assembled(table, TypedEdges.sorted(*edges, len(table)), events, reader.revision)


def redirects(reader: Read) -> dict[Key, Key]:
    """Every merged key that lives, with its survivor."""
    judged = {
        key
        for judgement in reader.judgements()
        if isinstance(judgement.decision, Same)
        for key in (judgement.decision.loser, judgement.decision.survivor)
    }
    return {key: survivor for key, survivor in reader.resolve(judged).items() if key != survivor}


def from_arrays(
    nodes: Sequence[NodeRow],
    events: Names,
    instants: tuple[Longs, Longs],
    pairs: Mapping[str, Pairs],
    typed: Iterable[tuple[str, Rows, Rows]] = (),
) -> State:
    """A projection straight from columns, for measuring.

    Nodes are numbered by their place; `events` are keys; `instants` are when they were and when they were observed, in
    seconds since 1970; `pairs` maps MENTIONS, ANNOUNCES and PUBLISHED_BY to arrays of event places and of node numbers;
    `typed` are other edges as (type, sources, targets).
    """
    keys = Keys()
    table = NodeTable.empty(keys).with_rows(nodes, (), {})
    columns = list(typed)
    types = [np.full(len(src), TYPE_NUMBERS[name], np.int8) for name, src, _ in columns]
    sources, targets = (np.concatenate([ints(one[side]) for one in columns]) for side in (1, 2))
    edges = TypedEdges.sorted(np.concatenate(types), sources, targets, len(table))
    rows = EventRows.of(events, Columns(*instants, np.zeros(len(events), np.int8)), pairs)
    return assembled(table, edges, rows, 0)
