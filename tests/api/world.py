"""A small almanac that the tests of the API ask: some entities of several kinds, and events that mention them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graph.sqlite import SqliteStore, open_store
from schema.changeset import Changeset, Said
from schema.declare import Edge, Node
from schema.edges.making import BasedOn, DevelopedBy, EvaluatedOn
from schema.edges.naming import AliasKind, AliasOf, Broader
from schema.edges.news import Announces, Mentions, OperatedBy, PublishedBy
from schema.edges.research import AuthoredBy, IntroducedIn
from schema.edges.world import Covers
from schema.keys import Key, event_key, guide_key, linked_source_key, paper_key, source_key
from schema.kinds.alias import Alias
from schema.kinds.entity import Benchmark, Entity, Model, Organization, Person, Technique, Topic
from schema.kinds.event import Event
from schema.kinds.guide import Guide
from schema.kinds.paper import Paper
from schema.kinds.source import Source

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
LIST = source_key("list", "world")
RULE = source_key("rule", "link")
FEED = linked_source_key("feed", "https://feeds.example/lab.xml")
LISTING = linked_source_key("listing", "https://listing.example/cs.LG")

TECHNIQUE = Technique.named(
    "Lantern probing",
    description="Reading what a model knows by shining small probes at its layers.",
    homepage="https://probing.example/",
    identifiers=("wikidata:Q4242",),
)
SPARSE = Technique.named("Sparse dictionaries", description="Sums of few features.")
TOPIC = Topic.named("Interpretability")
LAB = Organization.named("Harbour Lab", founded="2019", homepage="https://lab.example")
MODEL = Model.named("Gull-7", parameters=7_000_000_000, released="2026-05", open_weights=False)
SUCCESSOR = Model.named("Gull-9", parameters=9_000_000_000)
BENCH = Benchmark.named("TideBench")
HEBREW = Technique.named("למידה עמוקה")
AUTHOR = Person.named("Ida Wren")
PAPER = Paper(
    key=paper_key(arxiv="2609.00001"),
    title="Lanterns in the dark",
    abstract="We probe layers with small lanterns.",
    url="https://arxiv.org/abs/2609.00001",
    identifiers=("arxiv:2609.00001",),
    published=datetime(2026, 9, 1, tzinfo=UTC),
)
GUIDE = Guide(
    key=guide_key("probing"),
    title="Probing, from the ground",
    body="# Why\n\nA *probe* is small.\n\n<script>alert(1)</script>\n\n[bad](javascript:alert(1)) and [good](https://x.example)",
    updated="2026-08-01",
)
ENTITIES: tuple[Entity, ...] = (TECHNIQUE, SPARSE, TOPIC, LAB, MODEL, SUCCESSOR, BENCH, HEBREW)


@dataclass(frozen=True, slots=True)
class World:
    """A store on a file, and the keys of its events, newest first."""

    path: Path
    store: SqliteStore
    events: tuple[Key, ...]


def _alias(form: str, entity: Entity, kind: AliasKind = "name") -> Iterator[Node | Edge]:
    alias = Alias.of(form)
    yield alias
    yield AliasOf(
        src=alias.key, dst=entity.key, alias_kind=kind, case="exact" if kind == "acronym" else "any"
    )


def _lists() -> Iterator[Node | Edge]:
    yield from ENTITIES
    for entity in ENTITIES:
        yield from _alias(entity.name, entity)
    yield from _alias("LP", TECHNIQUE, "acronym")
    yield from _alias("lantern probes", TECHNIQUE, "spelling")
    yield Source(key=LIST, name="The world's list")
    yield GUIDE
    yield Covers(src=GUIDE.key, dst=TECHNIQUE.key)
    yield DevelopedBy(src=MODEL.key, dst=LAB.key)
    yield DevelopedBy(src=SUCCESSOR.key, dst=LAB.key)
    yield BasedOn(src=SUCCESSOR.key, dst=MODEL.key)
    yield EvaluatedOn(src=MODEL.key, dst=BENCH.key, metric="accuracy", score=61.5, date="2026-06")
    yield Broader(src=TECHNIQUE.key, dst=TOPIC.key)
    yield IntroducedIn(src=TECHNIQUE.key, dst=PAPER.key)
    yield OperatedBy(src=FEED, dst=LAB.key)


def _feeds() -> Iterator[Node | Edge]:
    yield Source(key=FEED, name="Harbour Lab blog", url="https://feeds.example/lab.xml")
    yield Source(key=LISTING, name="Listing · cs.LG", url="https://listing.example/cs.LG")
    yield PAPER
    yield AUTHOR
    yield AuthoredBy(src=PAPER.key, dst=AUTHOR.key, position=1)


def event(number: int, count: int) -> Event:
    """The number-th event, newest first; they lie two days apart."""
    of_paper = number == count - 1
    url = "javascript:alert(1)" if number == 1 else f"https://feeds.example/posts/{number}"
    return Event(
        key=event_key(LISTING if of_paper else FEED, f"post-{number}"),
        title=PAPER.title if of_paper else f"Lantern probing finds {number} features",
        summary=f"Harbour Lab used lantern probing on Gull-7, run {number}. It was small. <b>Nothing</b> broke.",
        url=url,
        published=NOW - timedelta(days=2 * number, hours=1),
        observed=NOW,
        genre="paper" if of_paper else "announcement",
        importance=1 + number % 10,
        importance_parts=("genre 2", "length 1"),
    )


def _mention(event: Event, entity: Entity, form: str) -> Iterator[Edge]:
    text = event.summary
    start = text.casefold().find(form.casefold())
    if start >= 0:
        yield Mentions(
            src=event.key,
            dst=entity.key,
            fields=("summary",),
            starts=(start,),
            ends=(start + len(form),),
            surface=text[start : start + len(form)],
            method="name",
            confidence=1.0,
            salience=0.5,
        )


def make_world(folder: Path, events: int = 24) -> World:
    """An almanac with that many events in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "almanac.db"
    store = open_store(path, clock=lambda: NOW)
    made = [event(number, events) for number in range(events)]
    said: list[tuple[Node | Edge, Key]] = [(what, LIST) for what in _lists()]
    said += [(what, FEED) for what in _feeds()]
    for number, one in enumerate(made):
        publisher = LISTING if number == events - 1 else FEED
        said += [(one, publisher), (PublishedBy(src=one.key, dst=publisher), publisher)]
        forms = [(TECHNIQUE, "lantern probing"), (LAB, "Harbour Lab")]
        forms += [(MODEL, "Gull-7")] if number % 2 else []
        said += [(edge, RULE) for entity, form in forms for edge in _mention(one, entity, form)]
        if number % 5 == 0:
            said += [(edge, RULE) for edge in _mention(one, SPARSE, "small")]
    said.append((Announces(src=made[-1].key, dst=PAPER.key), LISTING))
    store.apply(
        Changeset(
            actor=LIST,
            reason="a world to test with",
            observed=NOW,
            nodes=tuple(Said(what, by) for what, by in said if isinstance(what, Node)),
            edges=tuple(Said(what, by) for what, by in said if isinstance(what, Edge)),
        )
    )
    return World(path, store, tuple(one.key for one in made))
