"""Cuts a feed into its items before any of them is parsed, in flat memory.

An XML parser that meets one broken item loses those after it, and one that meets a huge item keeps it.  So the text is
first cut at the tags of items alone, with CDATA sections and comments passed over; each item is then parsed by itself.
What is wrong with an item stays with that item, no document type and so no entity ever reaches the parser, and an
item larger than MOST_OF_ITEM is dropped while it streams by.  Time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

MOST_OF_ITEM = 4 << 20
BEGINNING = 8192
_LONGEST_TAG = 8192
_LOOK_BACK = 96
_TAG_END = re.compile(r"[^<>]*>")
_CLOSERS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a feed.  outside: text between items.  item: a whole item.  open: one that was never closed.
    large: the beginning of one of more than MOST_OF_ITEM characters.

    number counts items from 1 (0 outside); line, also from 1, is that on which the piece begins.
    """

    kind: Literal["outside", "item", "open", "large"]
    text: str
    number: int
    line: int


def cut(texts: Iterable[str], tag: str) -> Iterator[Piece]:
    """The pieces of a feed whose items are elements named `tag`, whatever their prefix, in order."""
    return _Cutter(iter(texts), tag).pieces()


def _marks(prefix: str, tag: str) -> re.Pattern[str]:
    """What the text is looked through for: tags of items, and what may hide them."""
    form = rf"<(?:(?P<opener>!\[CDATA\[|!--|\?)|(?P<slash>/?)(?P<prefix>{prefix})?{tag}(?=[\s/>]))"
    return re.compile(form, re.IGNORECASE)


class _Cutter:
    """`text[start:]` is the piece being read, `at` how far it has been looked through."""

    def __init__(self, texts: Iterator[str], tag: str) -> None:
        self.texts = texts
        self.tag = tag
        self.marks = _marks(r"[\w.-]{1,40}:", tag)
        self.prefix: str | None = None
        self.text = ""
        self.start = self.at = 0
        self.gone = 0  # characters let go before text[0]
        self.number = 0
        self.line = self.begun = 1  # of text[start], and of the piece's beginning
        self.inside = self.large = False
        self.beginning = ""
        self.endless: set[str] = set()

    def pieces(self) -> Iterator[Piece]:
        while True:
            mark = self.marks.search(self.text, self.at)
            if mark is None:
                self.at = max(self.at, len(self.text) - _LOOK_BACK)
                if not self._more():
                    break
                if not self.inside and self.at - self.start > MOST_OF_ITEM:
                    yield self._piece("outside", self.at)
            elif mark["opener"]:
                self._pass_over("<" + mark["opener"].upper(), mark.end())
            else:
                yield from self._tag(mark)
        if self.text[self.start :] or self.inside:
            yield self._piece("open" if self.inside else "outside", len(self.text))

    def _tag(self, mark: re.Match[str]) -> Iterator[Piece]:
        end = _TAG_END.match(self.text, mark.end())
        if end is None:
            behind = len(self.text) - mark.end()
            cut_off = behind < _LONGEST_TAG and self.text.find("<", mark.end()) < 0
            self.at = mark.start()
            if not (cut_off and self._more()):
                self.at = mark.end()
            return
        self.at = end.end()
        prefix = mark["prefix"] or ""
        if self.prefix is None:
            self.prefix = prefix
            self.marks = _marks(re.escape(prefix), self.tag)
        elif prefix != self.prefix:
            return
        if mark["slash"]:
            if self.inside:
                yield self._piece("item", end.end())
            return
        if mark.start() > self.start or self.inside:
            yield self._piece("open" if self.inside else "outside", mark.start())
        self.inside = True
        self.number += 1
        if end[0].endswith("/>"):
            yield self._piece("item", end.end())

    def _pass_over(self, opener: str, at: int) -> None:
        """Go behind a CDATA section, comment or instruction; one that never ends hides nothing."""
        closer = _CLOSERS[opener]
        self.at = at
        if closer in self.endless:
            return
        opened = self.gone + at
        while (found := self.text.find(closer, self.at)) < 0:
            self.at = max(self.at, len(self.text) - len(closer))
            if not self._more():
                self.endless.add(closer)
                self.at = max(self.start, opened - self.gone)
                return
        self.at = found + len(closer)

    def _more(self) -> bool:
        """Read on, letting go what is no longer needed.  Whether there was more."""
        following = next(self.texts, None)
        if following is None:
            return False
        if self.inside and not self.large and self.at - self.start > MOST_OF_ITEM:
            self.large = True
            self.beginning = self.text[self.start : self.start + BEGINNING]
        endless = self.at - self.start > 2 * MOST_OF_ITEM  # one comment between items, say
        if self.large or endless:
            self.line += self.text.count("\n", self.start, self.at)
            self.start = self.at
        self.text = self.text[self.start :] + following
        self.gone += self.start
        self.at -= self.start
        self.start = 0
        return True

    def _piece(self, kind: Literal["outside", "item", "open"], end: int) -> Piece:
        """The piece up to `end`; what follows it is outside until a tag says otherwise."""
        text = self.beginning if self.large else self.text[self.start : end]
        piece = Piece("large" if self.large else kind, text, self.number if self.inside else 0, self.begun)
        self.line += self.text.count("\n", self.start, end)
        self.begun = self.line
        self.start = end
        self.inside = self.large = False
        self.beginning = ""
        return piece
