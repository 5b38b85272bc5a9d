"""Changesets: values that are applied all or nothing, and what applying them gives.

A changeset is checked when it is made (forms, kinds, ends, who may say what); what only the store can know (whether
an end exists, whether judgements contradict each other) is checked by `apply`.  Both raise `Refused` with every offence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from schema.canonical import Json
from schema.declare import Edge, Node, Ref
from schema.errors import AlmanacError, Offence, Refused
from schema.judgement import Judgement
from schema.keys import Key, asserter_class, entity_key
from schema.kinds.entity import Entity
from schema.ontology import check_ends, kind_of

T = TypeVar("T", bound=Node | Edge, covariant=True)
S = TypeVar("S")
Revision: TypeAlias = int
NOTE_SPACES = ("quarantine", "fetch", "cursor", "review", "relink", "token", "copy")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """One source's statement of a node or an edge.

    stamp: orders the statements of one source about one subject (ISO text, "" is the oldest), never the clock.
    complete: said by a complete list, which withdraws what it no longer says.
    """

    what: T
    by: Key
    stamp: str = ""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Changeset:
    """What one step of work says, withdraws, judges and notes.  Applied all or nothing.

    observed: when it was seen (UTC), by the caller's clock.  names: the revision of the snapshot that mentions were
    made on.  unsaid: (subject, source) withdrawals.  unjudge: ids.  bodies: full texts by event key, not part of the graph;
    an empty text removes one.  notes: (space, key) → JSON, None deletes.
    """

    actor: Key
    reason: str
    observed: datetime
    names: Revision = 0
    nodes: tuple[Said[Node], ...] = ()
    edges: tuple[Said[Edge], ...] = ()
    unsaid: tuple[tuple[Ref, Key], ...] = ()
    judge: tuple[Judgement, ...] = ()
    unjudge: tuple[str, ...] = ()
    bodies: Mapping[Key, str] = field(default_factory=dict)
    notes: Mapping[tuple[str, str], Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        offences = tuple(self._offences())
        if offences:
            raise Refused(offences)

    def _offences(self) -> Iterator[Offence]:
        mute = {by: why for by in self._asserters() if (why := _reason(_asserts, by))}
        if self.actor in mute:
            yield Offence("actor", mute[self.actor])
        for said in self.nodes:
            if said.by in mute:
                yield Offence(said.what.key, mute[said.by])
            yield from _node_offences(said.what)
        for tied in self.edges:
            ref = tied.what.ref
            if tied.by in mute:
                yield Offence(str(ref), mute[tied.by])
            if why := _reason(check_ends, ref):
                yield Offence(str(ref), why)
        for space, key in self.notes:
            if space not in NOTE_SPACES:
                yield Offence(f"note {space}/{key}", f"unknown space; known: {', '.join(NOTE_SPACES)}")

    def _asserters(self) -> set[Key]:
        return {self.actor, *(said.by for said in self.nodes), *(tied.by for tied in self.edges)}


def _asserts(by: Key) -> str:
    return "" if asserter_class(by) else "has no class"


def _node_offences(node: Node) -> Iterator[Offence]:
    if why := _reason(_kind_fits, node):
        yield Offence(node.key, why)
        return
    for name, prop in node.props().items():
        if prop.derived and getattr(node, name) not in ("", None):
            yield Offence(node.key, f"{name} is computed and can't be said")
    if isinstance(node, Entity) and node.birth_name:
        expected = entity_key(node.word(), node.birth_name, node.disambiguator)
        if expected != node.key:
            yield Offence(node.key, f"its birth name {node.birth_name!r} makes the key {expected}")


def _kind_fits(node: Node) -> str:
    kind = kind_of(node.key)
    return (
        ""
        if type(node) is kind
        else f"is said as a {type(node).__name__}, its key is that of a {kind.__name__}"
    )


def _reason(check: Callable[[S], str], subject: S) -> str:
    """The reason a check gives, or that of the error it raises."""
    try:
        return check(subject)
    except AlmanacError as error:
        return str(error)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a changeset did.  Counts are of assertions; `revision` is the newest one, moved only by an effective changeset.

    same: said as it stood, or older than what stood.  judged: judgements given or withdrawn.
    """

    revision: Revision
    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    judged: int = 0

    @property
    def effective(self) -> bool:
        """Whether the graph changed."""
        return bool(self.new or self.changed or self.withdrawn or self.judged)


@dataclass(frozen=True, slots=True)
class Before:
    """An assertion as it stood before a change; `props` is None where it was not said."""

    ref: Ref
    by: Key
    stamp: str
    complete: bool
    props: Mapping[str, Json] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One revision of the log: what it touched, and how that stood before."""

    revision: Revision
    at: datetime
    actor: Key
    reason: str
    touched: tuple[Ref, ...]
    before: tuple[Before, ...] = ()
    judged: tuple[Mapping[str, Json], ...] = ()
    unjudged: tuple[Mapping[str, Json], ...] = ()
