"""A part of another almanac, to be taken over as it stands there: statements, judgements, full texts, log and notes.

Invariants: what a part says replaces what stood, whatever the stamps; the target makes no revision of its own for it and
derives nothing from it: revisions, their numbers and times come from the other almanac.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

from graph.effect import Body, Saying, Sayings, class_of, spoken_of
from graph.fold import Statement
from graph.revised import ends_of
from schema.canonical import Json
from schema.changeset import Change, Changeset, Revision
from schema.declare import EdgeRef, Ref
from schema.judgement import Judgement
from schema.keys import Key, source_key

Told: TypeAlias = tuple[Ref, Key, Statement | None]
COPIER = source_key("rule", "copy")
_SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # it is in no statement, and a part makes no revision
_ANY_NAMES = 2**53  # notes on waiting work go, whatever names they wait for


class End(NamedTuple):
    """Where the other almanac stands: its newest revision, the newest that changed names, the newest forgotten one."""

    revision: Revision
    names: Revision
    forgotten: Revision


@dataclass(frozen=True, slots=True)
class Part:
    """told: (subject, source, statement), None where the source says nothing of it.  known: nodes of which nobody says
    anything any more.  bodies: as kept, removed ones too.

    log: revisions as the other almanac's log tells them.  end: set by the part with which all that came before holds.
    """

    told: Sequence[Told] = ()
    known: Sequence[Key] = ()
    judge: Sequence[Judgement] = ()
    unjudge: Sequence[str] = ()
    bodies: Mapping[Key, Body] = field(default_factory=dict)
    log: Sequence[Change] = ()
    notes: Mapping[tuple[str, str], Json] = field(default_factory=dict)
    end: End | None = None

    def changeset(self) -> Changeset:
        """Everything but statements: all that it speaks of is withdrawn first, so that what is said replaces it."""
        return Changeset(
            actor=COPIER,
            reason="copied",
            observed=_SOME_TIME,
            names=_ANY_NAMES,
            unsaid=tuple((ref, by) for ref, by, _ in self.told),
            judge=tuple(self.judge),
            unjudge=tuple(self.unjudge),
            bodies={key: body.text for key, body in self.bodies.items()},
            notes=self.notes,
        )

    def named(self) -> set[Key]:
        """The nodes that it speaks of."""
        found = {end for ref, _, _ in self.told for end in ends_of(ref)}.union(self.known, self.bodies)
        return found.union(*map(spoken_of, self.judge))

    def heads(self, judged: Revision, *, moved: bool) -> dict[str, Any]:
        """What moves of a store's head; `judged` is its newest revision that changed judgements, `moved` whether they did.

        That one only has to be another than before: whoever keeps judgements looks at nothing else.
        """
        told: dict[str, Any] = {} if self.end is None else self.end._asdict()
        if moved:
            told["judged"] = max(judged + 1, told.get("revision", 0))
        return told

    def sayings(self) -> Sayings:
        """The statements, made ready."""
        nodes: list[Saying[Key]] = []
        edges: list[Saying[EdgeRef]] = []
        for ref, by, told in self.told:
            if told is None:
                continue
            if isinstance(ref, EdgeRef):
                edges.append(Saying(ref, by, class_of(ref), told))
            else:
                nodes.append(Saying(ref, by, class_of(ref), told))
        return Sayings(nodes, edges)
