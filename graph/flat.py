"""The graph as flat rows in a fixed order: what exports and networkx are made of.

Invariants: nodes come in key order and edges by their source's key, then type, target and slot, so that the same almanac
gives the same rows in the same order, however it was filled; only one batch is held at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeAlias

from graph.store import Reader
from graph.view import ALWAYS, Window
from schema.canonical import Json
from schema.declare import Declared, Edge, Node
from schema.errors import BadRequest
from schema.keys import Key, kind_word
from schema.kinds.event import Event
from schema.ontology import KINDS
from schema.values import iso

BATCH = 500
Value: TypeAlias = "bool | int | float | str | datetime | tuple[bool | int | float | str, ...]"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of the graph: nodes of these kinds (class names, all where none is given), events of a window.

    Only events are chosen by time; an edge is in it where both of its ends are.  Raises BadRequest for an unknown kind.
    """

    kinds: Collection[str] = ()
    window: Window = ALWAYS

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind not in KINDS:
                raise BadRequest(f"{kind!r} is no kind", do=f"Known kinds: {', '.join(KINDS)}")

    def holds(self, node: Node) -> bool:
        """Whether a node is in it."""
        if self.kinds and type(node).__name__ not in self.kinds:
            return False
        if not isinstance(node, Event) or self.window == ALWAYS:
            return True
        since, until = self.window.since, self.window.until
        if node.at is None:  # it lies before all others
            return since is None
        return (since is None or since <= node.at) and (until is None or node.at < until)


EVERYTHING = Selection()


def scan_nodes(reader: Reader, which: Selection = EVERYTHING) -> Iterator[Node]:
    """The nodes of a selection as read, in key order.  Flat memory: one batch is held."""
    for keys in _batches(reader, which):
        nodes = reader.nodes(keys)
        yield from (node for key in keys if (node := nodes.get(key)) is not None and which.holds(node))


def scan_edges(reader: Reader, which: Selection = EVERYTHING) -> Iterator[Edge]:
    """The edges of a selection as read, with their properties, by source, type, target and slot.  Flat memory."""
    for keys in _batches(reader, which):
        sources = _held(reader, which, keys)
        edges = reader.edges(sources, "out")
        every = [edge for key in sources for edge in edges[key]]
        targets = set(_held(reader, which, {edge.dst for edge in every}))
        yield from (edge for edge in every if edge.dst in targets)


def _batches(reader: Reader, which: Selection) -> Iterator[list[Key]]:
    keys = reader.scan_keys(which.kinds or None)
    while batch := list(islice(keys, BATCH)):
        yield batch


def _held(reader: Reader, which: Selection, keys: Collection[Key]) -> list[Key]:
    """Those of living nodes that are in the selection, in their order.  Only events must be read to know."""
    words = {KINDS[kind].word() for kind in which.kinds or KINDS}
    among = [key for key in keys if kind_word(key) in words]
    if which.window == ALWAYS:
        return among
    events = reader.nodes(key for key in among if kind_word(key) == Event.word())
    return [key for key in among if key not in events or which.holds(events[key])]


def values(what: Declared) -> dict[str, Value]:
    """The properties of a node or edge that are not absent, derived ones too, in the order of their declaration."""
    return {
        name: value
        for name in what.props()
        if (value := getattr(what, name)) is not None and value != "" and value != ()
    }


def plain(value: Value) -> Json:
    """A value as JSON has it: an instant as ISO text, a list as a list."""
    if isinstance(value, datetime):
        return iso(value)
    return list(value) if isinstance(value, tuple) else value


def attributes(what: Declared) -> dict[str, Json]:
    """`values` as JSON has them."""
    return {name: plain(value) for name, value in values(what).items()}
