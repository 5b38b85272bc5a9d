"""Events: single published items, each from one source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from schema.declare import Node, NodeMarks, Prop
from schema.keys import Key
from schema.rdf import OWN, RDFS, SDO
from schema.values import Instant, Link, Text, Texts

Genre: TypeAlias = Literal[
    "", "announcement", "release", "paper", "funding", "policy", "incident", "opinion", "other"
]
EARLIEST = 1990
SLACK = timedelta(days=1)


def event_at(published: datetime | None, observed: datetime | None) -> datetime | None:
    """The instant that order, windows and ages speak of: published where plausible, else observed.

    Plausible: not before 1990, and not more than a day after it was observed.
    """
    plausible = published is not None and published.year >= EARLIEST
    if plausible and (observed is None or (published is not None and published <= observed + SLACK)):
        return published
    return observed


class Event(Node):
    """One published item: a post, a release, a paper's announcement.  Identity: source and the item's own identity."""

    marks: ClassVar[NodeMarks] = NodeMarks(identity=("source", "item"), rdf=SDO.NewsArticle)
    title: Annotated[Text, Prop(rdf=SDO.headline, search=True, also=(RDFS.label,), tagged="language")] = ""
    summary: Annotated[Text, Prop(rdf=SDO.abstract, search=True, tagged="language")] = ""
    url: Annotated[Link, Prop(rdf=SDO.url, lookup=True)] = ""
    at: Annotated[Instant | None, Prop(rdf=OWN.at, derived=True, column=True)] = None
    published: Annotated[Instant | None, Prop(rdf=SDO.datePublished)] = None
    updated: Annotated[Instant | None, Prop(rdf=SDO.dateModified)] = None
    observed: Annotated[Instant | None, Prop(rdf=OWN.observed, observation=True, column=True)] = None
    genre: Annotated[Genre, Prop(rdf=SDO.genre, column=True)] = ""
    importance: Annotated[int | None, Prop(rdf=OWN.importance, column=True)] = None
    importance_parts: Annotated[tuple[str, ...], Prop(rdf=OWN.importancePart)] = ()
    categories: Annotated[Texts, Prop(rdf=SDO.keywords)] = ()
    language: Annotated[Text, Prop(rdf=SDO.inLanguage)] = ""
    byline: Annotated[tuple[str, ...], Prop(rdf=OWN.byline)] = ()

    @classmethod
    def completed(cls, key: Key, props: dict[str, Any], asserters: Iterable[Key]) -> dict[str, Any]:
        """Adds `at`."""
        return {**props, "at": event_at(_instant(props.get("published")), _instant(props.get("observed")))}


def _instant(value: str | datetime | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
