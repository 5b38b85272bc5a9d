"""Cuts plain text into sentences, and tells whole ones from fragments.

A sentence ends at . ! ? or an ellipsis before white space and something that does not go on in lower case, or at an
ideographic full stop.  Abbreviations, initials and decimals do not end one.  An empty line ends whatever stands before
it.  Invariant: the sentences of a text, joined, are the text's own characters; nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PARAGRAPH = re.compile(r"\n\s*\n")
# It begins with one set of characters, since the engine skips to the next of these fast.
_END = re.compile(
    r"""[.!?…。！？｡](?:(?<=[.!?…])[.!?…]*["'”’»)\]]*(?=\s|$)|(?<=[。！？｡])[。！？｡]*["'”’」』）]*)"""
)
_WHOLE = re.compile(r"""[.!?。！？｡]["'”’»)\]」』）]*$""")
_CUT_OFF = re.compile(r"""(?:\.{2,}|…)["'”’»)\]]*$""")
_LONGEST_ABBREVIATION = 12
# After these a sentence goes on, whatever follows.
_ABBREVIATION = re.compile(
    r"al|approx|art|cf|ch|dept|dr|e\.g|ed|eds|eqn?|est|figs?|gen|hon|i\.e|lt|messrs|mrs?|ms|mt|nos?|op|pp?|prof"
    r"|rep|resp|rev|sect?|sen|st|tab|vol|vs|viz",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """A sentence with single spaces.  whole: it ends as sentences do, and is not cut off."""

    text: str
    whole: bool


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of plain text, in order; headings and what was cut off are among them, not `whole`.

    Lazy: the first sentences of a long text cost no more than those of a short one.
    """
    pieces = (
        piece for paragraph in _paragraphs(text) for piece in _of_paragraph(" ".join(paragraph.split()))
    )
    held = next(pieces, None)
    for piece in pieces:
        if held is not None:
            yield Sentence(held, bool(_WHOLE.search(held)))
        held = piece
    if held is not None:
        yield Sentence(held, bool(_WHOLE.search(held)) and not _CUT_OFF.search(held))


def _paragraphs(text: str) -> Iterator[str]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield text[start : gap.start()]
        start = gap.end()
    yield text[start:]


def _of_paragraph(text: str) -> Iterator[str]:
    start = 0
    for found in _END.finditer(text):
        if _ends_here(text, found.start(), found.end()):
            yield text[start : found.end()].strip()
            start = found.end()
    if rest := text[start:].strip():
        yield rest


def _ends_here(text: str, stop: int, after: int) -> bool:
    following = text[after : after + 2].lstrip()[:1]
    if text[stop] in "。！？｡" or not following:
        return True
    if following.islower():
        return False
    if text[stop] != "." or text[stop : stop + 2] == "..":
        return True
    # The word that the full stop ends, its inner full stops included: "e.g", "U.S", "Smith".
    word = text[max(0, stop - _LONGEST_ABBREVIATION) : stop].rpartition(" ")[2].lstrip("([\"'“‘")
    initial = word.rpartition(".")[2]
    return not _ABBREVIATION.fullmatch(word) and not (len(initial) == 1 and initial.isupper())
