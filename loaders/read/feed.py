"""Reads RSS and Atom: cuts the document into items, parses each by itself, and puts the records together.

Invariants: what is wrong with one item is a trouble of its own and moves no other item; memory does not grow with an
item that is too large.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath

from lxml import etree

from loaders.read import atom, rss
from loaders.read.cut import BEGINNING, MOST_OF_ITEM, Piece, cut
from loaders.read.dates import instant
from loaders.read.fields import Found
from loaders.read.identity import Dated, identified
from loaders.read.input import Input
from loaders.read.markup import base_of, opening, parsed
from loaders.read.plain import line, line_of_html
from loaders.read.sniff import Sniffed
from schema.errors import Unreadable
from schema.record import Document, SourceInfo, Trouble
from schema.values import iso

_EMPTY = re.compile(r"\s*<[^<>]*/>\s*")
_TAIL = 2000
_AGAIN = "The document may have been cut short: fetch it again"


@dataclass(frozen=True, slots=True)
class _Way:
    """What differs between formats: the name of an item's element, and what the elements mean."""

    tag: str
    found: Callable[[etree._Element, str], Found]
    source: Callable[[etree._Element, str], tuple[SourceInfo | None, str]]


_RSS = _Way("item", rss.found, rss.source)
_WAYS = {"rss2": _RSS, "rss1": _RSS, "atom": _Way("entry", atom.found, atom.source)}


@dataclass(slots=True)
class _Reading:
    """What was read so far.

    around: the text outside of items.  tail: its end, where that is the last thing read.  opening, base: what is in force
    where items stand.
    """

    way: _Way
    around: list[str] = field(default_factory=list)
    room: int = MOST_OF_ITEM
    opening: str = ""
    base: str = ""
    items: list[Found] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    tail: str = ""

    def take(self, piece: Piece) -> None:
        """One piece of the document."""
        self.tail = ""
        if piece.kind == "outside":
            self.around.append(piece.text[: self.room])
            self.room = max(0, self.room - len(piece.text))
            self.tail = piece.text[-_TAIL:]
            return
        if not self.opening:
            self._settle()
        place = f"{self.way.tag} {piece.number}, line {piece.line}"
        if piece.kind == "item":
            self._take_item(piece, place)
        elif piece.kind == "large":
            self._refuse(
                piece,
                place,
                f"is larger than {MOST_OF_ITEM >> 20} MB",
                "Ask its publisher for a shorter form",
            )
        else:
            self._refuse(piece, place, f"begins but does not end: no </{self.way.tag}> follows", _AGAIN)

    def _settle(self) -> None:
        """Learns from what stands before the first item which namespaces and base its items have."""
        root, _ = parsed("".join(self.around))
        spaces: dict[str, str] = {}
        if root is not None:
            holder = next((each for each in root if str(each.tag).lower().endswith("channel")), root)
            spaces = {prefix or "": uri for prefix, uri in holder.nsmap.items() if prefix != "xml"}
            self.base = base_of(holder, "")
        self.opening = opening(spaces)

    def _take_item(self, piece: Piece, place: str) -> None:
        element, sound = parsed(piece.text, self.opening)
        if element is None:
            self.troubles.append(
                Trouble(place, place, "its markup can't be read", _AGAIN, _beginning(piece.text))
            )
            return
        item = self.way.found(element, self.base)
        item.place = place
        if refusal := item.refusal(_beginning(piece.text)):
            self.troubles.append(refusal)
            return
        if not sound:
            item.lacks.append("its markup was broken, and mended")
        self.items.append(item)

    def _refuse(self, piece: Piece, place: str, why: str, do: str) -> None:
        text = piece.text[:BEGINNING]
        element, _ = parsed(text, self.opening) if text.count("<") > 1 else (None, False)
        item = Found() if element is None else self.way.found(element, self.base)
        item.place = place
        self.troubles.append(Trouble(item.name, place, why, do, item.beginning or _beginning(piece.text)))


def read_feed(told: Input, sniffed: Sniffed, source: str = "") -> Document:
    """A feed of a format that `sniffed` names.  Raises Unreadable where it holds nothing that could be one."""
    reading = _Reading(_WAYS[sniffed.format])
    for piece in cut(_from_root(told, sniffed.begin), reading.way.tag):
        reading.take(piece)
    around = "".join(reading.around)
    root, _ = parsed(around)
    if root is None:
        raise Unreadable("its markup can't be read", where=told.name, do=_AGAIN)
    if reading.tail and not _closed(reading, sniffed.root):
        why = f"the document ends before </{sniffed.root}>, after {len(reading.items)} items"
        reading.troubles.append(Trouble("the end", "the end", why, _AGAIN))
    info, date = reading.way.source(root, told.address)
    name = line(source) or line(PurePath(told.name).stem) or "feed"
    info = info or SourceInfo(kind="feed", name=name)
    info = info.model_copy(update={"format": sniffed.format, "name": info.name or name})
    base = told.address or info.link if sniffed.format == "atom" else info.homepage or info.link
    stamp = instant(date)
    return Document(
        source=info,
        records=identified(Dated(item.record(base), item.published[:200]) for item in reading.items),
        troubles=(*reading.troubles, *told.troubles),
        stamp=iso(stamp) if stamp else "",
        format=sniffed.format,
        notes=tuple(told.notes),
    )


def _from_root(told: Input, begin: int) -> Iterator[str]:
    """The text without what stands before its root: lines still count, document types are gone."""
    texts = told.text()
    head = next(texts)
    return chain(("\n" * head.count("\n", 0, begin) + head[begin:],), texts)


def _closed(reading: _Reading, root: str) -> bool:
    """Whether the root element ends: by its closing tag, or by being empty."""
    closing = re.search(rf"</(?:[\w.-]{{1,60}}:)?{re.escape(root)}\s*>", reading.tail, re.IGNORECASE)
    return closing is not None or _EMPTY.fullmatch(reading.tail) is not None


def _beginning(text: str) -> str:
    """The first 200 characters of a piece that could not be understood."""
    return line_of_html(text[:BEGINNING])[:200] or line(text[:200])
