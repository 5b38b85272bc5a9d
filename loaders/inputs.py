"""What a load is given: files, folders, streams; and in which order they are read.

Lists come before guides and guides before items, so that most relations find their ends and most items their names at
once; the graph is the same in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

SUFFIXES = (
    ".toml",
    ".md",
    ".markdown",
    ".jsonl",
    ".ndjson",
    ".json",
    ".xml",
    ".rss",
    ".atom",
    ".rdf",
    ".feed",
)
_COMPRESSED = ".gz"
RDF_SUFFIXES = (".nt", ".nq", ".ttl", ".n3", ".trig", ".rdf", ".owl", ".xml", ".jsonld", ".json", ".zst")
_FIRST = {".toml": 0, ".md": 1, ".markdown": 1}


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: its name in messages, and where its bytes are: a file, or an open stream.

    content_type, address: of what was fetched, where it was.
    """

    name: str
    path: Path | None = None
    stream: BinaryIO | None = None
    content_type: str = ""
    address: str = ""

    @property
    def origin(self) -> str:
        """What tells it from other inputs: its path as it was given, or the address it came from."""
        return str(self.path or self.address or self.name)

    def opened(self) -> AbstractContextManager[BinaryIO]:
        """Its bytes, from the beginning; a stream that was handed in is not closed."""
        return self.path.open("rb") if self.path else nullcontext(self.stream or BytesIO())


def inputs_of(given: Iterable[Path | BinaryIO | Input], suffixes: Collection[str] = SUFFIXES) -> list[Input]:
    """Every file, with folders replaced by the files below them that a reader may know, by `suffixes`; in reading order.

    Raises FileNotFoundError for a path that does not exist.
    """
    found = [one for each in given for one in _inputs(each, suffixes)]
    return sorted(found, key=lambda one: (_FIRST.get(_suffix(Path(one.name)), 2), one.name))


def _inputs(given: Path | BinaryIO | Input, suffixes: Collection[str]) -> Iterator[Input]:
    if isinstance(given, Input):
        yield given
    elif not isinstance(given, Path):
        yield Input(name=getattr(given, "name", None) or "standard input", stream=given)
    elif given.is_dir():
        for path in sorted(given.rglob("*")):
            if path.is_file() and _readable(path, suffixes) and not _hidden(path.relative_to(given)):
                yield Input(str(path.relative_to(given.parent)), path)
    else:
        given.stat()
        yield Input(str(given), given)


def passed_over(given: Iterable[Path | BinaryIO | Input], suffixes: Collection[str] = SUFFIXES) -> list[str]:
    """The files of folders that no reader may know, which are therefore not read."""
    folders = [each for each in given if isinstance(each, Path) and each.is_dir()]
    return [
        str(path.relative_to(folder.parent))
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _readable(path, suffixes) and not _hidden(path.relative_to(folder))
    ]


def _readable(path: Path, suffixes: Collection[str]) -> bool:
    return _suffix(path) in suffixes or path.suffix.lower() == _COMPRESSED


def _suffix(path: Path) -> str:
    return Path(path.name.lower().removesuffix(_COMPRESSED)).suffix


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
