"""A small world for hypothesis: few nodes, sources and words, so that whatever can clash soon does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from schema.canonical import Json
from schema.changeset import Changeset, Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.edges.making import BasedOn, EvaluatedOn
from schema.edges.naming import AliasOf, Broader
from schema.edges.news import Announces, Mentions, PublishedBy
from schema.edges.research import AuthoredBy, Cites
from schema.judgement import Decision, DenyAssertion, DenyEdge, DenyForm, Different, Judgement, Same
from schema.keys import Key, event_key, paper_key, source_key
from schema.kinds.alias import Alias
from schema.kinds.entity import Benchmark, Entity, Model, Person, Product, Technique
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from schema.kinds.source import Source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN, BOB = source_key("person", "ann"), source_key("person", "bob")
LIST, OTHER_LIST = source_key("list", "one"), source_key("list", "two")
FEED, FILE = source_key("feed", "daily"), source_key("file", "import")
LINK, APPRAISE = source_key("rule", "link"), source_key("rule", "appraise")
SAME_RULE = source_key("rule", "same-identifier")
ASSERTERS = (ANN, LIST, OTHER_LIST, FEED, FILE, LINK)

ENTITIES: tuple[Entity, ...] = (
    Technique.named("Sparse autoencoder"),
    Technique.named("SAE", "acronym"),
    Technique.named("Steering"),
    Model.named("Gemma 4.5"),
    Model.named("Gemma"),
    Product.named("Gemma", "app"),
    Person.named("Ada Lovelace"),
    Benchmark.named("MMLU"),
)
ALIASES = tuple(Alias.of(form) for form in ("SAE", "Sparse autoencoder", "C++ Steering", "机器学习"))
EVENTS = tuple(event_key(FEED, item) for item in ("1", "2", "3"))
PAPERS = (paper_key(arxiv="2406.04093"), paper_key(doi="10.1/x"))
SOURCES = (FEED, LIST)
KEYS = (*(entity.key for entity in ENTITIES), *(alias.key for alias in ALIASES), *EVENTS, *PAPERS, *SOURCES)
TEXTS = (
    "",
    "A sparse autoencoder",
    "Gemma 4.5 in C++",
    "Steering, SAE",
    "机器学习 and SAE's",
    "gemma  4.5 (½ ﷺ)",
)
URLS = ("", "https://a.example/1", "https://b.example/2")
CLAIMS = ("wikidata:Q1", "wikidata:Q2", "arxiv:2406.04093", "github:x")
FORMS = ("SAE", "gemma", "", "机器学习")

_texts = st.sampled_from(TEXTS)
_urls = st.sampled_from(URLS)
_claims = st.sets(st.sampled_from(CLAIMS), max_size=2).map(lambda claims: tuple(sorted(claims)))
_instants = st.sampled_from([None, NOON, NOON - timedelta(days=40), datetime(1971, 1, 1, tzinfo=UTC)])


@st.composite
def entities(draw: st.DrawFn) -> Node:
    """An entity with some properties, its identity given or not."""
    base = draw(st.sampled_from(ENTITIES))
    named = draw(st.booleans())
    return base.model_copy(
        update={
            "name": draw(st.sampled_from([base.name, "Another name", ""])),
            "description": draw(_texts),
            "homepage": draw(_urls),
            "identifiers": draw(_claims),
            "retired": draw(st.sampled_from([None, None, True, False])),
            "birth_name": base.birth_name if named else "",
            "disambiguator": base.disambiguator if named else "",
        }
    )


events = st.builds(
    Event,
    key=st.sampled_from(EVENTS),
    title=_texts,
    summary=_texts,
    url=_urls,
    published=_instants,
    observed=_instants,
    importance=st.sampled_from([None, 3, 7]),
    importance_parts=st.sampled_from([(), ("b", "a"), ("c",)]),
    categories=st.sampled_from([(), ("x", "y"), ("z",)]),
    byline=st.sampled_from([(), ("Zoe", "Abe")]),
)
_papers = st.builds(
    Paper, key=st.sampled_from(PAPERS), title=_texts, url=_urls, published=_instants, identifiers=_claims
)
_sources = st.builds(Source, key=st.sampled_from(SOURCES), name=_texts, homepage=_urls, identifiers=_claims)
nodes: SearchStrategy[Node] = st.one_of(entities(), st.sampled_from(ALIASES), events, _papers, _sources)


def _of(*kinds: type[Entity]) -> SearchStrategy[Key]:
    return st.sampled_from([entity.key for entity in ENTITIES if isinstance(entity, kinds)])


edges: SearchStrategy[Edge] = st.one_of(
    st.builds(
        Mentions,
        src=st.sampled_from(EVENTS),
        dst=_of(Entity),
        fields=st.sampled_from([(), ("title", "body")]),
        starts=st.just((4, 0)),
        surface=st.sampled_from(FORMS),
        confidence=st.sampled_from([None, 0.5, 1.0]),
    ),
    st.builds(
        AliasOf,
        src=st.sampled_from([alias.key for alias in ALIASES]),
        dst=_of(Entity),
        alias_kind=st.sampled_from(["", "name"]),
        case=st.sampled_from(["", "exact"]),
    ),
    st.builds(PublishedBy, src=st.sampled_from(EVENTS), dst=st.sampled_from(SOURCES)),
    st.builds(Announces, src=st.sampled_from(EVENTS), dst=st.sampled_from(PAPERS)),
    st.builds(AuthoredBy, src=st.sampled_from(PAPERS), dst=_of(Person), position=st.sampled_from([None, 1])),
    st.builds(Cites, src=st.sampled_from(PAPERS), dst=st.sampled_from(PAPERS)),
    st.builds(Broader, src=_of(Technique), dst=_of(Technique)),
    st.builds(BasedOn, src=_of(Model, Product), dst=_of(Model)),
    st.builds(
        EvaluatedOn,
        src=_of(Model),
        dst=_of(Benchmark),
        metric=st.sampled_from(["", "accuracy"]),
        score=st.sampled_from([None, 0.5, 70.0]),
    ),
)
refs: SearchStrategy[Ref] = st.one_of(st.sampled_from(KEYS), edges.map(lambda edge: edge.ref))
edge_refs: SearchStrategy[EdgeRef] = edges.map(lambda edge: edge.ref)


@st.composite
def _said_node(draw: st.DrawFn) -> Said[Node]:
    by, stamp, complete = draw(_who)
    return Said(draw(nodes), by, stamp, complete)


@st.composite
def _said_edge(draw: st.DrawFn) -> Said[Edge]:
    by, stamp, complete = draw(_who)
    return Said(draw(edges), by, stamp, complete)


_who = st.builds(
    lambda by, stamp, complete: (by, "" if by == LINK else stamp, complete and by in (LIST, OTHER_LIST)),
    st.sampled_from(ASSERTERS),
    st.sampled_from(["", "2026-01-01", "2026-02-01"]),
    st.booleans(),
)
_entity_keys = st.sampled_from([entity.key for entity in ENTITIES])
_sames = st.builds(Same, _entity_keys, _entity_keys).filter(lambda same: same.loser != same.survivor)
_rare: SearchStrategy[Decision] = st.one_of(
    st.builds(Same, st.sampled_from(KEYS), st.sampled_from(KEYS)),
    st.builds(DenyAssertion, refs, st.sampled_from(ASSERTERS)),
)
decisions: SearchStrategy[Decision] = st.one_of(
    _sames,
    _sames,
    st.builds(Different, _entity_keys, _entity_keys),
    st.builds(DenyEdge, edge_refs),
    st.builds(DenyForm, st.sampled_from(["SAE", "Gemma 4.5", "…"])),
    st.builds(DenyAssertion, st.sampled_from(KEYS), st.sampled_from([LIST, OTHER_LIST])),
    _rare,
)
judgements = st.builds(
    Judgement,
    decisions,
    st.sampled_from([ANN, BOB, SAME_RULE]),
    st.sampled_from(["because", "again"]),
    st.sampled_from([NOON, NOON + timedelta(hours=1)]),
)


@dataclass
class _Past:
    """What earlier changesets of a history said and judged, so that later ones can take it back."""

    said: list[tuple[Ref, Key]] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)

    def add(self, change: Changeset) -> None:
        self.said.extend((said.what.ref, said.by) for said in change.nodes)
        self.said.extend((said.what.ref, said.by) for said in change.edges)
        self.judged.extend(judgement.id for judgement in change.judge)


@st.composite
def _changesets(draw: st.DrawFn, past: _Past) -> Changeset:
    """A changeset that may say, withdraw, judge and note anything."""
    waiting = [f"event:{key}" for key in EVENTS] + [f"node:{key}" for key in KEYS[:3]] + ["form:sae"]
    notes: dict[tuple[str, str], Json] = {
        ("relink", key): None for key in draw(st.sets(st.sampled_from(waiting), max_size=3))
    }
    assertions = st.tuples(refs, st.sampled_from(ASSERTERS))
    unsaid = st.sampled_from(past.said) | assertions if past.said else assertions
    return Changeset(
        draw(st.sampled_from([ANN, FEED, LINK])),
        "a step",
        NOON,
        names=draw(st.integers(0, 6)),
        nodes=tuple(draw(st.lists(_said_node(), max_size=4))),
        edges=tuple(draw(st.lists(_said_edge(), max_size=5))),
        unsaid=tuple(draw(st.lists(unsaid, max_size=2))),
        judge=tuple(draw(st.lists(judgements, max_size=2))),
        unjudge=tuple(draw(st.lists(st.sampled_from(past.judged), max_size=1))) if past.judged else (),
        bodies=draw(st.dictionaries(st.sampled_from(EVENTS), _texts, max_size=1)),
        notes=notes,
    )


def start(said: list[Said[Node]]) -> Changeset:
    """Makes most nodes known, so that what follows is seldom refused."""
    events: list[Said[Node]] = [Said(Event(key=key, title="SAE"), FEED) for key in EVENTS]
    papers: list[Said[Node]] = [Said(Paper(key=key), FILE) for key in PAPERS]
    sources: list[Said[Node]] = [Said(Source(key=key), key) for key in SOURCES]
    named: list[Said[Node]] = [Said(node, OTHER_LIST) for node in (*ENTITIES, *ALIASES)]
    return Changeset(LIST, "start", NOON, nodes=(*named, *events, *papers, *sources, *said))


@st.composite
def histories(draw: st.DrawFn, steps: int = 6) -> list[Changeset]:
    """Changesets one after the other."""
    history = [start(draw(st.lists(_said_node(), max_size=6)))] if draw(st.integers(0, 9)) else []
    past = _Past()
    for _ in range(draw(st.integers(1, steps))):
        change = draw(_changesets(past))
        past.add(change)
        history.append(change)
    return history
