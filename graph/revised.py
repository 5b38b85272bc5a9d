"""One revision as the log of a store is given it: of a plan, or as another almanac's log tells it.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from graph.effect import Moved
from graph.fold import Statement
from graph.plan import Plan
from schema.canonical import Json, canonical
from schema.changeset import Change, Revision
from schema.declare import EdgeRef, Ref
from schema.keys import Key
from schema.values import iso

Image = tuple[Ref, Key, Statement | None]
_ABOUT = ("id", "kind", "actor", "reason", "at")


@dataclass(frozen=True, slots=True)
class Revised:
    """images: each assertion whose content moved, as it stood before, None where it was not said.

    otherwise: what else a reader may find changed.  judged, unjudged: judgements given and withdrawn, as JSON.
    """

    number: Revision
    at: str
    actor: Key
    reason: str
    images: tuple[Image, ...]
    otherwise: tuple[Ref, ...]
    judged: tuple[dict[str, Json], ...]
    unjudged: tuple[dict[str, Json], ...]

    @classmethod
    def of_plan(cls, plan: Plan, at: str) -> Revised:
        """What a plan moves; `at` is the instant for the log."""
        moves: Iterator[Moved[Any]] = chain(plan.told(), plan.tied())
        return cls(
            plan.applied.revision,
            at,
            plan.change.actor,
            plan.change.reason,
            tuple((move.ref, move.by, move.before) for move in moves),
            tuple(plan.touched()),
            tuple(one.to_json() for one in plan.judging.given),
            tuple(one.to_json() for one in plan.judging.withdrawn),
        )

    @classmethod
    def of_change(cls, change: Change) -> Revised:
        """What a log tells."""
        images = tuple(
            (
                image.ref,
                image.by,
                None
                if image.props is None
                else Statement(image.stamp, image.complete, canonical(dict(image.props))),
            )
            for image in change.before
        )
        imaged = {image.ref for image in change.before}
        return cls(
            change.revision,
            iso(change.at),
            change.actor,
            change.reason,
            images,
            tuple(ref for ref in change.touched if ref not in imaged),
            tuple(dict(one) for one in change.judged),
            tuple(dict(one) for one in change.unjudged),
        )

    def new(self) -> dict[Key, list[Ref]]:
        """What was not said before, by who says it now."""
        found: dict[Key, list[Ref]] = {}
        for ref, by, before in self.images:
            if before is None:
                found.setdefault(by, []).append(ref)
        return found

    def before(self) -> Iterator[tuple[Ref, Key, Statement]]:
        """What was said before, as it was said."""
        for ref, by, before in self.images:
            if before is not None:
                yield ref, by, before

    def named(self) -> set[Key]:
        """The nodes that its statements are of or by, and those that it moves otherwise."""
        found = {by for _, by, _ in self.images}
        for ref in chain((ref for ref, _, _ in self.images), self.otherwise):
            found |= ends_of(ref)
        return found

    def keys(self) -> set[Key]:
        """The nodes that it concerns: those that statements are of, and those that are judged."""
        found: set[Key] = set()
        for ref in chain((ref for ref, _, _ in self.images), self.otherwise):
            found |= ends_of(ref)
        for judgement in (*self.judged, *self.unjudged):
            found |= named_by(judgement)
        return found


def ends_of(ref: Ref) -> set[Key]:
    """The nodes that a ref names."""
    return {ref.src, ref.dst} if isinstance(ref, EdgeRef) else {ref}


def named_by(judgement: dict[str, Any]) -> set[Key]:
    """The nodes that a judgement's decision names; with them texts that are none, which no node is called."""
    found: set[Key] = set()
    for name, value in judgement.items():
        if name not in _ABOUT:
            found.update(map(str, value) if isinstance(value, list) else [str(value)])
    return found
