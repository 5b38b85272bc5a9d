"""Judgements: what a person (or a rule that merges) decided, with reason and time.  They can be withdrawn.

The id is a hash of the decision and the actor, so that one withdrawn and given again is the same judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from schema.canonical import Json, short_hash
from schema.declare import EdgeRef, Ref
from schema.errors import Invalid
from schema.keys import Key, checked_key
from schema.text import normalise
from schema.values import iso


@dataclass(frozen=True, slots=True)
class Same:
    """`loser` is the same thing as `survivor`, and is read as it."""

    loser: Key
    survivor: Key


@dataclass(frozen=True, slots=True)
class Different:
    """`a` and `b` are two things, whatever rules think.  Kept in key order."""

    a: Key
    b: Key

    def __post_init__(self) -> None:
        if self.a > self.b:
            first, second = self.b, self.a
            object.__setattr__(self, "a", first)
            object.__setattr__(self, "b", second)


@dataclass(frozen=True, slots=True)
class DenyEdge:
    """This edge is not so, whoever says it."""

    edge: EdgeRef


@dataclass(frozen=True, slots=True)
class DenyForm:
    """This written form is never proposed or linked again, in any case or spacing.  Kept normalised."""

    form: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", normalise(self.form))


@dataclass(frozen=True, slots=True)
class DenyAssertion:
    """What `by` says of `ref` does not count."""

    ref: Ref
    by: Key


Decision: TypeAlias = Same | Different | DenyEdge | DenyForm | DenyAssertion
_DECISIONS: dict[str, type[Any]] = {
    "same": Same,
    "different": Different,
    "deny-edge": DenyEdge,
    "deny-form": DenyForm,
    "deny-assertion": DenyAssertion,
}
_NAMES = {cls: name for name, cls in _DECISIONS.items()}


def ref_to_json(ref: Ref) -> Json:
    """A key as text, an edge as a list of type, source, target and slot."""
    return list(ref) if isinstance(ref, EdgeRef) else ref


def ref_from_json(value: Json) -> Ref:
    """The reverse of `ref_to_json`.  Raises Invalid."""
    if isinstance(value, str):
        return checked_key(value)
    if isinstance(value, list) and len(value) == 4:
        kind, src, dst, slot = (str(part) for part in value)
        return EdgeRef(kind, checked_key(src), checked_key(dst), slot)
    raise Invalid(f"{value!r} is neither a key nor an edge")


def decision_to_json(decision: Decision) -> dict[str, Json]:
    """A decision as JSON: its name under `kind`, and its parts."""
    parts: dict[str, Json] = {"kind": _NAMES[type(decision)]}
    for name in decision.__dataclass_fields__:
        parts[name] = ref_to_json(getattr(decision, name))
    return parts


def decision_from_json(value: Mapping[str, Json]) -> Decision:
    """The reverse of `decision_to_json`.  Raises Invalid."""
    parts = dict(value)
    cls = _DECISIONS.get(str(parts.pop("kind", "")))
    if cls is None:
        raise Invalid(f"{value.get('kind')!r} is no judgement", do=f"Known ones: {', '.join(_DECISIONS)}")
    read: dict[str, Any] = {
        name: str(part) if name == "form" else ref_from_json(part) for name, part in parts.items()
    }
    decision: Decision = cls(**read)
    return decision


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision, who took it, why and when.  `at` is a UTC instant and not part of the identity."""

    decision: Decision
    actor: Key
    reason: str
    at: datetime

    @property
    def id(self) -> str:
        """16 hex digits over the decision and the actor."""
        parts = [str(part) for value in decision_to_json(self.decision).values() for part in _flat(value)]
        return short_hash(16, *parts, self.actor)

    def to_json(self) -> dict[str, Json]:
        """The judgement as JSON, its id included."""
        return {
            "id": self.id,
            **decision_to_json(self.decision),
            "actor": self.actor,
            "reason": self.reason,
            "at": iso(self.at),
        }


def _flat(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
