"""The constraints and indexes that an almanac needs, from the ontology: named, and made only where they are not there.

Invariants: all of those of nodes are on the label `Almanac`, so that another graph in the same database is neither bound
nor indexed; relationships have no labels, and of theirs only those with a property of ours are indexed.
"""

from __future__ import annotations

from neo4j import Session

from graph.neo4j.form import OURS, kept_types
from schema.ontology import KINDS

WORDS, SAYERS, TIED, LOG = "almanac_words", "almanac_sayers", "almanac_tied", "almanac_log"
_OWN = {"position": "_position", "merged": "_survivor", "revision": "number"}
_PATIENCE = 3_600  # seconds that a large almanac's indexes may take to be filled
_UNIQUE = {"key": "key", "internal": "_id"}


def indexes() -> dict[str, str]:
    """Their names, and the statements that make them, each of which may be run again."""
    nodes = f"(n:{OURS})"
    unique = {
        f"almanac_{name}": f"CONSTRAINT almanac_{name} IF NOT EXISTS FOR {nodes} REQUIRE n.{prop} IS UNIQUE"
        for name, prop in _UNIQUE.items()
    }
    ranges = {
        f"almanac_{name}": f"INDEX almanac_{name} IF NOT EXISTS FOR {nodes} ON (n.{prop})"
        for name, prop in (_OWN | {prop: prop for prop in sorted(_found_by())}).items()
    }
    texts = {
        WORDS: _full_text(WORDS, nodes, "_words", "whitespace"),
        SAYERS: _full_text(SAYERS, nodes, "_lists", "keyword"),
        TIED: _full_text(TIED, f"()-[n:{kept_types()}]-()", "_lists", "keyword"),
        LOG: _full_text(LOG, nodes, "keys", "keyword"),
    }
    return {name: f"CREATE {made}" for name, made in (unique | ranges | texts).items()}


def script() -> str:
    """The statements one after the other."""
    return "".join(f"{statement};\n" for statement in indexes().values())


def made(session: Session) -> None:
    """Make those that are not there, outside any transaction, and wait until all are ready."""
    there = {row["name"]: row["state"] for row in session.run("SHOW INDEXES YIELD name, state")}
    for name, statement in indexes().items():
        if name not in there:
            session.run(statement).consume()
    if any(there.get(name) != "ONLINE" for name in indexes()):  # one that was killed may be making them anew
        session.run("CALL db.awaitIndexes($seconds)", seconds=_PATIENCE).consume()


def _found_by() -> set[str]:
    """The properties that somebody finds or orders nodes by: the caption, columns, and what holds one value to look up."""
    return {"name"} | {
        name
        for kind in KINDS.values()
        for name, mark in kind.props().items()
        if mark.column or (mark.lookup and kind.model_fields[name].default == "")
    }


def _full_text(name: str, pattern: str, prop: str, analyzer: str) -> str:
    return (
        f"FULLTEXT INDEX {name} IF NOT EXISTS FOR {pattern} ON EACH [n.{prop}]"
        f" OPTIONS {{indexConfig: {{`fulltext.analyzer`: '{analyzer}'}}}}"
    )
