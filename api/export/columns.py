"""The columns of exported nodes and edges, read off the ontology: a property is a column of its own name and type."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from schema.declare import Declared

Scalar: TypeAlias = "type[bool] | type[int] | type[float] | type[str] | type[datetime]"
_SCALARS: tuple[Scalar, ...] = (bool, int, float, str, datetime)


@dataclass(frozen=True, slots=True)
class Column:
    """A property as a column: its name, the type of its values, and whether it holds lists of them."""

    name: str
    type: Scalar
    many: bool = False


def columns(classes: Collection[type[Declared]]) -> tuple[Column, ...]:
    """The properties of these kinds or edge types, each once, in the order of their declaration.

    Where one name has values of different types, such as `updated`, its column is text.
    """
    found: dict[str, Column] = {}
    for cls in classes:
        for name in cls.props():
            column = Column(name, *_typed(cls.model_fields[name].annotation))
            known = found.setdefault(name, column)
            if known != column:
                found[name] = replace(known, type=str, many=known.many and column.many)
    return tuple(found.values())


def _typed(annotation: Any) -> tuple[Scalar, bool]:
    plain = set(_plain(annotation))
    scalar = next((scalar for scalar in _SCALARS if scalar in plain), str)
    return scalar, tuple in plain


def _plain(annotation: Any) -> Iterator[Any]:
    """The plain types within an annotation: of `Annotated[tuple[int, ...], …] | None`, tuple, int and NoneType."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _plain(get_args(annotation)[0])
    elif origin is Literal:
        yield from map(type, get_args(annotation))
    elif origin in (Union, UnionType, tuple):
        yield from (tuple,) if origin is tuple else ()
        for part in get_args(annotation):
            yield from _plain(part)
    else:
        yield annotation
