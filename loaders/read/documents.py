"""The way in: recognises a document's format and hands it to the reader of that format.  Pure but for reading the stream."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import BinaryIO, TypeAlias, TypeVar

from loaders.read.encoding import opened
from loaders.read.feed import read_feed
from loaders.read.gazetteer import read_toml
from loaders.read.guides import read_guide
from loaders.read.input import Input
from loaders.read.jsonfeed import MOST, read_jsonfeed
from loaders.read.jsonl import read_json_lines
from loaders.read.page import unreadable_page
from loaders.read.sniff import Sniffed, sniff
from loaders.read.values import Gazetteer, GuideDocument
from schema.errors import Unreadable
from schema.record import Document

Taken: TypeAlias = Document | Gazetteer | GuideDocument
LONGEST_PROLOG = 4 << 20
T = TypeVar("T", Document, Gazetteer, GuideDocument, Document | Gazetteer)


def read(data: bytes, *, name: str, content_type: str = "", address: str = "", source: str = "") -> Taken:
    """What a document holds: items, a curated list, or a guide.

    name: what messages call it, a file's name.  address: where it was fetched, against which links are relative.
    source: who says it, for formats that name nobody.  Items that can't be taken are troubles of what is returned.
    Raises Unreadable for a document of which nothing can be taken.  O(bytes).
    """
    return read_stream(BytesIO(data), name=name, content_type=content_type, address=address, source=source)


def read_stream(
    stream: BinaryIO, *, name: str, content_type: str = "", address: str = "", source: str = ""
) -> Taken:
    """As `read`, from a stream of which no more than a block and one item's text are held at a time."""
    told = opened(stream, name, content_type, address)
    sniffed = sniff(told.head, name, content_type)
    if sniffed.format == "xml" and not sniffed.root:  # what goes before its first element fills the head
        told.grow(LONGEST_PROLOG)
        sniffed = sniff(told.head, name, content_type)
    match sniffed.format:
        case "rss2" | "rss1" | "atom":
            return read_feed(told, sniffed, source)
        case "jsonfeed":
            return read_jsonfeed(told, source)
        case "jsonl":
            return _noticed(read_json_lines(told.stream(), name=name, source=source), told)
        case "toml":
            return _noticed(read_toml(told.whole(MOST), name=name, source=source), told)
        case "guide" | "markdown":  # the reader of guides says what one without front matter lacks
            return _noticed(read_guide(told.whole(MOST), name=name, source=source), told)
        case _:
            raise _unreadable(told, sniffed)


def _noticed(taken: T, told: Input) -> T:
    """What was taken, with what was noticed while its bytes were read."""
    return replace(taken, troubles=(*taken.troubles, *told.troubles), notes=(*taken.notes, *told.notes))


def _unreadable(told: Input, sniffed: Sniffed) -> Unreadable:
    """The error for a document of a format that has no reader."""
    match sniffed.format:
        case "html":
            return unreadable_page(told)
        case "xml":
            first = f"its first element is <{sniffed.root}>" if sniffed.root else "it has no element"
            what = f"is XML, but no feed: {first}"
            return Unreadable(what, where=told.name, do="RSS 2.0, RSS 1.0 and Atom are read")
        case "json":
            do = "Write JSON Lines, one object on each line, or a JSON Feed"
            return Unreadable("is JSON, but neither JSON Lines nor a JSON Feed", where=told.name, do=do)
    do = "Give it as RSS, Atom, JSON Feed, JSON Lines, TOML, or Markdown with front matter; RDF is read with --format rdf"
    return Unreadable("is in no format that is read", where=told.name, do=do)
