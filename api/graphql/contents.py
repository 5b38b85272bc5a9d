"""Batch functions that fetch the contents of nodes, and none of them knows an answer's shape: keys in, nodes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from graph.view import View, Window
from schema.declare import Node
from schema.keys import Key
from schema.kinds.event import Event

N = TypeVar("N", bound=Node)


def of_kind(found: dict[Key, Node], keys: Iterable[Key], kind: type[N]) -> list[N]:
    """The nodes of these keys in their order.

    A key that has no node any more is left out: contents may be newer than the traversal that named it.
    """
    return [node for key in keys if isinstance(node := found.get(key), kind)]


def evidence(view: View, pairs: list[tuple[Key, Key]], window: Window, first: int) -> list[list[Event]]:
    """For each pair of entities, the newest events that mention both.  One pass an entity of the first places."""
    others: dict[Key, list[Key]] = {}
    for entity, other in pairs:
        others.setdefault(entity, []).append(other)
    shared = {
        (entity, other): events
        for entity, met in others.items()
        for other, events in zip(met, view.traversals.evidence(entity, met, window, limit=first), strict=True)
    }
    found = view.reader.nodes({key for events in shared.values() for key in events})
    return [of_kind(found, shared[pair], Event) for pair in pairs]
