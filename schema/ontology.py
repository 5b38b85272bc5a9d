"""The registry: every kind and edge type, found by walking what `kinds/` and `edges/` declare.

Adding a kind or an edge type to one of those modules is all there is to do.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TypeVar

import schema.edges
import schema.kinds
from schema.declare import Edge, EdgeRef, Node
from schema.errors import Invalid
from schema.keys import kind_word
from schema.kinds.entity import Entity

T = TypeVar("T")


def _declared(package: ModuleType, base: type[T]) -> Iterator[type[T]]:
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, base) and thing.__module__ == module.__name__:
                yield thing


KINDS: dict[str, type[Node]] = {
    kind.__name__: kind for kind in _declared(schema.kinds, Node) if kind is not Entity
}
EDGE_TYPES: dict[str, type[Edge]] = {edge.type(): edge for edge in _declared(schema.edges, Edge)}
ENTITY_KINDS: tuple[str, ...] = tuple(name for name, kind in KINDS.items() if issubclass(kind, Entity))
_BY_WORD = {kind.word(): kind for kind in KINDS.values()}


def kind_of(key: str) -> type[Node]:
    """The kind that a key names.  Raises Invalid for an unknown one."""
    try:
        return _BY_WORD[kind_word(key)]
    except KeyError:
        raise Invalid(f"{key!r} names no known kind", do=f"Known kinds: {', '.join(_BY_WORD)}") from None


def edge_type(name: str) -> type[Edge]:
    """The edge type of that name.  Raises Invalid for an unknown one."""
    try:
        return EDGE_TYPES[name]
    except KeyError:
        raise Invalid(f"{name!r} is no edge type", do=f"Known types: {', '.join(EDGE_TYPES)}") from None


def is_entity(key: str) -> bool:
    """Whether a key is that of an entity."""
    return issubclass(kind_of(key), Entity)


@cache
def ends(name: str) -> tuple[tuple[type[Node], ...], tuple[type[Node], ...]]:
    """The kinds that an edge type may go out of, and into."""
    marks = edge_type(name).marks
    return _kinds_of(marks.src), _kinds_of(marks.dst)


def _kinds_of(role: type) -> tuple[type[Node], ...]:
    return tuple(kind for kind in KINDS.values() if issubclass(kind, role))


def check_ends(ref: EdgeRef) -> str:
    """Why an edge between these ends is not allowed, or an empty string."""
    if _allowed(ref.type, kind_word(ref.src), kind_word(ref.dst)):
        return ""
    sources, targets = ends(ref.type)
    key, allowed, side = (
        (ref.dst, targets, "to") if kind_of(ref.src) in sources else (ref.src, sources, "from")
    )
    names = ", ".join(kind.__name__ for kind in allowed)
    return f"{ref.type} can't go {side} {kind_of(key).__name__} ({key}), only {side} {names}"


@cache
def _allowed(name: str, src: str, dst: str) -> bool:
    """Whether an edge of a type may go between kinds, given as keys have them."""
    sources, targets = ends(name)
    return _BY_WORD.get(src) in sources and _BY_WORD.get(dst) in targets
