"""Edges as answers: connections of one type and direction, and the relations of a node by their field names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from api.graphql.answers import PageInfo, Property, Related, Relations
from graph.store import Direction
from graph.traverse.cursor import Place, question, read, write
from graph.view import View
from schema.declare import Declared, Edge, Node
from schema.keys import Key
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity
from schema.kinds.event import Event
from schema.kinds.guide import Guide
from schema.kinds.source import Source
from schema.ontology import EDGE_TYPES, ends, kind_of

DIRECTIONS: tuple[Direction, ...] = ("out", "in")


@dataclass(frozen=True, slots=True)
class SeenEdge:
    """An edge as one of its ends sees it: the edge itself, and the node at the other end."""

    edge: Edge
    node: Node


@dataclass(frozen=True, slots=True)
class EdgeConnection:
    """A page of the edges of one type and direction."""

    edges: list[SeenEdge]
    page_info: PageInfo
    total_count: int


def other_end(edge: Edge, direction: Direction) -> Key:
    """The key at the end that is looked at."""
    return edge.dst if direction == "out" else edge.src


def edge_connections(
    view: View, keys: list[Key], edge_type: str, direction: Direction, first: int, after: str
) -> list[EdgeConnection]:
    """A page of the edges of each key, in their order.  O(degree): a store gives all edges of a node or none."""
    asked = question("edges", edge_type, direction)
    place = read(after, asked, 1)
    every = view.reader.edges(keys, direction, {edge_type})
    shown: list[Sequence[Edge]] = []
    for key in keys:
        rest = [edge for edge in in_order(every[key]) if place is None or _place(edge) > place]
        shown.append(rest[: first + 1])
    found = view.reader.nodes({other_end(edge, direction) for page in shown for edge in page[:first]})
    return [
        EdgeConnection(
            edges=_seen(page[:first], direction, found),
            page_info=PageInfo.at(write(asked, _place(page[first - 1])) if len(page) > first else ""),
            total_count=len(every[key]),
        )
        for key, page in zip(keys, shown, strict=True)
    ]


def in_order(edges: Sequence[Edge]) -> list[Edge]:
    """Edges by their position where they have one, then by identity."""
    return sorted(edges, key=_place)


def _place(edge: Edge) -> Place:
    position = getattr(edge, "position", None)
    return Place((position if position is not None else 0,), " ".join(edge.ref))


def _seen(edges: Sequence[Edge], direction: Direction, found: dict[Key, Node]) -> list[SeenEdge]:
    return [
        SeenEdge(edge, node) for edge in edges if (node := found.get(other_end(edge, direction))) is not None
    ]


# What has a heading of its own on a page, and can be very many: seen from the first, edges with the second.
_APART: dict[type[Node], tuple[type[Node], ...]] = {Entity: (Event, Alias, Guide), Source: (Event,)}


@cache
def related_types(kind: type[Node], direction: Direction) -> frozenset[str]:
    """The types of edge that are relations of a kind: all it can have but those that its page shows elsewhere."""
    apart = {other for seen, others in _APART.items() if issubclass(kind, seen) for other in others}
    found = set()
    for name in EDGE_TYPES:
        near, far = ends(name) if direction == "out" else ends(name)[::-1]
        if kind in near and not apart & set(far):
            found.add(name)
    return frozenset(found)


_Group: TypeAlias = tuple[str, Direction, list[Edge]]


def relations(view: View, keys: list[Key], first: int) -> list[list[Relations]]:
    """The relations of each node, a group for each type and direction."""
    groups = _groups(view, keys)
    shown = {
        other_end(edge, direction)
        for every in groups.values()
        for _, direction, edges in every
        for edge in edges[:first]
    }
    found = view.reader.nodes(shown)
    return [[_shown(group, found, first) for group in groups[key]] for key in keys]


def _groups(view: View, keys: list[Key]) -> dict[Key, list[_Group]]:
    """Edges by type and direction.  One call a direction, however many keys of however many kinds."""
    groups: dict[Key, list[_Group]] = {key: [] for key in keys}
    for direction in DIRECTIONS:
        wanted = {key: related_types(kind_of(key), direction) for key in keys}
        for key, edges in view.reader.edges(keys, direction, frozenset().union(*wanted.values())).items():
            groups[key].extend(_grouped([edge for edge in edges if edge.type() in wanted[key]], direction))
    return groups


def _shown(group: _Group, found: dict[Key, Node], first: int) -> Relations:
    name, direction, edges = group
    marks = EDGE_TYPES[name].marks
    return Relations(
        type=name,
        field=marks.out if direction == "out" else marks.back,
        total_count=len(edges),
        edges=[
            Related(node=seen.node, properties=properties(seen.edge))
            for seen in _seen(edges[:first], direction, found)
        ],
    )


def _grouped(edges: Sequence[Edge], direction: Direction) -> list[_Group]:
    by_type: dict[str, list[Edge]] = {}
    for edge in edges:
        by_type.setdefault(edge.type(), []).append(edge)
    return [(name, direction, in_order(every)) for name, every in by_type.items()]


def properties(declared: Declared, without: Collection[str] = ("position",)) -> list[Property]:
    """What a node or an edge holds, as text, in the order of its declaration."""
    content = declared.content()
    return [
        Property(name=name, values=[str(part) for part in (value if isinstance(value, list) else [value])])
        for name in declared.props()
        if name not in without and (value := content.get(name)) is not None
    ]
