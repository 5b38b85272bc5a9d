"""Canonical JSON and the hashes that keys, judgements and digests are made of.

The same value gives the same bytes on every machine: sorted keys, no white space, UTF-8, NFC left to the caller.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TypeAlias

import orjson

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"


def canonical(value: object) -> str:
    """`value` as compact JSON with sorted keys.  Raises TypeError for what JSON does not have."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def short_hash(digits: int, *parts: str) -> str:
    """The first `digits` hex digits of SHA-256 over the compact JSON array of `parts`, each in NFC."""
    text = orjson.dumps([unicodedata.normalize("NFC", part) for part in parts])
    return hashlib.sha256(text).hexdigest()[:digits]
