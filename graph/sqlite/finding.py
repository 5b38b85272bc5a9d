"""Finds nodes: by exact values, by words, by phrases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from graph.cluster import Judged
from graph.index import phrase
from graph.sqlite.nodes import read_nodes
from graph.sqlite.session import Session, many
from schema.keys import Key


def look_up(session: Session, prop: str, values: Collection[str], judged: Judged) -> dict[str, list[Key]]:
    """Living survivors whose `prop` holds the value.  What a better source contradicts does not count."""
    candidates: dict[str, set[Key]] = {}
    for value, key in session.rows(
        "SELECT l.value, s.key FROM lookup l JOIN node n ON n.id = l.node JOIN node s ON s.id = n.survivor"
        " WHERE n.living AND l.prop = ?1 AND l.value IN (SELECT value FROM json_each(?2))",
        prop,
        many(values),
    ):
        candidates.setdefault(value, set()).add(key)
    read = read_nodes(session, set().union(*candidates.values()), judged)
    found = {}
    for value, keys in candidates.items():
        holders = sorted(key for key in keys if key in read and _holds(getattr(read[key], prop, None), value))
        if holders:
            found[value] = holders
    return found


def _holds(held: object, value: str) -> bool:
    return value in held if isinstance(held, tuple) else held == value


def search(
    session: Session, queries: Iterable[str], kinds: Collection[str] | None, after: int, limit: int | None
) -> list[tuple[int, Key]]:
    """Living nodes whose full text answers one of these queries, by position."""
    return [
        (node, key)
        for node, key in session.rows(
            "SELECT n.id, n.key FROM node n WHERE n.living AND n.id IN"
            " (SELECT f.rowid FROM json_each(?1) q, full_text f WHERE f.words MATCH q.value AND f.rowid > ?2)"
            " AND (?3 IS NULL OR n.kind IN (SELECT value FROM json_each(?3))) ORDER BY n.id LIMIT ?4",
            many(queries),
            after,
            None if kinds is None else many(kinds),
            -1 if limit is None else limit,
        )
    ]


def all_words(words: Sequence[str]) -> list[str]:
    """The query for texts that hold all words; none where there are no words."""
    return [" ".join(quoted((word,)) for word in words)] if words else []


def quoted(words: Iterable[str]) -> str:
    """The query for these words next to each other."""
    return f'"{phrase(words)}"'
