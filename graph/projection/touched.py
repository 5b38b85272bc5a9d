"""Which nodes and edges a run of changes may have moved, read off the revision log.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from schema.changeset import Change, Revision
from schema.declare import EdgeRef, Ref
from schema.judgement import Decision, DenyAssertion, DenyEdge, DenyForm, Different, Same, decision_from_json
from schema.keys import Key

_ABOUT = frozenset({"id", "actor", "reason", "at"})


@dataclass(frozen=True, slots=True)
class Touched:
    """Under their own keys: nodes said, withdrawn or judged, and sources of edges; `forms` where one was denied."""

    nodes: frozenset[Key]
    sources: frozenset[Key]
    forms: bool

    @classmethod
    def by(cls, changes: Iterable[Change]) -> Touched:
        """What these changes touched."""
        nodes: set[Key] = set()
        sources: set[Key] = set()
        forms = False
        for change in changes:
            decisions = list(_decisions(change))
            forms = forms or any(isinstance(decision, DenyForm) for decision in decisions)
            for ref in (*change.touched, *(ref for decision in decisions for ref in _refs(decision))):
                if isinstance(ref, EdgeRef):
                    sources.add(ref.src)
                else:
                    nodes.add(ref)
        return cls(frozenset(nodes), frozenset(sources), forms)


def touched_by(changes: Iterable[Change], through: Revision, most: int) -> Touched | None:
    """What the changes up to and including `through` touched; None as soon as it is more than `most`."""
    nodes: set[Key] = set()
    sources: set[Key] = set()
    forms = False
    for change in takewhile(lambda change: change.revision <= through, changes):
        found = Touched.by([change])
        nodes |= found.nodes
        sources |= found.sources
        forms = forms or found.forms
        if len(nodes | sources) > most:
            return None
    return Touched(frozenset(nodes), frozenset(sources), forms)


def _decisions(change: Change) -> Iterator[Decision]:
    for judgement in (*change.judged, *change.unjudged):
        yield decision_from_json({name: part for name, part in judgement.items() if name not in _ABOUT})


def _refs(decision: Decision) -> tuple[Ref, ...]:
    match decision:
        case Same(loser, survivor):
            return (loser, survivor)
        case Different(a, b):
            return (a, b)
        case DenyEdge(edge):
            return (edge,)
        case DenyAssertion(ref, _):
            return (ref,)
        case DenyForm():
            return ()
