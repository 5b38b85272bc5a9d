"""The editor: judging and settling in one person's name.  Implements `graph.desk.Desk`.

Invariant: every call ends settled; what it refuses changes nothing.
"""

from __future__ import annotations

from graph.store import Store
from loaders.settle import settle
from loaders.work import Clock
from schema.changeset import Applied, Changeset
from schema.declare import EdgeRef, Ref
from schema.errors import Invalid, NotFound
from schema.judgement import (
    Decision,
    DenyAssertion,
    DenyEdge,
    DenyForm,
    Different,
    Judgement,
    Same,
)
from schema.keys import Key, asserter_class
from schema.words import words


class Editor:
    """What a person decides goes into the store as a judgement, and what follows from it is derived at once."""

    def __init__(self, store: Store, actor: Key, clock: Clock) -> None:
        asserter_class(actor)
        self._store = store
        self._actor = actor
        self._clock = clock

    def merge(self, loser: Key, survivor: Key, reason: str) -> Applied:
        """Judge two nodes to be the same.  Raises Refused for a cycle or against a Different, NotFound."""
        self._known(loser, survivor)
        return self._judge(Same(loser, survivor), reason)

    def split(self, a: Key, b: Key, reason: str) -> Applied:
        """Withdraw the merges of persons between two nodes, whoever survived, and judge the two different."""
        self._known(a, b)
        pair = {a, b}
        merges = [
            judged.id
            for judged in self.judgements()
            if isinstance(judged.decision, Same) and {judged.decision.loser, judged.decision.survivor} == pair
        ]
        return self._judge(Different(a, b), reason, unjudge=tuple(merges))

    def deny_edge(self, edge: EdgeRef, reason: str) -> Applied:
        """Judge an edge not to be so."""
        return self._judge(DenyEdge(edge), reason)

    def deny_form(self, form: str, reason: str) -> Applied:
        """Judge a written form never to be linked.  Raises Invalid for one without words."""
        if not words(form):
            raise Invalid(f"{form!r} has no words", do="Give a written form")
        return self._judge(DenyForm(form), reason)

    def deny_assertion(self, ref: Ref, by: Key, reason: str) -> Applied:
        """Judge one statement not to count.  Raises NotFound where `by` does not say it."""
        with self._store.reader() as reader:
            asserters = [said.by for said in reader.said([ref])[ref]]
        if by not in asserters:
            raise NotFound(f"{by} says nothing of {ref}", suggestions=asserters)
        return self._judge(DenyAssertion(ref, by), reason)

    def withdraw(self, judgement: str) -> Applied:
        """Withdraw a judgement by its id, or an unambiguous beginning of it.  Raises NotFound."""
        every = self.judgements()
        fitting = [judged for judged in every if judged.id.startswith(judgement)] if judgement else []
        if len(fitting) != 1:
            what = "several judgements begin" if fitting else "no judgement in force begins"
            raise NotFound(
                f"{what} with {judgement!r}", suggestions=[judged.id for judged in fitting or every]
            )
        return self._apply("judgement withdrawn", unjudge=(fitting[0].id,))

    def judgements(self) -> list[Judgement]:
        """All judgements in force."""
        with self._store.reader() as reader:
            return reader.judgements()

    def settle(self) -> int:
        """Work off what waits to be derived anew; the number of events relinked."""
        return settle(self._store, self._clock)

    def _known(self, *keys: Key) -> None:
        with self._store.reader() as reader:
            living = reader.resolve(keys)
        for key in keys:
            if key not in living:
                raise NotFound(f"there is no {key}", do="Search for it by name")

    def _judge(self, decision: Decision, reason: str, unjudge: tuple[str, ...] = ()) -> Applied:
        judgement = Judgement(decision, self._actor, reason, self._clock())
        return self._apply(reason, judge=(judgement,), unjudge=unjudge)

    def _apply(
        self, reason: str, *, judge: tuple[Judgement, ...] = (), unjudge: tuple[str, ...] = ()
    ) -> Applied:
        change = Changeset(
            actor=self._actor, reason=reason, observed=self._clock(), judge=judge, unjudge=unjudge
        )
        applied = self._store.apply(change)
        settle(self._store, self._clock)
        return applied
