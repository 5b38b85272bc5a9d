"""What has to be derived anew after a change: the keys of notes in the space `relink`.  Pure, for every store.

Three sorts of key: `form:<words>`, a written form whose naming changed, so every event that holds it; `event:<key>`, an
event whose text changed, or whose mentions were made on other names or another text; `node:<key>`, a node whose claims
to be the same as others changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.cluster import is_person
from schema.declare import EdgeRef, Ref
from schema.edges.naming import AliasOf
from schema.edges.news import Mentions
from schema.judgement import DenyAssertion, DenyEdge, DenyForm, Different, Judgement, Same
from schema.keys import Key, asserter_class, kind_word
from schema.kinds.alias import Alias
from schema.kinds.event import Event
from schema.words import words

SPACE = "relink"
FORM = "form:"
EVENT = "event:"
NODE = "node:"
ALIAS_OF = AliasOf.type()
MENTIONS = Mentions.type()


def form_key(form: str) -> str:
    """The key of the note on a written form; empty where it has no words."""
    cut = words(form)
    return FORM + " ".join(cut) if cut else ""


def form_keys(forms: Iterable[str]) -> set[str]:
    """The keys of the notes on these written forms."""
    return {key for form in forms if (key := form_key(form))}


def is_event(ref: Ref) -> bool:
    """Whether it is the key of an event."""
    return not isinstance(ref, EdgeRef) and kind_word(ref) == Event.word()


def is_alias(ref: Ref) -> bool:
    """Whether it is the key of a written form."""
    return not isinstance(ref, EdgeRef) and kind_word(ref) == Alias.word()


def naming_alias(ref: Ref) -> Key | None:
    """The alias whose naming changes with what is said of `ref`: itself, or the source of an ALIAS_OF."""
    if isinstance(ref, EdgeRef):
        return ref.src if ref.type == ALIAS_OF else None
    return ref if is_alias(ref) else None


def judged_aliases(judgements: Iterable[Judgement]) -> Iterator[Key]:
    """The aliases whose naming changes when these are given or withdrawn."""
    for judgement in judgements:
        decision = judgement.decision
        ref: Ref | None = decision.edge if isinstance(decision, DenyEdge) else None
        if isinstance(decision, DenyAssertion):
            ref = decision.ref
        if ref is not None and (alias := naming_alias(ref)) is not None:
            yield alias


def judged_forms(judgements: Iterable[Judgement]) -> Iterator[str]:
    """The forms that these deny."""
    for judgement in judgements:
        if isinstance(judgement.decision, DenyForm):
            yield judgement.decision.form


def judged_nodes(judgements: Iterable[Judgement]) -> Iterator[Key]:
    """The nodes whose identity persons' judgements among these speak of."""
    for judgement in judgements:
        decision = judgement.decision
        if isinstance(decision, Same) and is_person(judgement):
            yield from (decision.loser, decision.survivor)
        elif isinstance(decision, Different) and is_person(judgement):
            yield from (decision.a, decision.b)


def denied_events(judgements: Iterable[Judgement]) -> Iterator[Key]:
    """The events of whose text a source's statement is denied by these."""
    for judgement in judgements:
        decision = judgement.decision
        if isinstance(decision, DenyAssertion) and is_text(decision.ref, decision.by):
            yield str(decision.ref)


def is_text(ref: Ref, by: Key) -> bool:
    """Whether `by` speaks of the text of an event: rules only appraise."""
    return is_event(ref) and asserter_class(by) != "rule"
