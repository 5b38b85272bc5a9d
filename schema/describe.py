"""Descriptions of the ontology, made from its declarations: the page `docs/ontology.md`, and JSON Schema."""

from __future__ import annotations

import hashlib
import inspect
import types
import typing
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic.json_schema import models_json_schema

from schema.declare import Declared, Edge, Node, Prop
from schema.kinds.entity import Entity
from schema.ontology import EDGE_TYPES, KINDS, ends
from schema.rdf import VOCABULARIES, compact

_NAMES = {str: "text", bool: "yes/no", int: "number", float: "decimal", datetime: "instant"}


def type_name(annotation: Any) -> str:
    """How a property's type is written for people: `text`, `number`, `text list`, `one of a, b`."""
    origin = get_origin(annotation)
    if origin is typing.Annotated:
        return type_name(get_args(annotation)[0])
    if origin is Literal:
        return "one of " + ", ".join(str(value) for value in get_args(annotation) if value != "")
    if origin is tuple:
        return f"{type_name(get_args(annotation)[0])} list"
    if origin in (typing.Union, types.UnionType):
        return " or ".join(type_name(part) for part in get_args(annotation) if part is not type(None))
    return _NAMES.get(annotation, getattr(annotation, "__name__", str(annotation)))


@cache
def ontology_digest() -> str:
    """A SHA-256 that changes with every kind, type, property and their order: what tells one ontology from another."""
    told = [
        (name, [(prop, type_name(cls.model_fields[prop].annotation)) for prop in cls.props()])
        for classes in (KINDS, EDGE_TYPES)
        for name, cls in classes.items()
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """JSON Schema of every kind and edge type, one definition each, by class name."""
    classes: list[type[Declared]] = [*KINDS.values(), *EDGE_TYPES.values()]
    _, schema = models_json_schema([(cls, "validation") for cls in classes], title="Almanac")
    return schema


def ontology_page() -> str:
    """The page of the whole ontology as Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# The ontology"
    yield ""
    yield "Made from the declarations in `schema/kinds/` and `schema/edges/` by `make goldens`; don't edit it here."
    yield ""
    yield f"{len(KINDS)} kinds of node, {len(EDGE_TYPES)} types of edge."
    yield ""
    yield "Marks: **s** its words are searched · **l** nodes are found by its value · **c** listings order or filter by"
    yield "it · **d** derived, never said · **o** an instant of observation, not part of what is compared."
    yield ""
    yield "| prefix | vocabulary |"
    yield "|---|---|"
    yield from (f"| {vocabulary.prefix} | `{vocabulary.base}` |" for vocabulary in VOCABULARIES)
    yield ""
    yield "## Kinds"
    yield ""
    yield from _section("Entity (every entity has these)", Entity, Entity.props())
    for kind in KINDS.values():
        own = {
            name: prop
            for name, prop in kind.props().items()
            if not (_is_entity(kind) and name in Entity.props())
        }
        yield from _section(kind.__name__, kind, own)
    yield "## Edges"
    yield ""
    for name, edge in EDGE_TYPES.items():
        yield from _edge(name, edge)


def _is_entity(kind: type[Node]) -> bool:
    return issubclass(kind, Entity)


def _section(title: str, kind: type[Node], props: dict[str, Prop]) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    yield inspect.cleandoc(kind.__doc__ or "")
    yield ""
    yield f"Identity: {', '.join(kind.marks.identity)} · RDF: `{compact(kind.marks.rdf)}`"
    yield ""
    yield from _table(kind, props)


def _edge(name: str, edge: type[Edge]) -> Iterator[str]:
    sources, targets = ends(name)
    yield f"### {name}"
    yield ""
    yield inspect.cleandoc(edge.__doc__ or "")
    yield ""
    slot = (
        f" · several between two ends, told apart by {', '.join(edge.marks.slot)}" if edge.marks.slot else ""
    )
    yield (
        f"{_kinds(sources)} → {_kinds(targets)} · fields `{edge.marks.out}` and `{edge.marks.back}`"
        f" · RDF: `{compact(edge.marks.rdf)}`{slot}"
    )
    yield ""
    yield from _table(edge, edge.props())


def _kinds(kinds: Iterable[type[Node]]) -> str:
    names = [kind.__name__ for kind in kinds]
    entities = [kind.__name__ for kind in KINDS.values() if _is_entity(kind)]
    return "any entity" if names == entities else ", ".join(names)


def _table(cls: type[Declared], props: dict[str, Prop]) -> Iterator[str]:
    if not props:
        return
    yield "| property | type | marks | RDF |"
    yield "|---|---|---|---|"
    hints = typing.get_type_hints(cls)
    for name, prop in props.items():
        letters = {
            "s": prop.search,
            "l": prop.lookup,
            "c": prop.column,
            "d": prop.derived,
            "o": prop.observation,
        }
        marks = " ".join(letter for letter, marked in letters.items() if marked)
        yield f"| {name} | {type_name(hints[name])} | {marks} | `{compact(prop.rdf)}` |"
    yield ""
