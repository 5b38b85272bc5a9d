"""Finds nodes: by exact values, by words, by phrases, all through one full text index of words between spaces."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from graph.cluster import Judged
from graph.index import phrase
from graph.neo4j.form import KNOWN, token
from graph.neo4j.indexes import WORDS
from graph.neo4j.nodes import read_nodes
from graph.neo4j.session import Session
from schema.keys import Key
from schema.ontology import KINDS

_FOUND = f"CALL db.index.fulltext.queryNodes('{WORDS}', $query) YIELD node AS n WHERE NOT n:{KNOWN}"
_MOST = 500  # clauses of one query; Lucene takes 1,024


def look_up(session: Session, prop: str, values: Collection[str], judged: Judged) -> dict[str, list[Key]]:
    """Living survivors whose `prop` holds the value.  What a better source contradicts does not count."""
    by_token = {token(prop, value): value for value in values}
    candidates: set[Key] = set()
    for query in _any(by_token):
        rows = session.rows(f"{_FOUND} RETURN coalesce(n._survivor, n.key) AS key", query=query)
        candidates.update(row["key"] for row in rows)
    found: dict[str, list[Key]] = {}
    for key, node in sorted(read_nodes(session, candidates, judged).items()):
        held = getattr(node, prop, None)
        for value in held if isinstance(held, tuple) else (held,):
            if value in values:
                found.setdefault(value, []).append(key)
    return found


def search(
    session: Session, queries: Iterable[str], kinds: Collection[str] | None, after: int, limit: int | None
) -> list[tuple[int, Key]]:
    """Living nodes whose full text answers one of these queries, by position."""
    found: set[tuple[int, Key]] = set()
    for query in queries:
        for row in session.rows(
            f"{_FOUND} AND n._position > $after AND ($words IS NULL OR split(n.key, '/')[0] IN $words)"
            " RETURN n._position AS position, n.key AS key",
            query=query,
            after=after,
            words=None if kinds is None else [KINDS[kind].word() for kind in kinds if kind in KINDS],
        ):
            found.add((row["position"], row["key"]))
    return sorted(found)[:limit]


def all_words(words: Sequence[str]) -> list[str]:
    """The query for texts that hold all words; none where there are no words."""
    return [" AND ".join(quoted(phrase((word,))) for word in words)] if words else []


def any_phrases(phrases: Iterable[Sequence[str]]) -> list[str]:
    """The queries for texts that hold one of these phrases."""
    return list(_any(phrase(words) for words in phrases if words))


def _any(terms: Iterable[str]) -> Iterable[str]:
    listed = sorted(set(terms))
    for start in range(0, len(listed), _MOST):
        yield " OR ".join(quoted(one) for one in listed[start : start + _MOST])


def quoted(text: str) -> str:
    """A text as a phrase of Lucene's query language, none of whose operators count within quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
