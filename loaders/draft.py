"""Drafts: statements on their way into a changeset, kept apart by the item that they come from.

Invariants: a changeset made of drafts says each (subject, source) once, the statement that would stand if they came one
by one; so it does not matter how items are batched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from graph.fold import standing, statement
from schema.changeset import Said
from schema.declare import Edge, Node, Ref
from schema.errors import Offence
from schema.keys import Key

T = TypeVar("T", Node, Edge)


@dataclass(frozen=True, slots=True)
class Draft:
    """What one item says.  bodies: full texts by event key."""

    nodes: tuple[Said[Node], ...] = ()
    edges: tuple[Said[Edge], ...] = ()
    bodies: Mapping[Key, str] = field(default_factory=dict)

    def subjects(self) -> set[str]:
        """What it speaks of, as offences name it."""
        return (
            {said.what.key for said in self.nodes}
            | {str(said.what.ref) for said in self.edges}
            | set(self.bodies)
        )

    def refs(self) -> set[Ref]:
        """What it speaks of."""
        nodes: set[Ref] = {said.what.ref for said in self.nodes}
        return nodes | {said.what.ref for said in self.edges}


def united(drafts: Iterable[Draft]) -> Draft:
    """One draft that says what all of them say."""
    nodes: dict[tuple[Ref, Key], Said[Node]] = {}
    edges: dict[tuple[Ref, Key], Said[Edge]] = {}
    bodies: dict[Key, tuple[str, str]] = {}
    for draft in drafts:
        for node in draft.nodes:
            _keep(nodes, node)
        for edge in draft.edges:
            _keep(edges, edge)
        stamps = {node.what.key: node.stamp for node in draft.nodes} if draft.bodies else {}
        for key, text in draft.bodies.items():
            bodies[key] = max(bodies.get(key, ("", "")), (stamps.get(key, ""), text))
    return Draft(
        tuple(nodes.values()), tuple(edges.values()), {key: text for key, (_, text) in bodies.items()}
    )


def _keep(kept: dict[tuple[Ref, Key], Said[T]], new: Said[T]) -> None:
    place = (new.what.ref, new.by)
    old = kept.get(place)
    if old is None:
        kept[place] = new
    elif old != new:
        kept[place] = _stronger(old, new)


def _stronger(old: Said[T], new: Said[T]) -> Said[T]:
    """The one of two statements of one source that stands, by the store's own rule."""
    before = statement(old)
    stands = standing(type(new.what), before, statement(new), new.by)
    return replace(old if stands.text == before.text else new, stamp=stands.stamp, complete=stands.complete)


def faulty(drafts: Iterable[Draft], offences: Collection[Offence]) -> dict[int, list[Offence]]:
    """Which drafts (by their place) are at fault, and for what; an offence that fits none is left out."""
    found: dict[int, list[Offence]] = {}
    for place, draft in enumerate(drafts):
        subjects = draft.subjects()
        if own := [offence for offence in offences if offence.subject in subjects]:
            found[place] = own
    return found
