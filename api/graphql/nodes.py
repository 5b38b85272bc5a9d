"""GraphQL types made from the ontology: an interface for Node, Entity and every role, a type for every kind and edge type.

The made classes mirror the declared ones: the same bases, the declared properties, and for each edge type a field on
either end, named by its `out` and `back`.  Objects of the ontology are returned as they are; nothing is copied.  So a
kind or an edge type that is added to the ontology is in the API without a word here.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Optional, Union, get_args, get_origin

import strawberry
from pydantic import BaseModel

from api.graphql.answers import PageInfo
from api.graphql.fields import COMPUTED, PLAIN
from api.graphql.relations import DIRECTIONS, SeenEdge, edge_connections
from api.graphql.scalars import After, BigInt, First, checked_first
from api.graphql.session import Info
from graph.store import Direction
from schema.declare import Declared, Edge, Node
from schema.kinds.entity import Entity
from schema.ontology import EDGE_TYPES, KINDS


def _declared_type(cls: type[Declared], name: str) -> Any:
    """The type of a property as GraphQL has it.  Absent is null, so all may be null but lists and what is computed."""
    annotation = cls.model_fields[name].annotation
    members = [part for part in get_args(annotation) if part is not type(None)]
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = members[0] if len(members) == 1 else str
    if get_origin(annotation) is tuple:
        return list[_scalar(cls, get_args(annotation)[0])]  # type: ignore[misc]  # a type made at run time
    scalar = _scalar(cls, annotation)
    return scalar if cls.props()[name].derived and scalar is str else Optional[scalar]  # noqa: UP045


def _scalar(cls: type[Declared], annotation: Any) -> Any:
    """`annotation` without its marks.  An entity's whole numbers count things in the world and may pass 32 bits."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) is not None:  # a Literal: text of a few values
        return str
    return BigInt if annotation is int and issubclass(cls, Entity) else annotation


def _properties(cls: type[Declared], inherited: set[str]) -> dict[str, Any]:
    return {name: _declared_type(cls, name) for name in cls.props() if name not in inherited}


def property_of(source: Any, name: str) -> Any:
    """How Strawberry reads a field without a resolver; of nodes and edges, text that they lack is null.

    This is the way of nearly all fields of an answer, since a resolver costs several times as much.
    """
    if isinstance(source, Node) and (plain := PLAIN.get(name)):
        return plain.of(source)
    if isinstance(source, SeenEdge) and name != "node":
        source = source.edge
    value = getattr(source, name)
    return None if value == "" and isinstance(source, Declared) else value


def _make(
    name: str,
    bases: tuple[type, ...],
    annotations: dict[str, Any],
    namespace: dict[str, Any],
    doc: str | None,
    interface: bool = False,
) -> type:
    body = {"__annotations__": annotations, "__module__": __name__, **namespace}
    made = types.new_class(name, bases, {}, lambda into: into.update(body))
    make = strawberry.interface if interface else strawberry.type
    return make(made, description=inspect.cleandoc(doc or ""))


# Edges


def _edge_field(edge: type[Edge], direction: Direction) -> Any:
    """The field by which one end of an edge type shows the other."""
    connection = CONNECTIONS[edge.type(), direction]
    name = edge.type()

    async def resolve(root: Node, info: Info, first: First = 20, after: After = "") -> Any:
        ask = info.context.batch(edge_connections, name, direction, checked_first(first), after)
        return await ask(root.key)

    resolve.__annotations__["return"] = connection
    return strawberry.field(resolver=resolve, description=inspect.cleandoc(edge.__doc__ or "").split("\n")[0])


def _connection(edge: type[Edge], direction: Direction) -> type:
    """The connection type of an edge type seen from its source (`…Connection`) or its target (`…BackConnection`)."""
    stem = edge.__name__ if direction == "out" else f"{edge.__name__}Back"
    role = edge.marks.dst if direction == "out" else edge.marks.src
    node: Any = Annotated[f"{role.__name__}Type", strawberry.lazy(__name__)]
    fields = {"node": node, **_properties(edge, set())}
    row = _make(f"{stem}Edge", (), fields, {}, edge.__doc__)
    annotations = {"edges": list[row], "page_info": PageInfo, "total_count": int}  # type: ignore[valid-type]  # made above
    return _make(f"{stem}Connection", (), annotations, {}, edge.__doc__)


CONNECTIONS: dict[tuple[str, Direction], type] = {
    (name, direction): _connection(edge, direction)
    for name, edge in EDGE_TYPES.items()
    for direction in DIRECTIONS
}


def _edge_fields(cls: type) -> Iterator[tuple[str, Any]]:
    for edge in EDGE_TYPES.values():
        if edge.marks.src is cls:
            yield edge.marks.out, _edge_field(edge, "out")
        if edge.marks.dst is cls:
            yield edge.marks.back, _edge_field(edge, "in")


# Nodes


def _is_role(cls: type) -> bool:
    return cls is not object and not issubclass(cls, BaseModel)


@cache
def graphql_type(cls: type) -> type:
    """The GraphQL type of a kind, or the interface of Node, Entity or a role."""
    kind = KINDS.get(cls.__name__)
    known: set[str] = set()
    annotations: dict[str, Any] = {}
    bases = _bases(cls)
    if issubclass(cls, Node):
        known = {name for base in cls.__mro__[1:] if issubclass(base, Declared) for name in base.props()}
        annotations |= _properties(cls, known)
    namespace = {**COMPUTED.get(cls, {}), **dict(_edge_fields(cls))}
    if cls is Node:
        annotations["key"] = str
        annotations |= {name: plain.type for name, plain in PLAIN.items()}
        namespace |= {name: strawberry.field(description=plain.description) for name, plain in PLAIN.items()}
    if kind is None:
        namespace["resolve_type"] = staticmethod(_type_name)
    else:
        namespace["is_type_of"] = staticmethod(lambda value, _info, cls=cls: isinstance(value, cls))
    return _make(cls.__name__, bases, annotations, namespace, cls.__doc__, interface=kind is None)


def _type_name(value: object, *_: object) -> str:
    return type(value).__name__


def _bases(cls: type) -> tuple[type, ...]:
    """Roles come before what they are roles of, so that Python can put them in one line."""
    if cls is Node:
        return ()
    if _is_role(cls):
        return (graphql_type(Entity if _all_entities(cls) else Node),)
    roles = [base for base in cls.__bases__ if _is_role(base)]
    declared = [base for base in cls.__bases__ if issubclass(base, Node)]
    ordered = sorted(roles, key=_all_entities) + declared
    return tuple(graphql_type(base) for base in ordered)


def _all_entities(role: type) -> bool:
    return all(issubclass(kind, Entity) for kind in KINDS.values() if issubclass(kind, role))


TYPES: dict[str, type] = {name: graphql_type(kind) for name, kind in KINDS.items()}
for _kind in (Node, Entity, *(base for kind in KINDS.values() for base in kind.__mro__ if _is_role(base))):
    TYPES.setdefault(_kind.__name__, graphql_type(_kind))

# Lazy references name a type by the module that holds it: the types made here stand in it as `<Name>Type`.
globals().update({f"{name}Type": made for name, made in TYPES.items()})
