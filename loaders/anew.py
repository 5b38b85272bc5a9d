"""Derives events anew: what their texts mention under the names of now, against what the rules say of them so far.

Only what differs is said.  Invariants: afterwards the rules say of these events exactly what they would if everything were
derived from scratch; what they say of an event depends on its own sources' statements that count, its body, and the names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graph.build import build_node
from graph.cluster import Judged
from graph.effect import counted
from graph.fold import fold_props, statement
from graph.store import Reader
from loaders.derive.appraise import appraised
from loaders.known import Known
from loaders.link.values import Linked, Suggestion, Wording
from loaders.rules import APPRAISE, LINK
from schema.canonical import Json
from schema.changeset import Changeset, Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.edges.news import Mentions
from schema.keys import Key, asserter_class
from schema.kinds.event import Event

REVIEW = "review"
MENTIONS = Mentions.type()


@dataclass(frozen=True, slots=True)
class Text:
    """An event as its sources say it, without what rules said; None where nobody says it any more.  And its full text."""

    event: Event | None
    body: str

    @property
    def wording(self) -> Wording:
        """What is linked; empty where the event is gone."""
        return Wording(self.event.title, self.event.summary, self.body) if self.event else Wording()


def anew(
    reader: Reader, known: Known, events: Sequence[Key], gone: Collection[Key], observed: datetime
) -> Changeset:
    """What there is to say and to withdraw of `events`.  `gone`: entities that may still be mentioned and no longer live."""
    judged = Judged.of(reader.judgements())
    said = reader.said([*events, *_mentions(reader, events, judged, gone)])
    texts = _texts(said, reader.bodies(events), events, judged)
    linked = dict(zip(events, known.linker.link_all(texts[key].wording for key in events), strict=True))
    mentions = [
        Said(found.mention(key), LINK) for key, of_event in linked.items() for found in of_event.mentions
    ]
    appraisals = [Said(appraised(text.event, text.body), APPRAISE) for text in texts.values() if text.event]
    stands = {
        (ref, one.by): one.what.content_text()
        for ref, sayings in said.items()
        for one in sayings
        if one.by in (LINK, APPRAISE)
    }
    places: set[tuple[Ref, Key]] = {(one.what.ref, LINK) for one in mentions}
    places.update((one.what.key, APPRAISE) for one in appraisals)
    return Changeset(
        actor=LINK,
        reason="names or texts changed",
        observed=observed,
        names=known.revision,
        nodes=tuple(one for one in appraisals if _differs(one, stands)),
        edges=tuple(one for one in mentions if _differs(one, stands)),
        unsaid=tuple(sorted(stands.keys() - places, key=str)),
        notes=_reviews(reader, linked),
    )


def _differs(one: Said[Node] | Said[Edge], stands: Mapping[tuple[Ref, Key], str]) -> bool:
    return stands.get((one.what.ref, one.by)) != one.what.content_text()


def _texts(
    said: Mapping[Ref, Sequence[Said[Node] | Said[Edge]]],
    bodies: Mapping[Key, str],
    events: Sequence[Key],
    judged: Judged,
) -> dict[Key, Text]:
    texts = {}
    for key in events:
        by = {saying.by: statement(saying) for saying in said[key] if asserter_class(saying.by) != "rule"}
        told = counted(key, by, judged)
        node = build_node(Event, key, fold_props(Event, told)) if told else None
        texts[key] = Text(node if isinstance(node, Event) else None, bodies.get(key, ""))
    return texts


def _mentions(
    reader: Reader, events: Sequence[Key], judged: Judged, gone: Collection[Key]
) -> Iterator[EdgeRef]:
    """Every mention that a rule may have said of these events, those included that reading hides."""
    read = {
        key: {edge.dst for edge in edges} for key, edges in reader.edges(events, "out", {MENTIONS}).items()
    }
    for denied in _denied_mentions(judged):
        if denied.src in read:
            read[denied.src].add(denied.dst)
    every = {dst for ends in read.values() for dst in ends}
    survivors = reader.resolve(every)
    members = reader.members(set(survivors.values()))
    for key, ends in read.items():
        own = {member for dst in ends for member in members.get(survivors.get(dst, dst), (dst,))}
        yield from (EdgeRef(MENTIONS, key, dst) for dst in own.union(ends, gone))


def _denied_mentions(judged: Judged) -> Iterable[EdgeRef]:
    yield from (edge for edge in judged.denied_edges if edge.type == MENTIONS)
    yield from (ref for ref, _ in judged.denied if isinstance(ref, EdgeRef) and ref.type == MENTIONS)


def review_note(suggestions: Iterable[Suggestion]) -> Json:
    """The suggestions of one event as a note; None where there are none."""
    listed: list[Json] = [
        {"form": suggestion.form, "candidates": list(suggestion.candidates)} for suggestion in suggestions
    ]
    return {"suggestions": listed} if listed else None


def _reviews(reader: Reader, linked: Mapping[Key, Linked]) -> dict[tuple[str, str], Json]:
    """The review notes that change."""
    standing = reader.notes(REVIEW, linked)
    wanted = {key: review_note(of_event.suggestions) for key, of_event in linked.items()}
    return {(REVIEW, key): note for key, note in wanted.items() if standing.get(key) != note}


def with_notes(change: Changeset, notes: Mapping[tuple[str, str], Json]) -> Changeset:
    """The changeset with further notes."""
    return replace(change, notes={**change.notes, **notes})
