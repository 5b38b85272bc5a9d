"""Clusters: the nodes that judgements make one, and which of them survives.  Pure.

Invariants: a cluster is what Same judgements connect; its survivor is a function of the judgements in force and of the
members' own standing, whatever the order in which they came.  Only persons' judgements can contradict each other: what
a rule judged is derived anew by settling.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graph.fold import Sourced, fold_props
from schema.declare import EdgeRef, Ref
from schema.errors import Offence
from schema.judgement import Decision, DenyAssertion, DenyEdge, DenyForm, Different, Judgement, Same
from schema.keys import Key, asserter_class
from schema.kinds.entity import Entity
from schema.ontology import kind_of

_STANDING = {"active": 0, "retired": 0, "listed": 1, "candidate": 2}
WITHDRAWN = 3
Joined: TypeAlias = Mapping[Key, Collection[Key]]


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements in force, made ready to ask.

    same: which nodes each is judged the same as.  losers, chosen: those that a person judged to lose and to survive.
    """

    by_id: Mapping[str, Judgement]
    same: Joined
    losers: frozenset[Key]
    chosen: frozenset[Key]
    denied_edges: frozenset[EdgeRef]
    denied_forms: frozenset[str]
    denied: frozenset[tuple[Ref, Key]]

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Judged:
        """Make them ready."""
        by_id = {judgement.id: judgement for judgement in judgements}
        decisions = [judgement.decision for judgement in by_id.values()]
        persons = list(_persons_sames(by_id.values()))
        return cls(
            by_id,
            _joined(decision for decision in decisions if isinstance(decision, Same)),
            frozenset(same.loser for same in persons),
            frozenset(same.survivor for same in persons),
            frozenset(decision.edge for decision in decisions if isinstance(decision, DenyEdge)),
            frozenset(decision.form for decision in decisions if isinstance(decision, DenyForm)),
            frozenset(
                (decision.ref, decision.by) for decision in decisions if isinstance(decision, DenyAssertion)
            ),
        )

    def denies(self, decision: Decision) -> bool:
        """Whether somebody denies what `decision`, a denial, denies; False for other decisions."""
        if isinstance(decision, DenyEdge):
            return decision.edge in self.denied_edges
        if isinstance(decision, DenyForm):
            return decision.form in self.denied_forms
        return isinstance(decision, DenyAssertion) and (decision.ref, decision.by) in self.denied

    def cluster(self, key: Key) -> frozenset[Key]:
        """Every node that is one with `key`, itself included."""
        return connected(self.same, key)

    def survivor(self, cluster: Collection[Key], standing_of: Callable[[Key], int]) -> Key:
        """Which of a cluster the others are read as.

        No person's loser; of those first the ones that a person chose, then by standing, then the smallest key.
        """
        left = [key for key in cluster if key not in self.losers] or list(cluster)
        return min(left, key=lambda key: (key not in self.chosen, standing_of(key), key))


def is_person(judgement: Judgement) -> bool:
    """Whether it counts as a person's: rules alone judge what is derived."""
    return asserter_class(judgement.actor) != "rule"


def status(key: Key, statements: Sequence[Sourced]) -> str:
    """The status of an entity by these statements; empty for other kinds, and where there are none."""
    kind = kind_of(key)
    if not statements or not issubclass(kind, Entity):
        return ""
    retired = bool(fold_props(kind, statements).get("retired"))
    return kind.status_of(retired, (by for by, _ in statements))


def standing_of(key: Key, statements: Sequence[Sourced]) -> int:
    """How a member stands by its own statements that count: 0 active or retired, 1 listed, 2 candidate, 3 withdrawn."""
    return _STANDING.get(status(key, statements), 0) if statements else WITHDRAWN


def connected(joined: Joined, key: Key) -> frozenset[Key]:
    """The connected component of `key`."""
    found = {key}
    waiting = [key]
    while waiting:
        for other in joined.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)


def contradictions(standing: Iterable[Judgement], given: Iterable[Judgement]) -> Iterator[Offence]:
    """Which of the judgements `given`, in order, can't stand beside those in force and those before them.

    A Same that closes a circle, a Same of what a person judged different, a Different within what persons judged the same.
    """
    in_force = list(standing)
    for judgement in given:
        if why := _of_itself(judgement):
            yield Offence(f"judgement {judgement.id}", why, "Name two nodes")
        elif is_person(judgement) and (why := _contradiction(judgement, in_force)):
            yield Offence(f"judgement {judgement.id}", why, "Withdraw the other judgement first")
        else:
            in_force.append(judgement)


def _of_itself(judgement: Judgement) -> str:
    match judgement.decision:
        case Same(loser, survivor) if loser == survivor:
            return f"{loser} can't be merged into itself"
        case Different(a, b) if a == b:
            return f"{a} can't be different from itself"
    return ""


def _contradiction(judgement: Judgement, in_force: Collection[Judgement]) -> str:
    decision = judgement.decision
    persons = list(_persons_sames(in_force))
    if isinstance(decision, Same):
        if decision.loser in _survivors_of(persons, decision.survivor):
            return f"{decision.loser} can't be merged into {decision.survivor}, which is merged into it"
        cluster = connected(_joined([*persons, decision]), decision.loser)
        for other in in_force:
            apart = other.decision
            if isinstance(apart, Different) and {apart.a, apart.b} <= cluster:
                return f"{decision.loser} can't be merged into {decision.survivor}: {apart.a} and {apart.b} were judged different (judgement {other.id})"
    elif isinstance(decision, Different) and decision.b in connected(_joined(persons), decision.a):
        return f"{decision.a} and {decision.b} can't be different: a person judged them the same"
    return ""


def _survivors_of(sames: Iterable[Same], key: Key) -> frozenset[Key]:
    """Everything that `key` is merged into, directly or not."""
    into: dict[Key, set[Key]] = {}
    for same in sames:
        into.setdefault(same.loser, set()).add(same.survivor)
    return connected(into, key)


def _persons_sames(judgements: Iterable[Judgement]) -> Iterator[Same]:
    for judgement in judgements:
        if isinstance(judgement.decision, Same) and is_person(judgement):
            yield judgement.decision


def _joined(sames: Iterable[Same]) -> dict[Key, set[Key]]:
    joined: dict[Key, set[Key]] = {}
    for same in sames:
        joined.setdefault(same.loser, set()).add(same.survivor)
        joined.setdefault(same.survivor, set()).add(same.loser)
    return joined


NOTHING_JUDGED = Judged.of(())
