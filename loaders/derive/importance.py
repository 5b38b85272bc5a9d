"""Importance from 1 to 10, as a sum of parts that a person can check: what the item itself gives.

How much the almanac has on what the item names is a part of its own, and 0 for now.  Each part is kept as text, its
reason and its points (`genre release +2`); the sum, kept within 1 and 10, is the importance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schema.kinds.event import Event, Genre

START = 3
OF_GENRE: dict[Genre, int] = {
    "release": 2,
    "funding": 2,
    "policy": 2,
    "incident": 2,
    "announcement": 1,
    "paper": 0,
    "opinion": -1,
    "other": -1,
}
_SUBSTANTIAL = 3000  # code points of text
_SLIGHT = 80


class Part(NamedTuple):
    """One reason, and its points."""

    reason: str
    points: int

    def __str__(self) -> str:
        return f"{self.reason} {self.points:+d}"


class Sign(NamedTuple):
    """Words (in lower case) that weigh wherever a title or summary has them, and how much."""

    reason: str
    pattern: str
    points: int


SIGNS: tuple[Sign, ...] = (
    Sign(
        "introduces",
        r"introduc(?:es?|ed|ing)|announc(?:es?|ed|ing)|launch(?:es|ed|ing)?|unveil(?:s|ed|ing)?",
        1,
    ),
    Sign("acquires", r"acquires?|acquired|acquisition|merger|founded|founders?", 1),
    Sign(
        "first",
        r"the first|first[- ]ever|for the first time|state[- ]of[- ]the[- ]art|breakthrough|landmark",
        1,
    ),
    Sign(
        "surpasses",
        r"surpass(?:es|ed|ing)?|outperform(?:s|ed|ing)?|defeat(?:s|ed)|beats?|human[- ]level|record",
        1,
    ),
    Sign(
        "many people",
        r"\d+\+? ?(?:million|m) (?:weekly |monthly |daily |active )*users|million users|millions of",
        1,
    ),
    Sign("billions", r"\$ ?\d[\d.,]* ?(?:b|bn|billion|trillion)|billions?", 1),
    Sign(
        "superlative",
        r"largest|most (?:powerful|capable|advanced|influential)|dominant|revolutioni\w+|influential",
        1,
    ),
    Sign("open weights", r"open[- ]weights?|open[- ]sourc(?:es?|ed|ing)", 1),
)
TITLE_SIGNS: tuple[Sign, ...] = (
    Sign("patch", r"v?\d+\.\d+\.\d+", -2),
    Sign("major version", r"[a-z][\w+]*[ -]v?\d{1,2}(?:\.0)?", 1),
    Sign(
        "small change",
        r"changelog|bug ?fix(?:es)?|hotfix|minor (?:update|fixes)|tips|webinar|recap|roundup",
        -1,
    ),
    Sign("how-to", r"how to|guide|tutorial|getting started|case study|customer story", -1),
)


def _together(signs: Sequence[Sign]) -> re.Pattern[str]:
    """One pattern for all, so that a text is gone through once; which of them was met is the group's number."""
    return re.compile(rf"(?<![\w.])(?:{'|'.join(f'({sign.pattern})' for sign in signs)})(?!\w|\.\d)")


_ANYWHERE = _together(SIGNS)
_IN_TITLE = _together(TITLE_SIGNS)


def _met(pattern: re.Pattern[str], signs: Sequence[Sign], text: str) -> Iterator[Sign]:
    found = {match.lastindex or 0 for match in pattern.finditer(text)}
    yield from (sign for number, sign in enumerate(signs, start=1) if number in found)


def importance_of(event: Event, genre: Genre, body: str = "") -> tuple[int, tuple[str, ...]]:
    """The importance of an event of `genre` with full text `body`, and its parts as text."""
    parts = list(_parts(event, genre, body))
    return max(1, min(10, sum(part.points for part in parts))), tuple(str(part) for part in parts)


def _parts(event: Event, genre: Genre, body: str) -> Iterator[Part]:
    yield Part("any item", START)
    if points := OF_GENRE.get(genre, 0):
        yield Part(f"genre {genre}", points)
    title = event.title.lower()
    for sign in (
        *_met(_ANYWHERE, SIGNS, f"{title}\n{event.summary.lower()}"),
        *_met(_IN_TITLE, TITLE_SIGNS, title),
    ):
        yield Part(sign.reason, sign.points)
    length = max(len(body), len(event.summary))
    if length >= _SUBSTANTIAL:
        yield Part("substantial text", 1)
    elif length < _SLIGHT:
        yield Part("hardly any text", -1)
