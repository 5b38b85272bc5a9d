"""Queries to begin with: files in `queries/`, whose first line says what each asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("queries")


@dataclass(frozen=True, slots=True)
class Example:
    """A query, its name and what it asks."""

    name: str
    title: str
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """All of them, in the order of their numbers."""
    return tuple(map(_read, sorted(_FOLDER.glob("*.rq"))))


def _read(path: Path) -> Example:
    title, _, query = path.read_text(encoding="utf-8").partition("\n")
    return Example(path.stem, title.removeprefix("# "), query.strip() + "\n")


_HEAD = """# Queries to begin with

Made from the files in `api/sparql/queries/`; `make goldens` writes it again. How to ask them: [SPARQL](sparql.md).
"""


def documentation() -> str:
    """The page as Markdown."""
    parts = (f"## {one.title}\n\n```sparql\n{one.query}```\n" for one in examples())
    return "\n".join([_HEAD, *parts])
