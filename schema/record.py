"""Records: what a reader makes of one input item, before linking.  Also the JSON Lines format that `load` takes.

A line of JSON Lines is a record's fields as JSON, absent ones left out; `docs/formats.md` describes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schema.keys import Key, linked_source_key, source_key
from schema.kinds.event import Genre
from schema.values import Identifiers, Instant, Text, Texts

SourceClass: TypeAlias = Literal["person", "list", "feed", "listing", "file", "rule"]


class SourceInfo(BaseModel):
    """Who published an item, as its document tells it.  Its key comes from `link` where there is one, else `name`.

    Give `class` and `link` (a feed's self link, else home link, else the address fetched), or `class` and `name`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    kind: Annotated[SourceClass, Field(alias="class")] = "file"
    link: Text = ""
    name: Text = ""
    homepage: Text = ""
    format: Text = ""
    language: Text = ""
    licence: Text = ""
    attribution: Text = ""

    @model_validator(mode="after")
    def _named(self) -> SourceInfo:
        if not (self.link or self.name):
            raise ValueError("a source needs a link or a name")
        return self

    @property
    def key(self) -> Key:
        """The key of the Source node."""
        return _key(self.kind, self.link, self.name)


@lru_cache(maxsize=1024)  # few sources publish very many items
def _key(kind: str, link: str, name: str) -> Key:
    return linked_source_key(kind, link) if link else source_key(kind, name)


class Record(BaseModel):
    """One item as read.  It is taken when it has a title or a text (summary or body).

    `identity` is set by the reader over the whole document: the item's own id, else its canonical URL, else title and
    published, else its text; unique within the document.  `place` says where in the document it stands, for messages.
    `source` is who published it; where it is absent the document's source is meant.  Text fields are plain text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: SourceInfo | None = None
    id: Text = ""
    url: Text = ""
    title: Text = ""
    summary: Text = ""
    body: Text = ""
    published: Instant | None = None
    updated: Instant | None = None
    authors: tuple[Text, ...] = ()
    categories: Texts = ()
    language: Text = ""
    identifiers: Identifiers = ()
    links: tuple[Text, ...] = ()
    genre: Genre = ""
    identity: Text = ""
    place: Text = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """An item that could not be taken: its identity within the document, place, reason, way out, and its beginning."""

    item: str
    place: str
    why: str
    do: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of one document of items: its source, its own date (the stamp), records and troubles.

    stamp: ISO instant or day, "" where the document has none.  said_by: the asserter where it is not the publisher
    (a JSON Lines file with a head line); complete: that asserter withdraws what it no longer says.
    """

    source: SourceInfo
    records: tuple[Record, ...]
    troubles: tuple[Trouble, ...] = ()
    stamp: str = ""
    said_by: Key = ""
    complete: bool = False
    format: str = ""
    notes: tuple[str, ...] = field(default=())
