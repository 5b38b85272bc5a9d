"""The marks with which kinds and edge types declare themselves, and the two base classes.

A kind is a frozen pydantic class with a ClassVar `marks: NodeMarks`; an edge type has `marks: EdgeMarks`.  A property
is a field whose annotation may carry a `Prop`.  Nothing about a kind is written anywhere else: validation, stores,
API, RDF and docs read what stands here.

Invariants: a property is a scalar or a tuple of scalars; absent is "", () or None and is never stored; a derived
property is never said, the fold computes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self, TypeAlias

import orjson
from pydantic import BaseModel, ConfigDict

from schema.canonical import Json, short_hash
from schema.keys import Key
from schema.values import UNORDERED

_AS_CONTENT = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Part:
    """In RDF, a node of its own that holds some properties of an edge: of parallel lists, one for each place.

    rdf: the property that leads to it, from the edge or from the part that it stands within.  kind: its class.
    source: the property that leads from it to the edge's source.
    """

    name: str
    rdf: str
    kind: str
    within: Part | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Prop:
    """Marks of one property.

    rdf: the IRI of its RDF property.  also: further ones that say the same.  tagged: the property that names its
    language.  part: the node that holds it where it does not stand at the edge itself.  search: its words are in the full text.  lookup: nodes are found by its exact
    value.  column: traversals filter or order by it.  derived: computed by the fold, never said.  observation: an
    instant at which something was seen; not part of the content that digests and comparisons look at.
    """

    rdf: str = ""
    also: tuple[str, ...] = ()
    tagged: str = ""
    part: Part | None = None
    search: bool = False
    lookup: bool = False
    column: bool = False
    derived: bool = False
    observation: bool = False


@dataclass(frozen=True, slots=True)
class NodeMarks:
    """Marks of a kind.

    identity: the properties (or parts named in the docstring) that its key is made of.  family: kinds within which a
    shared identifier means the same thing.  rdf: the IRI of its RDF class; also: further classes.
    """

    identity: tuple[str, ...]
    rdf: str
    family: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeMarks:
    """Marks of an edge type.

    src, dst: a kind, or a role (a plain class that kinds inherit).  out, back: the field names under which either end
    shows the other.  rdf: the IRI of its RDF property.  slot: the properties that tell two edges between the same ends
    apart.  back_rdf: an RDF property that says the same from target to source.  also: classes of the edge's own node in
    RDF, beside that of its type; to: a further property from that node to the target.
    """

    src: type
    dst: type
    out: str
    back: str
    rdf: str
    slot: tuple[str, ...] = ()
    back_rdf: str = ""
    also: tuple[str, ...] = ()
    to: str = ""


class EdgeRef(NamedTuple):
    """The identity of an edge: its type, its ends and, for types that allow several, its slot."""

    type: str
    src: Key
    dst: Key
    slot: str = ""

    def __str__(self) -> str:
        slot = f" [{self.slot}]" if self.slot else ""
        return f"({self.src})-[{self.type}{slot}]->({self.dst})"


Ref: TypeAlias = "Key | EdgeRef"


class Declared(BaseModel):
    """What nodes and edges share: frozen, closed to unknown properties, comparable by value."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null", allow_inf_nan=False)

    @classmethod
    @cache
    def props(cls) -> dict[str, Prop]:
        """Every property with its marks, in the order of declaration."""
        return {
            name: next((mark for mark in field.metadata if isinstance(mark, Prop)), Prop())
            for name, field in cls.model_fields.items()
            if name not in ("key", "src", "dst")
        }

    @classmethod
    @cache
    def unions(cls) -> frozenset[str]:
        """The properties whose values from several sources are united: those of a type marked `UNORDERED`."""
        return frozenset(name for name, field in cls.model_fields.items() if UNORDERED in field.metadata)

    @classmethod
    @cache
    def observations(cls) -> frozenset[str]:
        """The properties that only tell when something was seen."""
        return frozenset(name for name, prop in cls.props().items() if prop.observation)

    def content_text(self) -> str:
        """`canonical(self.content())`, made in one step: what stores keep."""
        values = self.__dict__
        told = {
            name: value
            for name in _content_names(type(self))
            if (value := values[name]) or not (value is None or value == "" or value == ())
        }
        return orjson.dumps(told, option=_AS_CONTENT).decode()

    def content(self) -> dict[str, Json]:
        """Its properties as JSON, absent and derived ones left out."""
        every: dict[str, Json] = self.model_dump(mode="json", exclude=_not_content(type(self)))
        return {
            name: value for name, value in every.items() if value is not None and value != "" and value != []
        }


@cache
def _not_content(cls: type[Declared]) -> set[str]:
    return {"key", "src", "dst"} | {name for name, prop in cls.props().items() if prop.derived}


@cache
def _content_names(cls: type[Declared]) -> tuple[str, ...]:
    """The properties that are said, in canonical order."""
    return tuple(sorted(cls.model_fields.keys() - _not_content(cls)))


class Node(Declared):
    """A node of the property graph: a key, and the properties that its kind declares."""

    marks: ClassVar[NodeMarks]
    key: Key

    @classmethod
    @cache
    def word(cls) -> str:
        """The kind as it stands in keys: the class's name in lower case."""
        return cls.__name__.lower()

    @property
    def ref(self) -> Key:
        """What identifies it: its key."""
        return self.key

    @classmethod
    def completed(cls, key: Key, props: dict[str, Any], asserters: Iterable[Key]) -> dict[str, Any]:
        """`props` with the derived properties filled in, from the folded ones and from who asserts the node."""
        return props


class Edge(Declared):
    """A typed edge of the property graph: two ends, and the properties that its type declares."""

    marks: ClassVar[EdgeMarks]
    src: Key
    dst: Key

    @classmethod
    @cache
    def type(cls) -> str:
        """The type as graphs write it: the class's name in SCREAMING_SNAKE_CASE."""
        return _WORD_START.sub("_", cls.__name__).upper()

    @property
    def slot(self) -> str:
        """A hash of the discriminating properties, empty for types that have none."""
        if not self.marks.slot:
            return ""
        content = self.content()
        return short_hash(12, *(str(content.get(name, "")) for name in self.marks.slot))

    @property
    def ref(self) -> EdgeRef:
        """What identifies it: type, ends and slot."""
        type_, slotted = _typed(type(self))
        return EdgeRef(type_, self.src, self.dst, self.slot if slotted else "")

    def between(self, src: Key, dst: Key) -> Self:
        """The same edge with other ends, as a merge reads it."""
        return (
            self if (src, dst) == (self.src, self.dst) else self.model_copy(update={"src": src, "dst": dst})
        )


@cache
def _typed(cls: type[Edge]) -> tuple[str, bool]:
    """The type of an edge, and whether it has slots."""
    return cls.type(), bool(cls.marks.slot)
