"""Keyset cursors: where an ordered answer goes on.

A cursor is opaque, url-safe text of the order values and key of the last row shown, and a fingerprint of the question,
so that it is refused where something else is asked.  It stays good while rows come and go.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

import orjson

from graph.projection.instants import bounds
from graph.view import Page, Window
from schema.canonical import short_hash
from schema.errors import BadRequest
from schema.keys import Key

T = TypeVar("T")
Number: TypeAlias = int | float
_DIGITS = 8


class Place(NamedTuple):
    """The last row shown: the values it was ordered by, and its key."""

    values: tuple[Number, ...]
    key: Key


def question(name: str, *parts: str | int | None | Window | Collection[str]) -> str:
    """The fingerprint of a question: a traversal's name and all that decides which rows it has, in which order."""
    return short_hash(_DIGITS, name, *(_text(part) for part in parts))


def _text(part: str | int | None | Window | Collection[str]) -> str:
    if isinstance(part, Window):
        return str(bounds(part))
    if isinstance(part, str | int | None):
        return str(part)
    return " ".join(sorted(part))


def write(asked: str, place: Place) -> str:
    """The cursor of a place in the answer to `asked`."""
    return urlsafe_b64encode(orjson.dumps([asked, *place.values, place.key])).decode().rstrip("=")


def read(cursor: str, asked: str, count: int) -> Place | None:
    """The place of a cursor with `count` order values; None for "".  Raises BadRequest for a foreign or broken one."""
    if not cursor:
        return None
    try:
        found = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        found = None
    if not isinstance(found, list) or not found or not isinstance(found[0], str):
        raise BadRequest(f"{cursor!r} is no cursor", do="Take it as it was given, or ask from the start")
    values = tuple(value for value in found[1:-1] if isinstance(value, int | float))
    key = found[-1]
    if found[0] != asked or not len(values) == count == len(found) - 2 or not isinstance(key, str):
        raise BadRequest(
            "the cursor belongs to another question", do="Ask the same one on, or from the start"
        )
    return Place(values, key)


def checked_limit(limit: int) -> int:
    """`limit` where it is 1 or more.  Raises BadRequest."""
    if limit < 1:
        raise BadRequest(f"the limit is {limit}", do="Ask for 1 or more")
    return limit


def page(rows: Sequence[T], limit: int, total: int, asked: str, place: Callable[[T], Place]) -> Page[T]:
    """The first `limit` of `rows`, which are those after a cursor; it goes on where there are more."""
    shown = tuple(rows[:limit])
    more = len(rows) > limit
    return Page(shown, write(asked, place(shown[-1])) if more else "", total)
