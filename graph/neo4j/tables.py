"""The columns of nodes and relationships for `neo4j-admin database import`, from the ontology: name, type, how a value is written.

Invariants: what is absent is an empty field; a text is quoted, with its quotes doubled, so that it may hold anything; the
parts of a list stand between unit separators (U+001F), which no text of an almanac holds.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from schema.declare import Declared
from schema.errors import Unwritable

BETWEEN = "\x1f"
_SCALARS: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "long",
    float: "double",
    datetime: "datetime",
}


class Column(NamedTuple):
    """header: as the import reads it.  written: a value as a field."""

    name: str
    header: str
    written: Callable[[Any], str]


def column(name: str, type_: str, header: str = "") -> Column:
    """A column of one of Neo4j's types, such as `string` or `long[]`."""
    return Column(name, header or f"{name}:{type_}", _WRITTEN[type_])


@cache
def columns(cls: type[Declared]) -> tuple[Column, ...]:
    """One for each property of a kind or edge type."""
    return tuple(column(name, _type(cls.model_fields[name].annotation)) for name in cls.props())


@cache
def instants(cls: type[Declared]) -> frozenset[str]:
    """The properties of a kind or edge type that are instants."""
    return frozenset(one.name for one in columns(cls) if one.header.endswith(":datetime"))


def row(told: Mapping[str, Any], columns: Iterable[Column]) -> str:
    """A line of values."""
    fields = []
    for one in columns:
        value = told.get(one.name)
        fields.append("" if value is None else one.written(value))
    return ",".join(fields) + "\n"


def _type(annotation: Any) -> str:
    """Neo4j's type for that of a property."""
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "string"
    if origin is tuple:
        return f"{_type(parts[0])}[]"
    if origin in (Union, types.UnionType):
        [only] = {_type(part) for part in parts if part is not type(None)}
        return only
    return _type(parts[0])  # Annotated


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _texts(values: Iterable[str]) -> str:
    listed = list(values)
    if any(BETWEEN in value for value in listed):
        raise Unwritable(
            f"a text holds the sign that parts lists: {listed!r}", do="Take it out at its source"
        )
    return _text(BETWEEN.join(listed))


def _numbers(values: Iterable[float]) -> str:
    return _text(BETWEEN.join(map(repr, values)))


def _true(value: bool) -> str:
    return "true" if value else "false"


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "string": _text,
    "boolean": _true,
    "long": repr,
    "double": repr,
    "datetime": datetime.isoformat,
    "string[]": _texts,
    "long[]": _numbers,
    "double[]": _numbers,
}
