"""Cuts plain text into sentences, and tells whole ones from fragments.

A sentence ends at . ! ? or an ellipsis before white space and something that does not go on in lower case, or at an
ideographic full stop.  Abbreviations, initials and decimals do not end one.  An empty line ends whatever stands before
it.  Invariant: the sentences of a text, joined, are the text's own characters; nothing is added.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

_PARAGRAPH = regex.compile(r"\n\s*\n")
_END = regex.compile(r"""(?:[.!?…]+["'”’»)\]]*(?=\s|$))|(?:[。！？｡]+["'”’」』）]*)""")
_WHOLE = regex.compile(r"""[.!?。！？｡]["'”’»)\]」』）]*$""")
_CUT_OFF = regex.compile(r"""(?:\.{2,}|…)["'”’»)\]]*$""")
_WORD_BEFORE = regex.compile(r"[\p{L}\p{M}.]+$")
# After these a sentence goes on, whatever follows.
_ABBREVIATIONS = frozenset(
    [
        "al",
        "approx",
        "art",
        "cf",
        "ch",
        "dept",
        "dr",
        "e.g",
        "ed",
        "eds",
        "eq",
        "eqn",
        "est",
        "fig",
        "figs",
        "gen",
        "hon",
        "i.e",
        "lt",
        "messrs",
        "mr",
        "mrs",
        "ms",
        "mt",
        "no",
        "nos",
        "op",
        "p",
        "pp",
        "prof",
        "rep",
        "resp",
        "rev",
        "sec",
        "sect",
        "sen",
        "st",
        "tab",
        "vol",
        "vs",
        "viz",
    ]
)


class Sentence(NamedTuple):
    """A sentence with single spaces.  whole: it ends as sentences do, and is not cut off."""

    text: str
    whole: bool


def sentences(text: str) -> list[Sentence]:
    """The sentences of plain text, in order; headings and what was cut off are among them, not `whole`."""
    found = [
        piece for paragraph in _PARAGRAPH.split(text) for piece in _of_paragraph(" ".join(paragraph.split()))
    ]
    return [Sentence(piece, _is_whole(piece, last=at == len(found) - 1)) for at, piece in enumerate(found)]


def _of_paragraph(text: str) -> list[str]:
    pieces, start = [], 0
    for found in _END.finditer(text):
        if _ends_here(text, found.start(), found.end()):
            pieces.append(text[start : found.end()].strip())
            start = found.end()
    if rest := text[start:].strip():
        pieces.append(rest)
    return pieces


def _ends_here(text: str, stop: int, after: int) -> bool:
    following = text[after:].lstrip()[:1]
    if text[stop] in "。！？｡" or not following:
        return True
    if following.islower():
        return False
    if text[stop] != "." or text[stop : stop + 2] == "..":
        return True
    before = _WORD_BEFORE.search(text, 0, stop)
    word = before[0] if before else ""
    initial = word.rpartition(".")[2]
    return word.lower() not in _ABBREVIATIONS and not (len(initial) == 1 and initial.isupper())


def _is_whole(piece: str, *, last: bool) -> bool:
    return bool(_WHOLE.search(piece)) and not (last and _CUT_OFF.search(piece))
