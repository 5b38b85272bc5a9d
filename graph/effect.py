"""What a changeset does to what stands.  Pure: a store reads the ground, asks for the effect, and writes it.

Invariants: the effect depends on the ground and the changeset alone; nothing of a changeset with an offence is applied;
an assertion that is said as it stood moves nothing but its stamp.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from graph.cluster import Judged, contradictions
from graph.fold import By, Sourced, Statement, alike, standing
from schema.changeset import Changeset, Said
from schema.declare import Declared, EdgeRef, Ref
from schema.errors import AlmanacError, Offence
from schema.judgement import DenyAssertion, DenyEdge, Different, Judgement, Same
from schema.keys import Key
from schema.kinds.event import Event
from schema.ontology import check_ends, edge_type, kind_of
from schema.values import iso

Assertion: TypeAlias = tuple[Ref, Key]
R = TypeVar("R", bound=Ref)


class Body(NamedTuple):
    """The full text of an event, with the stamp of the statement it came with; empty where it was removed."""

    stamp: str
    text: str


NO_BODY = Body("", "")
NOBODY: By = {}


class Saying(NamedTuple, Generic[R]):
    """One statement of a changeset, as stores keep it."""

    ref: R
    by: Key
    cls: type[Declared]
    told: Statement


@dataclass(frozen=True, slots=True)
class Sayings:
    """The statements of a changeset, made ready once."""

    nodes: list[Saying[Key]]
    edges: list[Saying[EdgeRef]]

    @classmethod
    def of(cls, change: Changeset) -> Sayings:
        """Make them ready."""
        return cls(_sayings(change.nodes), _sayings(change.edges))

    @property
    def asserters(self) -> set[Key]:
        """Who says something."""
        return {saying.by for saying in self.nodes} | {saying.by for saying in self.edges}

    @property
    def ends(self) -> set[Key]:
        """The ends of the edges."""
        return {saying.ref.src for saying in self.edges} | {saying.ref.dst for saying in self.edges}


def _sayings(every: Iterable[Said[Any]]) -> list[Saying[Any]]:
    return [
        Saying(
            (what := said.what).ref,
            said.by,
            type(what),
            Statement(said.stamp, said.complete, what.content_text()),
        )
        for said in every
    ]


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands of all that a changeset concerns.  known: nodes that were ever said or said something."""

    known: Collection[Key]
    nodes: Mapping[Key, By]
    edges: Mapping[EdgeRef, By]
    bodies: Mapping[Key, Body]

    def stands(self, assertion: Assertion) -> Statement | None:
        """What a source says of a subject."""
        ref, by = assertion
        said = self.edges.get(ref) if isinstance(ref, EdgeRef) else self.nodes.get(ref)
        return said.get(by) if said else None


class Moved(NamedTuple, Generic[R]):
    """One assertion before and after.  told: whether what it says changed, not only its stamp."""

    ref: R
    by: Key
    before: Statement | None
    after: Statement | None
    told: bool


@dataclass(frozen=True, slots=True)
class Judging:
    """The judgements before and after a changeset.  One that another reason replaced is among the withdrawn."""

    before: Judged
    after: Judged
    given: tuple[Judgement, ...] = ()
    withdrawn: tuple[Judgement, ...] = ()

    @property
    def moved(self) -> tuple[Judgement, ...]:
        """Those given, replaced or withdrawn."""
        return self.given + self.withdrawn

    @property
    def denials(self) -> tuple[Judgement, ...]:
        """The denials among them that make a difference: nobody else upholds what was withdrawn, or said so before."""
        return tuple(
            judgement
            for judgement in self.moved
            if self.before.denies(judgement.decision) != self.after.denies(judgement.decision)
        )


def class_of(ref: Ref) -> type[Declared]:
    """The kind or edge type of a subject."""
    return edge_type(ref.type) if isinstance(ref, EdgeRef) else kind_of(ref)


def judge(change: Changeset, before: Judged) -> tuple[Judging, list[Offence]]:
    """What the judgements of a changeset come to, and those that can't stand.

    Withdrawals first.  One given again is the same judgement: with another reason, the later one's reason stands.
    """
    if not (change.judge or change.unjudge):
        return Judging(before, before), []
    after = {
        known: judgement for known, judgement in before.by_id.items() if known not in set(change.unjudge)
    }
    new: dict[str, Judgement] = {}
    for judgement in change.judge:
        old = after.get(judgement.id, new.get(judgement.id))
        if old is None or _replaces(judgement, old):
            new[judgement.id] = judgement
    offences = list(contradictions(after.values(), [new[known] for known in new if known not in after]))
    after.update(new)
    given = [judgement for known, judgement in after.items() if _differs(judgement, before.by_id.get(known))]
    withdrawn = [
        judgement for known, judgement in before.by_id.items() if _differs(judgement, after.get(known))
    ]
    return Judging(before, Judged.of(after.values()), tuple(given), tuple(withdrawn)), offences


def _replaces(new: Judgement, old: Judgement) -> bool:
    return _differs(new, old) and (iso(new.at), new.reason) > (iso(old.at), old.reason)


def _differs(new: Judgement, old: Judgement | None) -> bool:
    return old is None or new.reason != old.reason


class Moves(NamedTuple):
    """Every assertion that moves, withdrawals first, and how many of those said stand as they stood."""

    nodes: list[Moved[Key]]
    edges: list[Moved[EdgeRef]]
    same: int


def assertions(change: Changeset, sayings: Sayings, ground: Ground) -> Moves:
    """What a changeset moves of assertions."""
    unsaid: list[tuple[Key, Key]] = []
    cut: list[tuple[EdgeRef, Key]] = []
    for ref, by in change.unsaid:
        if isinstance(ref, EdgeRef):
            cut.append((ref, by))
        else:
            unsaid.append((ref, by))
    nodes, same_nodes = _moves(unsaid, sayings.nodes, ground.nodes)
    edges, same_edges = _moves(cut, sayings.edges, ground.edges)
    return Moves(nodes, edges, same_nodes + same_edges)


def _moves(
    unsaid: Iterable[tuple[R, Key]], sayings: Iterable[Saying[R]], stands: Mapping[R, By]
) -> tuple[list[Moved[R]], int]:
    stood: dict[tuple[R, Key], Statement] = {}
    after: dict[tuple[R, Key], Statement | None] = {}
    for ref, by in unsaid:
        after[ref, by] = None
        if (old := stands.get(ref, NOBODY).get(by)) is not None:
            stood[ref, by] = old
    only_unsaid = set(after)
    for ref, by, cls, told in sayings:
        assertion = (ref, by)
        if assertion in after:
            old = after[assertion]
            only_unsaid.discard(assertion)
        elif (old := stands.get(ref, NOBODY).get(by)) is not None:
            stood[assertion] = old
        after[assertion] = told if old is None else standing(cls, old, told, by)
    moved: list[Moved[R]] = []
    changed = 0
    for assertion, now in after.items():
        ref, by = assertion
        then = stood.get(assertion)
        if then is None:
            if now is not None:
                changed += 1
                moved.append(Moved(ref, by, None, now, True))
        elif then != now:
            differs = not alike(class_of(ref), then, now)
            changed += differs and assertion not in only_unsaid
            moved.append(Moved(ref, by, then, now, differs))
    return moved, len(after) - len(only_unsaid) - changed


def bodies(change: Changeset, ground: Ground) -> dict[Key, Body]:
    """The bodies that move.  One that comes with its event's statement is ordered by (stamp, text), like that."""
    stamps: dict[Key, str] = {}
    for said in change.nodes:
        if said.what.key in change.bodies:
            stamps[said.what.key] = max(said.stamp, stamps.get(said.what.key, ""))
    moved = {}
    for key, text in change.bodies.items():
        old = ground.bodies.get(key, NO_BODY)
        new = Body(stamps.get(key, old.stamp), text)
        if new != old and (key not in stamps or new > old):
            moved[key] = new
    return moved


def refusals(change: Changeset, sayings: Sayings, judging: Judging, ground: Ground) -> Iterator[Offence]:
    """What only a store can know to be wrong: ends, judged nodes and events of bodies that nobody ever said."""
    known = {*ground.known, *sayings.asserters, *(saying.ref for saying in sayings.nodes)}
    lost = sayings.ends - known
    for ref in [saying.ref for saying in sayings.edges] if lost else ():
        for end in (ref.src, ref.dst):
            if end in lost:
                yield Offence(
                    str(ref), f"{end} is not known", "Say that node before, or in the same changeset"
                )
    for judgement in judging.given:
        yield from _judged_wrongly(judgement, known)
    for key in change.bodies:
        if kind_of(key) is not Event:
            yield Offence(key, "only events have a body")
        elif key not in known:
            yield Offence(key, "a body of an event that is not known", "Say the event in the same changeset")


def _judged_wrongly(judgement: Judgement, known: Collection[Key]) -> Iterator[Offence]:
    subject = f"judgement {judgement.id}"
    for key in spoken_of(judgement):
        if key not in known:
            yield Offence(subject, f"{key} is not known", "Check the key")
    decision = judgement.decision
    if isinstance(decision, Same) and _family(decision.loser) != _family(decision.survivor):
        yield Offence(subject, f"{decision.loser} and {decision.survivor} are of kinds that can't be one")
    edge = decision.edge if isinstance(decision, DenyEdge) else None
    if isinstance(decision, DenyAssertion) and isinstance(decision.ref, EdgeRef):
        edge = decision.ref
    if edge is not None and (why := _wrong_ends(edge)):
        yield Offence(subject, why)


def _family(key: Key) -> str:
    kind = kind_of(key)
    return kind.marks.family or kind.word()


def _wrong_ends(edge: EdgeRef) -> str:
    try:
        return check_ends(edge)
    except AlmanacError as error:
        return str(error)


def spoken_of(judgement: Judgement) -> tuple[Key, ...]:
    """The nodes that a judgement names."""
    decision = judgement.decision
    if isinstance(decision, Same):
        return decision.loser, decision.survivor
    if isinstance(decision, Different):
        return decision.a, decision.b
    ref: Ref | None = decision.edge if isinstance(decision, DenyEdge) else None
    if isinstance(decision, DenyAssertion):
        ref = decision.ref
    if ref is None:
        return ()
    return (ref.src, ref.dst) if isinstance(ref, EdgeRef) else (ref,)


def counted(ref: Ref, said: By | None, judged: Judged) -> list[Sourced]:
    """The statements of a subject that count: those that nobody denied."""
    if not said:
        return []
    if not judged.denied:
        return list(said.items())
    return [(by, told) for by, told in said.items() if (ref, by) not in judged.denied]


def after_moves(said: Mapping[Key, By], moved: Iterable[Moved[Key]]) -> dict[Key, dict[Key, Statement]]:
    """What is said of the nodes in `said` and in `moved` once these have moved."""
    after = {key: dict(told) for key, told in said.items()}
    for move in moved:
        told = after.setdefault(move.ref, {})
        if move.after is None:
            told.pop(move.by, None)
        else:
            told[move.by] = move.after
    return after
