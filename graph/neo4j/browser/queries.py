"""Queries to begin with, one a file: its first lines say what it shows, and in which folder of the Browser it belongs.

Invariant: each begins at nodes with the label `Almanac`, since other graphs may share the database, and since that is
the label that the indexes are on.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).with_name("cypher")
_HEAD = re.compile(r"// title: (.+)\n// folder: (.+)\n")

# In their order: what the queries of a folder are for.
FOLDERS = MappingProxyType(
    {
        "Entities": "One entity: its page, what is around it, what it is called, what mentions it.",
        "Co-occurrence": "Two entities that one event mentions co-occur; those events are the evidence.",
        "Paths": "How two entities are connected: what is said of them first, events too where that is not enough.",
        "Organisations": "Who makes what, who put money into whom, who works where.",
        "Papers": "Who wrote what, and what was introduced where.",
        "Time": "What rises, how much came in each month, and who told first of an entity.",
        "Stories": "Events of several sources that tell the same.",
        "Provenance": "Everything in the almanac was said by a source. Here is which, when, and in which words.",
        "Review": "What a person should look at: candidates, ambiguous names, and what is not yet known.",
    }
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A query, as the Browser keeps it."""

    name: str
    title: str
    folder: str
    text: str

    @property
    def favourite(self) -> str:
        """The text with its title first, where the Browser looks for a favourite's name."""
        return f"// {self.title}\n{self.text}"


@cache
def saved() -> tuple[Saved, ...]:
    """All of them, in the order of their numbers."""
    return tuple(map(_read, sorted(_FOLDER.glob("*.cypher"))))


def by_folder() -> dict[str, tuple[Saved, ...]]:
    """The queries of each folder; those of one folder have numbers that follow each other."""
    return {folder: tuple(them) for folder, them in groupby(saved(), lambda one: one.folder)}


def archive() -> bytes:
    """All of them as the zip that the Browser takes for its Favorites; the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as whole:
        for one in saved():
            whole.writestr(zipfile.ZipInfo(f"{one.folder}/{one.name}.cypher"), one.favourite)
    return made.getvalue()


def _read(path: Path) -> Saved:
    text = path.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"{path.name} does not begin with its title and folder")
    return Saved(path.stem, head[1], head[2], text[head.end() :])
