"""Cuts text into the words that search and linking compare.  One function, for every store.

A word is a run of letters, marks and digits, with its inner decimal points ("4.5", "qwen2.5") and its trailing plus or
number signs ("c++", "c#"); Chinese, Japanese and Korean runs are cut into overlapping pairs (bigrams), since they
have no spaces.  Words are compared in NFKC and casefolded.  Offsets count code points of the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import regex

_ASCII = re.compile(r"[A-Za-z0-9]+(?:(?<=[0-9])\.(?=[0-9])[A-Za-z0-9]+)*(?:\+{1,2}|#)?")
_ANY = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:(?<=\p{Nd})\.(?=\p{Nd})[\p{L}\p{M}\p{N}]+)*(?:\+{1,2}|#)?")
_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー]+")

# ASCII in lower case, with a space for whatever is part of no word.
_RUNS = bytes(
    ord(c.lower()) if (c := chr(i)).isascii() and (c.isalnum() or c in ".+#") else 32 for i in range(256)
)


class Word(NamedTuple):
    """A word as compared, and where it stands: `text[start:end]` is what was written."""

    form: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """The words of `text` as they are compared, in order."""
    if not text.isascii():
        return [word.form for word in located(text)]
    # A point before a space ends a sentence.  Most texts have no other points or signs: their runs are their words.
    folded = text.encode().translate(_RUNS).decode().removesuffix(".").replace(". ", " ")
    if not ("." in folded or "+" in folded or "#" in folded):
        return folded.split()
    # Of the others, only runs with an inner point or sign need the pattern.
    cut: list[str] = []
    for run in folded.split():
        if run.isalnum():
            cut.append(run)
        else:
            cut.extend(_ASCII.findall(run))
    return cut


def located(text: str) -> Iterator[Word]:
    """The words of `text` with their places, in order.  O(length)."""
    if text.isascii():
        for match in _ASCII.finditer(text):
            yield Word(match[0].lower(), match.start(), match.end())
        return
    for found in _ANY.finditer(text):
        run = found[0]
        if run.isascii():
            yield Word(run.lower(), found.start(), found.end())
        else:
            yield from _cut(run, found.start())


def _cut(run: str, offset: int) -> Iterator[Word]:
    """A run that may mix scripts: what is CJK becomes bigrams, what is not stays whole."""
    at = 0
    for match in _CJK.finditer(run):
        if match.start() > at:
            yield _word(run[at : match.start()], offset + at)
        yield from _bigrams(match[0], offset + match.start())
        at = match.end()
    if run[at:].strip("+#"):  # signs that only follow bigrams belong to no word
        yield _word(run[at:], offset + at)


def _bigrams(run: str, offset: int) -> Iterator[Word]:
    if len(run) == 1:
        yield _word(run, offset)
    for i in range(len(run) - 1):
        yield _word(run[i : i + 2], offset + i)


def _word(text: str, offset: int) -> Word:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return Word(folded, offset, offset + len(text))
