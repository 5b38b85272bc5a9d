"""Queries to begin with, one a file: its first lines say what it shows, and in which folder of the Browser it belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("cypher")
_HEAD = re.compile(r"// title: (.+)\n// folder: (.+)\n")


@dataclass(frozen=True, slots=True)
class Saved:
    """A query, as the Browser keeps it."""

    name: str
    title: str
    folder: str
    text: str


@cache
def saved() -> tuple[Saved, ...]:
    """All of them, in the order of their numbers."""
    return tuple(map(_read, sorted(_FOLDER.glob("*.cypher"))))


def _read(path: Path) -> Saved:
    text = path.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"{path.name} does not begin with its title and folder")
    return Saved(path.stem, head[1], head[2], text[head.end() :])
