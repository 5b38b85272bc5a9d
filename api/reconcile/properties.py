"""What may be asked of an entity of a kind: its own properties, and the fields of its edges.  All of it is from the ontology.

Edges whose far ends are events are left out: they are news, in numbers that no table has room for.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from graph.store import Direction
from schema.declare import Edge
from schema.kinds.event import Event
from schema.ontology import EDGE_TYPES, ENTITY_KINDS, KINDS, ends

_HEADING: Literal["name"] = "name"


@dataclass(frozen=True, slots=True)
class Way:
    """Edges of a type, seen from one end."""

    type: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Property:
    """Something asked of an entity: a property of its own, or (with `ways`) the nodes at the far ends of edges."""

    id: str
    description: str
    ways: tuple[Way, ...] = ()

    @property
    def name(self) -> str:
        """What people read: `based_on` → "based on"."""
        return self.id.replace("_", " ")


@cache
def properties_of(kind: str) -> dict[str, Property]:
    """The properties of an entity kind (a class name), by id; its own come first."""
    own = {
        name: Property(name, f"{name.replace('_', ' ').capitalize()}, as the almanac has it")
        for name in KINDS[kind].props()
        if name != _HEADING
    }
    for type_, edge in EDGE_TYPES.items():
        for field, way, near, far in _fields(type_, edge):
            if KINDS[kind] in near and Event not in far and KINDS[kind].props().get(field) is None:
                ways = (*own[field].ways, way) if field in own else (way,)
                own[field] = Property(field, _first_line(edge), ways)
    return own


@cache
def all_properties() -> dict[str, Property]:
    """The properties of every entity kind, by id; edges of one field name are asked together."""
    every: dict[str, Property] = {}
    for kind in ENTITY_KINDS:
        for id_, found in properties_of(kind).items():
            known = every.get(id_, found)
            every[id_] = Property(id_, known.description, tuple(dict.fromkeys((*known.ways, *found.ways))))
    return every


def directions(asked: Iterable[Property]) -> dict[Direction, set[str]]:
    """The edge types that these properties need, by direction."""
    needed: dict[Direction, set[str]] = {}
    for way in (way for one in asked for way in one.ways):
        needed.setdefault(way.direction, set()).add(way.type)
    return needed


def _fields(type_: str, edge: type[Edge]) -> tuple[tuple[str, Way, tuple[type, ...], tuple[type, ...]], ...]:
    sources, targets = ends(type_)
    return (
        (edge.marks.out, Way(type_, "out"), sources, targets),
        (edge.marks.back, Way(type_, "in"), targets, sources),
    )


def _first_line(edge: type[Edge]) -> str:
    return inspect.cleandoc(edge.__doc__ or "").split("\n")[0]
