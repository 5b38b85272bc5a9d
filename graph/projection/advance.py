"""Brings a projection from one revision to a later one by reading again only what the changes between them touched.

An edge belongs to its source, so what is read again are sources of edges: events (with their columns, into the
tail) and other nodes (with their said edges).  Three things move edges without touching them: a merge or split, a node
that begins or ceases to live, and a paper whose makers change, which moves what its events concern.  The result is
the state that building from scratch gives, but for the numbers of nodes and the division into base and tail.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from graph.projection.build import Gathered, Read, assembled
from graph.projection.events import KEPT_TYPES, Block, EventRows
from graph.projection.nodes import NodeTable
from graph.projection.ragged import Mask
from graph.projection.state import Part, State
from graph.projection.touched import Touched
from graph.projection.typed import TYPE_NUMBERS, TYPED, TypedEdges
from schema.declare import EdgeRef, Node
from schema.edges.naming import AliasOf
from schema.edges.research import IntroducedIn
from schema.keys import Key, kind_word
from schema.kinds.event import Event
from schema.ontology import is_entity

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Advanced:
    """A later state, and the keys of entities whose names must be read again."""

    state: State
    renamed: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Merges:
    """Where keys are read, before and after, for all keys that may have moved."""

    before: Mapping[Key, Key]
    after: Mapping[Key, Key]

    @property
    def moved(self) -> set[Key]:
        """The survivors, of either time, of keys that are read elsewhere, or that began or ceased to live."""
        found: set[Key] = set()
        for key in self.before.keys() | self.after.keys():
            ends = {self.before.get(key), self.after.get(key)}
            if len(ends) > 1:
                found.update(end for end in ends if end is not None)
        return found

    def redirects(self, known: Mapping[Key, Key]) -> Mapping[Key, Key]:
        """Those known, with what moved put right."""
        changed = {
            key
            for key in self.before.keys() | self.after.keys()
            if self.before.get(key) != self.after.get(key)
        }
        if not changed:
            return known
        kept = {key: survivor for key, survivor in known.items() if key not in changed}
        return kept | {key: self.after[key] for key in changed if self.after.get(key, key) != key}


def advance(state: State, touched: Touched, reader: Read) -> Advanced:
    """`state` brought to the reader's revision, given all that was touched since."""
    merges = _merges(state, touched.nodes | touched.sources, reader)
    dirty = _dirty(state, touched, merges, reader)
    events = {key for key in dirty if kind_word(key) == Event.word()}
    gathered = Gathered(state.nodes.keys)
    others = dirty - events
    nodes = _nodes(reader, others)
    gathered.add_nodes(nodes.values())
    table = state.nodes.with_rows(
        gathered.rows, others - nodes.keys(), merges.redirects(state.nodes.redirects)
    )
    gathered.add_edges(_edges(reader, nodes, TYPED))
    typed = _typed(state, table, others, gathered)
    events |= _events_of_remade(state, table, typed, others)
    gathered.add_nodes(_nodes(reader, events).values())
    gathered.add_edges(_edges(reader, events, KEPT_TYPES))
    base, tail = _parts(state, events, gathered.events(), (table, typed))
    # The base's rows stay as they are, whatever replaces them, so what was counted of them stays as well.
    later = State(table, typed, base, tail, reader.revision, derived=state.derived, of_base=state.of_base)
    return Advanced(later, frozenset(_renamed(state, later, others)))


def compacted(state: State) -> State:
    """The same state with all events in the base, and nodes numbered anew."""
    base, tail = state.base, state.tail
    rows = base.block.rows if base.live is None else base.block.rows.select(np.flatnonzero(base.live))
    return assembled(state.nodes, state.typed, rows.joined(tail.block.rows), state.revision)


def _merges(state: State, keys: Collection[Key], reader: Read) -> Merges:
    """Where `keys` are read, and all keys that are or were one with any of them."""
    members: dict[Key, set[Key]] = {}
    for key, survivor in state.nodes.redirects.items():
        members.setdefault(survivor, set()).add(key)
    before: dict[Key, Key] = {}
    after: dict[Key, Key] = {}
    seen: set[Key] = set()
    new = set(keys)
    while new:
        was, now = state.resolve(new), reader.resolve(new)
        before.update(was)
        after.update(now)
        seen |= new
        new = {key for survivor in was.values() for key in (survivor, *members.get(survivor, ()))}
        new.update(key for cluster in reader.members(now.values()).values() for key in cluster)
        new -= seen
    return Merges(before, after)


def _dirty(state: State, touched: Touched, merges: Merges, reader: Read) -> set[Key]:
    """The sources of all edges that may have moved, and the nodes whose columns may have; survivors of either time."""
    found = set(merges.moved)
    for key in touched.nodes | touched.sources:
        found.update(end for end in (merges.before.get(key), merges.after.get(key)) if end is not None)
    moved = {key for key in merges.moved if kind_word(key) != Event.word()}
    found |= state.sources_into(moved)
    for batch in _batches(key for key in moved if merges.after.get(key) == key):
        found.update(edge.src for edges in reader.edge_refs(batch, "in").values() for edge in edges)
    return found


def _nodes(reader: Read, keys: Iterable[Key]) -> dict[Key, Node]:
    """Those of `keys` that live and are read under their own key."""
    return {
        key: node for batch in _batches(keys) for key, node in reader.nodes(batch).items() if node.key == key
    }


def _edges(reader: Read, keys: Iterable[Key], types: Collection[str]) -> Iterator[EdgeRef]:
    for batch in _batches(keys):
        for edges in reader.edge_refs(batch, "out", types).values():
            yield from edges


def _typed(state: State, table: NodeTable, others: Collection[Key], gathered: Gathered) -> TypedEdges:
    if not others:
        return state.typed
    sources = [number for key in others if (number := table.keys.known(key)) is not None]
    return state.typed.replaced(sources, gathered.typed, len(table))


def _events_of_remade(state: State, table: NodeTable, typed: TypedEdges, others: Iterable[Key]) -> set[Key]:
    """The events so far that concern a paper whose makers are others now."""
    sources = [number for key in others if (number := table.keys.known(key)) is not None]
    introduced = TYPE_NUMBERS[IntroducedIn.type()]
    papers = {*sources, *state.typed.targets(sources, introduced), *typed.targets(sources, introduced)}
    remade = [
        paper
        for paper in papers
        if not np.array_equal(state.typed.creators.row(paper), typed.creators.row(paper))
    ]
    return state.events_at(remade)


def _parts(
    state: State, events: Collection[Key], rows: EventRows, at: tuple[NodeTable, TypedEdges]
) -> tuple[Part, Part]:
    """Base and tail with `events` replaced by `rows`, or gone."""
    if not events:
        return state.base, state.tail
    table, typed = at
    asked = list(events)
    stale = state.base.block.find(asked)
    live: Mask | None = state.base.live
    if len(stale):
        live = np.ones(len(state.base.block), np.bool_) if live is None else live.copy()
        live[stale] = False
    kept = np.ones(len(state.tail.block), np.bool_)
    kept[state.tail.block.find(asked)] = False
    tail = state.tail.block.rows.select(np.flatnonzero(kept)).joined(rows)
    return Part(state.base.block, live), Part(Block.of(tail, typed.creators, len(table)))


def _renamed(state: State, later: State, others: Iterable[Key]) -> set[Key]:
    """Entities whose own name or aliases may be others now."""
    dirty = set(others)
    sources = [number for key in dirty if (number := later.nodes.keys.known(key)) is not None]
    stands = TYPE_NUMBERS[AliasOf.type()]
    named = {*state.typed.targets(sources, stands), *later.typed.targets(sources, stands)}
    return {key for key in dirty if is_entity(key)} | {later.nodes.keys[number] for number in named}


def _batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    listed = sorted(keys)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]
