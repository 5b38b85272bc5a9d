"""From records to statements: an event, who published it, and the paper and authors where it makes a paper known.

Pure.  Invariants: the event's key comes from its publisher and the record's identity; the summary is the item's own
sentences; a body is kept only where the item's text says more than the summary.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from loaders.derive.summary import summarise
from loaders.draft import Draft
from loaders.link.values import Wording
from schema.canonical import Json
from schema.changeset import Said
from schema.declare import Edge, Node
from schema.edges.news import Announces, PublishedBy
from schema.edges.research import AuthoredBy
from schema.keys import Key, asserter_class, event_key, paper_key
from schema.kinds.entity import Person
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from schema.kinds.source import Source
from schema.record import Record, SourceInfo
from schema.url import arxiv_id, canonical_url
from schema.values import iso, naming


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document's items come from.

    source: who publishes them, where a record does not say.  by: who says them, the publisher where it is empty.
    stamp: the document's own date, for items without `updated`.  complete: the asserter withdraws what it no longer says.
    """

    source: SourceInfo
    by: Key = ""
    stamp: str = ""
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One record as it goes in: the event that it makes, its full text, all that is said with it, and what to review."""

    event: Event
    body: str
    draft: Draft
    review: Json = None

    @property
    def wording(self) -> Wording:
        """What is linked."""
        return Wording(self.event.title, self.event.summary, self.body)


@lru_cache(maxsize=1024)
def source_node(info: SourceInfo) -> Source:
    """The node of a publisher, with what its document tells of it; made once for the many items that it publishes."""
    return Source(
        key=info.key,
        name=info.name,
        url=canonical_url(info.link),
        format=info.format,
        homepage=canonical_url(info.homepage),
        language=info.language,
        licence=info.licence,
        attribution=info.attribution,
    )


def introduction(info: SourceInfo, by: Key, stamp: str, *, complete: bool) -> Draft:
    """An asserter as a node, said by itself: every asserter is one."""
    told = {"key": by, "complete": True} if complete else {"key": by}
    return Draft((Said(source_node(info).model_copy(update=told), by, stamp, complete),))


def item(record: Record, origin: Origin, observed: datetime) -> Item:
    """What a record says.  Raises Invalid or pydantic's ValidationError for values that the ontology does not allow."""
    publisher = record.source or origin.source
    by = origin.by or publisher.key
    stamp = iso(record.updated) if record.updated else origin.stamp
    event, body = _event(record, publisher, observed)
    nodes: list[Node] = [event]
    edges: list[Edge] = [PublishedBy(src=event.key, dst=publisher.key)]
    if record.source is not None:
        # The document introduces its own source; a publisher that one record names may never come by itself.
        nodes.append(source_node(publisher))
    paper, authors, ties = _paper(record, event.key)
    nodes += paper
    edges += ties
    # A curated list does not vouch for the authors of what it lists: they stay `listed`, said by who published the item.
    witness = by if asserter_class(publisher.key) in ("list", "person") else publisher.key
    draft = Draft(
        (
            *(Said(node, by, stamp, origin.complete) for node in nodes),
            *(Said(author, witness, stamp, origin.complete and witness == by) for author in authors),
        ),
        tuple(Said(edge, by, stamp, origin.complete) for edge in edges),
        {event.key: body} if body else {},
    )
    return Item(event, body, draft)


def key_of(record: Record, publisher: SourceInfo) -> Key:
    """The key of the event that a record makes, `publisher` being its own or else its document's."""
    return event_key((record.source or publisher).key, record.identity)


def _event(record: Record, publisher: SourceInfo, observed: datetime) -> tuple[Event, str]:
    title = _single_spaced(record.title)
    summary = summarise(title, record.summary, record.body)
    event = Event(
        key=key_of(record, publisher),
        title=title,
        summary=summary,
        url=canonical_url(record.url),
        published=record.published,
        updated=record.updated,
        observed=observed,
        genre=record.genre,
        categories=record.categories,
        language=record.language or publisher.language,
        byline=record.authors,
    )
    return event, _body(title, summary, record)


def _body(title: str, summary: str, record: Record) -> str:
    """The item's full text where it says more than its title and summary."""
    body = record.body or record.summary
    if record.body and record.summary and _single_spaced(record.summary) not in _single_spaced(record.body):
        body = f"{record.summary}\n\n{record.body}"
    text = _single_spaced(body)
    return "" if text in (summary, title) else body


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _paper(record: Record, event: Key) -> tuple[list[Paper], list[Person], list[Edge]]:
    """The paper that an item of genre `paper` with an arXiv id or a DOI makes known, its authors, and what ties them."""
    named = naming(record.identifiers) if record.genre == "paper" else {}
    arxiv = arxiv_id(min(named.get("arxiv", ()), default=""))
    doi = min(named.get("doi", ()), default="")
    if not (arxiv or doi):
        return [], [], []
    paper = Paper(
        key=paper_key(arxiv=arxiv, doi=doi),
        title=_single_spaced(record.title),
        abstract=record.body or record.summary,
        url=canonical_url(record.url),
        categories=record.categories,
        published=record.published,
        updated=record.updated,
        doi=doi,
        links=record.links,
        identifiers=record.identifiers,
    )
    authors = [Person.named(author) for author in dict.fromkeys(record.authors) if author.strip()]
    written = [
        AuthoredBy(src=paper.key, dst=author.key, position=position)
        for position, author in enumerate(authors, start=1)
    ]
    return [paper], authors, [Announces(src=event, dst=paper.key), *written]
