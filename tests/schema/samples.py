"""A node of every kind and an edge of every type with all that can be said set: made by walking the ontology."""

from __future__ import annotations

from datetime import UTC, datetime
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from schema.declare import Declared, Edge, Node
from schema.ontology import EDGE_TYPES, KINDS, ends
from schema.values import DAY, IDENTIFIERS, LINK

INSTANT = datetime(2026, 8, 18, 12, 30, tzinfo=UTC)


def sample_node(kind: type[Node]) -> Node:
    """A node of that kind with every property that is not derived."""
    return kind(key=f"{kind.word()}/sample", **_properties(kind))


def sample_edge(cls: type[Edge]) -> Edge:
    """An edge of that type between the first kinds that it allows."""
    sources, targets = ends(cls.type())
    return cls(src=f"{sources[0].word()}/from", dst=f"{targets[0].word()}/to", **_properties(cls))


def sample_nodes() -> list[Node]:
    """One of every kind."""
    return [sample_node(kind) for kind in KINDS.values()]


def sample_edges() -> list[Edge]:
    """One of every type."""
    return [sample_edge(cls) for cls in EDGE_TYPES.values()]


def _properties(cls: type[Declared]) -> dict[str, Any]:
    return {
        name: _value(cls.model_fields[name].annotation, cls.model_fields[name].metadata)
        for name, prop in cls.props().items()
        if not prop.derived
    }


def _value(annotation: Any, marks: list[Any]) -> Any:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(parts[0], [*parts[1:], *marks])
    if origin in (Union, UnionType):
        return _value(next(part for part in parts if part is not type(None)), marks)
    if origin is Literal:
        return next(value for value in parts if value)
    if origin is tuple:
        one = "wikidata:Q1" if IDENTIFIERS in marks else _value(parts[0], marks)
        return (one,)
    if DAY in marks:
        return "2026-08"
    if LINK in marks:
        return "https://one.example/a?b=c#d"
    known: dict[Any, Any] = {str: "en", bool: True, int: 1, float: 0.5, datetime: INSTANT}
    return known[annotation]
