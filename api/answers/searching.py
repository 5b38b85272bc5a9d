"""Searches names and texts at once, and orders what was found.

Entities by name come first (exact, then beginning so), then what holds all words: in its name or title before its
text, the newer before the older; names that are merely alike come last, and only where nothing else was found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from graph.traverse.cursor import Place, question, read, write
from graph.view import Page, View
from schema.declare import Node
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity
from schema.ontology import KINDS
from schema.words import words

NAMES_LIMIT = 50
RANKED_LIMIT = 1_000
SEARCHED = tuple(name for name, kind in KINDS.items() if kind is not Alias)
_HEADINGS = ("name", "title")


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that was found: the name that matched, "" where its text did; `order` sorts, least first."""

    node: Node
    form: str
    order: tuple[int, int]


def search(
    view: View, text: str, *, kinds: Collection[str] = (), limit: int = 20, after: str = ""
) -> Page[Hit]:
    """The nodes that `text` finds, best first; `kinds` are class names, all but aliases where none is given.

    Of more than 1,000 nodes that hold the words, those that became known last are ordered; `total` counts them all.
    """
    among = tuple(sorted(kinds)) or SEARCHED
    asked = question("search", text, among)
    place = read(after, asked, 2)
    named = _by_name(view, text, among)
    held, total = _by_text(view, text, among)
    exact = [hit for hit in named if hit.order[0] < _TEXT]
    known = {hit.node.key for hit in exact}
    found = exact + [hit for hit in held if hit.node.key not in known]
    hits = sorted(found or named, key=_place)
    total = max(
        len(hits), total + sum(hit.node.key not in {other.node.key for other in held} for hit in exact)
    )
    rest = [hit for hit in hits if place is None or _place(hit) > place]
    cursor = write(asked, _place(rest[limit - 1])) if len(rest) > limit else ""
    return Page(tuple(rest[:limit]), cursor, total)


_EXACT, _PREFIX, _TEXT, _ALIKE = 0, 1, 2, 9


def _place(hit: Hit) -> Place:
    return Place(hit.order, hit.node.key)


def _by_name(view: View, text: str, kinds: Collection[str]) -> list[Hit]:
    wanted = [kind for kind in kinds if issubclass(KINDS[kind], Entity)]
    if not wanted or not text.strip():
        return []
    rows = view.names.find(text, kinds=wanted, limit=NAMES_LIMIT)
    found = view.reader.nodes(row.key for row in rows)
    return [
        Hit(found[row.key], row.form, (_ALIKE if row.distance > 1 else row.distance, place))
        for place, row in enumerate(rows)
        if row.key in found
    ]


def _by_text(view: View, text: str, kinds: Collection[str]) -> tuple[list[Hit], int]:
    asked = words(text)
    if not asked:
        return [], 0
    rows = view.reader.search(asked, kinds)
    found = view.reader.nodes(key for _, key in rows[-RANKED_LIMIT:])
    unique = {node.key: node for node in found.values()}
    return [_text_hit(node, asked) for node in unique.values()], len(rows)


def _text_hit(node: Node, asked: Iterable[str]) -> Hit:
    heading = set(words(" ".join(str(getattr(node, name, "")) for name in _HEADINGS)))
    stratum = _TEXT + (0 if isinstance(node, Entity) else 2) + (0 if heading >= set(asked) else 1)
    at: datetime | None = getattr(node, "at", None)
    return Hit(node, "", (stratum, -int(at.timestamp()) if at else 0))
