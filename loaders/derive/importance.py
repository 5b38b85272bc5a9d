"""Importance from 1 to 10, as a sum of parts that a person can check: what the item itself gives.

How much the almanac has on what the item names is a part of its own, and 0 for now.  Each part is kept as text, its
reason and its points (`genre release +2`); the sum, kept within 1 and 10, is the importance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    """Words that weigh, where they count, and how much."""

    reason: str
    pattern: re.Pattern[str]
    points: int
    title_only: bool = False


def _sign(reason: str, pattern: str, points: int, *, title_only: bool = False) -> Sign:
    return Sign(reason, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), points, title_only)


SIGNS: tuple[Sign, ...] = (
    _sign(
        "introduces",
        r"introduc(?:es?|ed|ing)|announc(?:es?|ed|ing)|launch(?:es|ed|ing)?|unveil(?:s|ed|ing)?",
        1,
    ),
    _sign("acquires", r"acquires?|acquired|acquisition|merger|founded|founders?", 1),
    _sign(
        "first",
        r"the first|first[- ]ever|for the first time|state[- ]of[- ]the[- ]art|breakthrough|landmark",
        1,
    ),
    _sign(
        "surpasses",
        r"surpass(?:es|ed|ing)?|outperform(?:s|ed|ing)?|defeat(?:s|ed)|beats?|human[- ]level|record",
        1,
    ),
    _sign(
        "many people",
        r"\d+\+? ?(?:million|m) (?:weekly |monthly |daily |active )*users|million users|millions of",
        1,
    ),
    _sign("billions", r"\$ ?\d[\d.,]* ?(?:b|bn|billion|trillion)|billions?", 1),
    _sign(
        "superlative",
        r"largest|most (?:powerful|capable|advanced|influential)|dominant|revolutioni\w+|influential",
        1,
    ),
    _sign("open weights", r"open[- ]weights?|open[- ]sourc(?:es?|ed|ing)", 1),
    _sign("major version", r"[A-Za-z][\w+]*[ -]v?\d{1,2}(?:\.0)?", 1, title_only=True),
    _sign("patch", r"v?\d+\.\d+\.\d+", -2, title_only=True),
    _sign(
        "small change",
        r"changelog|bug ?fix(?:es)?|hotfix|minor (?:update|fixes)|tips|webinar|recap|roundup",
        -1,
        title_only=True,
    ),
    _sign("how-to", r"how to|guide|tutorial|getting started|case study|customer story", -1, title_only=True),
)


def importance_of(event: Event, genre: Genre, body: str = "") -> tuple[int, tuple[str, ...]]:
    """The importance of an event of `genre` with full text `body`, and its parts as text."""
    parts = list(_parts(event, genre, body))
    return max(1, min(10, sum(part.points for part in parts))), tuple(str(part) for part in parts)


def _parts(event: Event, genre: Genre, body: str) -> Iterator[Part]:
    yield Part("any item", START)
    if points := OF_GENRE.get(genre, 0):
        yield Part(f"genre {genre}", points)
    text = f"{event.title}\n{event.summary}"
    for sign in SIGNS:
        if sign.pattern.search(event.title if sign.title_only else text):
            yield Part(sign.reason, sign.points)
    length = max(len(body), len(event.summary))
    if length >= _SUBSTANTIAL:
        yield Part("substantial text", 1)
    elif length < _SLIGHT:
        yield Part("hardly any text", -1)
