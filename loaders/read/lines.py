"""JSON Lines: one JSON object a line, read line by line in flat memory.

Invariant: a line that can't be read, or is longer than an item may be, becomes a trouble with its number and beginning,
and every other line is given.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import orjson

from loaders.read.hints import BEGINNING, trouble
from schema.record import Trouble

ITEM_LIMIT = 1_000_000  # bytes of a line, its end not counted
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a document: its place (`line 12`), its fields, and its beginning as text."""

    place: str
    fields: dict[str, object]
    beginning: str


def json_lines(stream: BinaryIO) -> Iterator[Row | Trouble]:
    """The lines of `stream` that are not empty, in order.  O(longest line) of memory, at most ITEM_LIMIT."""
    number = 0
    while raw := stream.readline(ITEM_LIMIT + 2):
        number += 1
        whole = (raw.removeprefix(BOM_UTF8) if number == 1 else raw).rstrip(b"\r\n")
        if len(whole) > ITEM_LIMIT:
            _skip(stream, raw)
            yield _trouble(number, whole, f"the line is longer than {ITEM_LIMIT:,} bytes", "Shorten its text")
        elif whole.strip():
            yield _parsed(number, whole)


def beginning(raw: bytes) -> str:
    """The first characters of a line, as a message shows them."""
    return raw[: 4 * BEGINNING].decode("utf-8", "replace").strip()[:BEGINNING]


def _skip(stream: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(_CHUNK)


def _parsed(number: int, raw: bytes) -> Row | Trouble:
    try:
        fields = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return _trouble(number, raw, f"not JSON: {error}", "Write one JSON object on each line, in UTF-8")
    if not isinstance(fields, dict):
        return _trouble(number, raw, "not a JSON object", "Write one JSON object on each line")
    return Row(f"line {number}", fields, beginning(raw))


def _trouble(number: int, raw: bytes, why: str, do: str) -> Trouble:
    place = f"line {number}"
    return trouble(place, place, why, do, beginning(raw))
