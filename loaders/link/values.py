"""The values of linking: what is linked, and what comes of it.

Offsets count code points of the field they stand in; `fields`, `starts` and `ends` are parallel, in reading order.
"""

from __future__ import annotations

from typing import NamedTuple

from graph.build import build_edge
from schema.declare import Edge, EdgeRef
from schema.edges.news import Mentions, TextField
from schema.keys import Key

_MENTIONS = Mentions.type()
FIELDS: tuple[TextField, ...] = ("title", "summary", "body")


class Wording(NamedTuple):
    """The texts of one event, each plain text; what is absent is empty."""

    title: str = ""
    summary: str = ""
    body: str = ""


class Place(NamedTuple):
    """Where something stands: `wording[field][start:end]`, `field` being an index into FIELDS."""

    field: int
    start: int
    end: int


class Found(NamedTuple):
    """An entity that a wording names: every place, the form at the first one, and how sure and how central that is."""

    entity: Key
    places: tuple[Place, ...]
    surface: str
    method: str
    confidence: float
    salience: float

    def mention(self, event: Key) -> Edge:
        """The same as an edge from `event`: our own values need no validation."""
        fields, starts, ends = zip(*self.places, strict=True)
        told = {
            "fields": [FIELDS[field] for field in fields],
            "starts": starts,
            "ends": ends,
            "surface": self.surface,
            "method": self.method,
            "confidence": self.confidence,
            "salience": self.salience,
        }
        return build_edge(Mentions, EdgeRef(_MENTIONS, event, self.entity), told)


class Suggestion(NamedTuple):
    """A form that could mean several entities, where nothing in the text decides: for a person to look at."""

    form: str
    candidates: tuple[Key, ...]
    places: tuple[Place, ...]


class Linked(NamedTuple):
    """What one wording names, sorted by entity, and what it may name, sorted by form."""

    mentions: tuple[Found, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
