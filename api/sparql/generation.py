"""One generation of the RDF copy: its folder, what it is of, and how it is kept from being deleted while it is read."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

ABOUT, DATA, USED = "about.json", "data", "used"


@dataclass(frozen=True, slots=True)
class About:
    """What a generation is of.  shown: what sources let others publish; triples: in the default graph."""

    format: int
    store_id: str
    revision: int
    instant: str
    base: str
    terms: str
    shown: str
    triples: int
    quads: int


@dataclass(frozen=True, slots=True)
class Generation:
    """The data of one revision."""

    folder: Path
    about: About

    @property
    def data(self) -> Path:
        """What Oxigraph opens, to read only."""
        return self.folder / DATA


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """While the block runs, the generation in that folder is not deleted.  Raises FileNotFoundError where it already is."""
    with (folder / USED).open("rb") as used:
        fcntl.flock(used, fcntl.LOCK_SH)
        (folder / ABOUT).stat()
        yield


def about(folder: Path) -> About | None:
    """What the generation in that folder is of; None where it is not whole, or of another format."""
    try:
        return About(**orjson.loads((folder / ABOUT).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
