"""The constraints and indexes that an almanac needs, from the ontology: named, and made only where they are not there.

Invariants: all of those of nodes are on the label `Almanac`, so that another graph in the same database is neither bound
nor indexed; relationships have no labels, and of theirs only those with a property of ours are indexed.
"""

from __future__ import annotations

from collections.abc import Iterator

from neo4j import Session

from graph.neo4j.form import OURS, kept_types
from schema.ontology import KINDS

WORDS, SAYERS, TIED, LOG = "almanac_words", "almanac_sayers", "almanac_tied", "almanac_log"
_OWN = (("position", "_position"), ("merged", "_survivor"), ("revision", "number"))
_PATIENCE = 3_600  # seconds that a large almanac's indexes may take to be filled
_UNIQUE = (("key", "key"), ("internal", "_id"))


def statements() -> Iterator[str]:
    """The statements that make them, each of which may be run again."""
    for name, prop in _UNIQUE:
        yield f"CREATE CONSTRAINT almanac_{name} IF NOT EXISTS FOR (n:{OURS}) REQUIRE n.{prop} IS UNIQUE"
    for name, prop in (*_OWN, *((prop, prop) for prop in sorted(found_by()))):
        yield f"CREATE INDEX almanac_{name} IF NOT EXISTS FOR (n:{OURS}) ON (n.{prop})"
    yield _full_text(WORDS, f"(n:{OURS})", "n._words", "whitespace")
    yield _full_text(SAYERS, f"(n:{OURS})", "n._lists", "keyword")
    yield _full_text(TIED, f"()-[n:{kept_types()}]-()", "n._lists", "keyword")
    yield _full_text(LOG, f"(n:{OURS})", "n.keys", "keyword")


def made(session: Session) -> None:
    """Make those that are not there, outside any transaction, and wait until they are ready."""
    there = {row["name"]: row["state"] for row in session.run("SHOW INDEXES YIELD name, state")}
    ready = [there.get(name) == "ONLINE" for name in names()]
    for name, statement in zip(names(), statements(), strict=True):
        if name not in there:
            session.run(statement).consume()
    if not all(ready):  # a server that was killed may be making some of them anew
        session.run("CALL db.awaitIndexes($seconds)", seconds=_PATIENCE).consume()


def names() -> list[str]:
    """What they are called."""
    return [statement.split()[2 + (statement.split()[1] == "FULLTEXT")] for statement in statements()]


def found_by() -> set[str]:
    """The properties that somebody finds or orders nodes by: the caption, columns, and what holds one value to look up."""
    return {"name"} | {
        name
        for kind in KINDS.values()
        for name, mark in kind.props().items()
        if mark.column or (mark.lookup and kind.model_fields[name].default == "")
    }


def _full_text(name: str, pattern: str, prop: str, analyzer: str) -> str:
    return (
        f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR {pattern} ON EACH [{prop}]"
        f" OPTIONS {{indexConfig: {{`fulltext.analyzer`: '{analyzer}'}}}}"
    )
