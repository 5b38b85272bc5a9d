"""The contract's oracle: what a store must answer to each changeset, by comparing whole states before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from graph.cluster import contradictions
from graph.fold import alike, read_node, standing, statement
from schema.changeset import Applied, Changeset, Revision, Said
from schema.declare import Declared, Edge, EdgeRef, Node, Ref
from schema.judgement import DenyEdge, DenyForm, Different, Same
from schema.keys import Key, asserter_class, kind_word
from schema.kinds.entity import Entity
from schema.ontology import edge_type, kind_of
from schema.words import words
from tests.contract.model import Model


@dataclass
class Almanac:
    """A model with its revision and what waits to be derived anew: what a store must agree with after each changeset."""

    model: Model = field(default_factory=Model)
    revision: Revision = 0
    names: Revision = 0
    waiting: dict[str, Revision] = field(default_factory=dict)

    def apply(self, change: Changeset) -> Applied | None:
        """What a store must answer; None where it must refuse."""
        before, after = self.model, self.model.copy()
        if not _judge(after, change) or _unknown(after, change):
            return None
        stale = _say(after, change)
        done = _applied(before, after, change)
        for (space, key), value in change.notes.items():
            if (
                space == "relink"
                and value is None
                and self.waiting.get(key, change.names + 1) <= change.names
            ):
                del self.waiting[key]
        self.model = after
        if not done.effective:
            return Applied(self.revision, same=done.same)
        self.revision += 1
        forms = {f"form:{' '.join(cut)}" for form in _forms(before, after) if (cut := words(form))}
        events = _events(before, after, change, self.names, stale)
        for key in (
            forms | {f"event:{key}" for key in events} | {f"node:{key}" for key in _claims(before, after)}
        ):
            self.waiting[key] = self.revision
        if forms:
            self.names = self.revision
        return Applied(self.revision, done.new, done.changed, done.same, done.withdrawn, done.judged)


def _sayings(change: Changeset) -> Iterator[Said[Node] | Said[Edge]]:
    yield from change.nodes
    yield from change.edges


def _class(ref: Ref) -> type[Declared]:
    return edge_type(ref.type) if isinstance(ref, EdgeRef) else kind_of(ref)


def _judge(after: Model, change: Changeset) -> bool:
    """Withdraw and give; False where one given contradicts another."""
    for known in change.unjudge:
        after.judgements.pop(known, None)
    for judgement in change.judge:
        old = after.judgements.get(judgement.id)
        if old is None:
            if list(contradictions(after.judgements.values(), [judgement])):
                return False
            after.judgements[judgement.id] = judgement
        elif judgement.reason != old.reason and (judgement.at, judgement.reason) > (old.at, old.reason):
            after.judgements[judgement.id] = judgement
    return True


def _unknown(after: Model, change: Changeset) -> bool:
    """Whether an edge, a body or a judgement names a node that nobody ever said, or nodes that can't be one."""
    after.known |= {said.what.key for said in change.nodes}
    after.known |= {said.by for said in _sayings(change)}
    needed = {end for said in change.edges for end in (said.what.src, said.what.dst)} | set(change.bodies)
    for judgement in change.judge:
        decision = judgement.decision
        if judgement.id not in after.judgements or isinstance(decision, DenyForm):
            continue
        if isinstance(decision, Same):
            needed |= {decision.loser, decision.survivor}
            families = {
                kind_of(key).marks.family or kind_word(key) for key in (decision.loser, decision.survivor)
            }
            if len(families) > 1:
                return True
        elif isinstance(decision, Different):
            needed |= {decision.a, decision.b}
        else:
            ref = decision.edge if isinstance(decision, DenyEdge) else decision.ref
            needed |= {ref.src, ref.dst} if isinstance(ref, EdgeRef) else {ref}
    return not needed <= after.known


def _say(after: Model, change: Changeset) -> set[Key]:
    """Withdraw, then say; the events of which this changeset says a text that does not stand."""
    for assertion in change.unsaid:
        after.statements.pop(assertion, None)
    for said in _sayings(change):
        place = (said.what.ref, said.by)
        after.statements[place] = standing(
            type(said.what), after.statements.get(place), statement(said), said.by
        )
    stale = {
        said.what.key
        for said in change.nodes
        if asserter_class(said.by) != "rule"
        and not alike(type(said.what), after.statements[said.what.key, said.by], statement(said))
    }
    for key, text in change.bodies.items():
        old = after.bodies.get(key)
        stamps = [said.stamp for said in change.nodes if said.what.key == key]
        new = (max(stamps) if stamps else old[0] if old else "", text)
        if not stamps or new > (old or ("", "")):
            after.bodies[key] = new
        elif old and old[1] != text:
            stale.add(key)
    return stale


def _applied(before: Model, after: Model, change: Changeset) -> Applied:
    """Counts of assertions that differ."""
    said = {(said.what.ref, said.by) for said in _sayings(change)}
    new = changed = withdrawn = 0
    moved = set()
    for place in before.statements.keys() | after.statements.keys():
        ref = place[0]
        then, now = before.statements.get(place), after.statements.get(place)
        if not alike(_class(ref), then, now):
            moved.add(place)
            new += then is None
            withdrawn += now is None
            changed += then is not None and now is not None
    reasons = [{known: kept.reason for known, kept in model.judgements.items()} for model in (before, after)]
    judged = sum(
        reasons[0].get(known) != reasons[1].get(known) for known in reasons[0].keys() | reasons[1].keys()
    )
    return Applied(0, new, changed, len(said - moved), withdrawn, judged)


def _differing(before: Model, after: Model) -> set[tuple[Ref, Key]]:
    """The assertions whose content differs, or whose denial does."""
    places = before.statements.keys() | after.statements.keys()
    return {
        (ref, by)
        for ref, by in places
        if not alike(
            _class(ref),
            before.statements.get((ref, by)),
            after.statements.get((ref, by)),
        )
    } | (before.judged.denied ^ after.judged.denied)


def _forms(before: Model, after: Model) -> set[str]:
    """The written forms whose naming moved."""
    aliases: set[Key] = set()
    refs = {ref for ref, _ in _differing(before, after)} | (
        before.judged.denied_edges ^ after.judged.denied_edges
    )
    for ref in refs:
        if isinstance(ref, EdgeRef):
            aliases |= {ref.src} if ref.type == "ALIAS_OF" else set()
        elif kind_word(ref) == "alias":
            aliases.add(ref)
    renamed = {
        key
        for key in before.known
        if issubclass(kind_of(key), Entity) and _reading(before, key) != _reading(after, key)
    }
    for ref, _ in before.statements:
        if isinstance(ref, EdgeRef) and ref.type == "ALIAS_OF" and ref.dst in renamed:
            aliases.add(ref.src)
    names = {
        str(told.props.get("name", ""))
        for model in (before, after)
        for (ref, _), told in model.statements.items()
        if ref in aliases
    }
    return names | (before.judged.denied_forms ^ after.judged.denied_forms)


def _reading(model: Model, key: Key) -> tuple[Key, str] | None:
    placed = model.placed[key]
    return (placed.survivor, placed.status) if placed.living else None


def _events(
    before: Model, after: Model, change: Changeset, names: Revision, stale: Collection[Key]
) -> set[Key]:
    """Events whose text moved, or whose mentions were made on another text or on older names."""
    mentioning = {said.what.src for said in change.edges if said.what.type() == "MENTIONS"}
    retold = {
        ref
        for ref, by in _differing(before, after)
        if not isinstance(ref, EdgeRef) and kind_word(ref) == "event" and asserter_class(by) != "rule"
    }
    events = (retold | (mentioning & set(stale))) & before.known
    return events | mentioning | retold if change.names < names else events


def _claims(before: Model, after: Model) -> set[Key]:
    """Nodes whose identifiers moved, or of whose identity a person judged."""
    keys = {
        key
        for key in after.known
        if kind_of(key).marks.family and _identifiers(before, key) != _identifiers(after, key)
    }
    moved = [
        judgement
        for one, other in ((before, after), (after, before))
        for known, judgement in one.judgements.items()
        if known not in other.judgements or other.judgements[known].reason != judgement.reason
    ]
    for judgement in moved:
        decision = judgement.decision
        if asserter_class(judgement.actor) != "rule":
            if isinstance(decision, Same):
                keys |= {decision.loser, decision.survivor}
            elif isinstance(decision, Different):
                keys |= {decision.a, decision.b}
    return keys


def _identifiers(model: Model, key: Key) -> Sequence[str]:
    said = model.counted.get(key)
    node = read_node(key, {key: said}) if said else None
    found: Sequence[str] = getattr(node, "identifiers", ())
    return found
