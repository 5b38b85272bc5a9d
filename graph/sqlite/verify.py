"""Proves the insides of an almanac's file: the file itself, what rows point at, and what is indexed.

Runs in one snapshot on a connection of its own, since it makes a temporary table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from graph.check import Finding
from graph.cluster import Judged
from graph.fold import Statement
from graph.index import Indexed, full_text, indexed
from graph.sqlite.session import Session
from schema.keys import Key

_RESTORE = "Restore the file from a copy, or load anew into another one"
_ORPHANS = {
    "a statement of a node": "SELECT count(*) FROM node_said WHERE node NOT IN (SELECT id FROM node)",
    "the asserter of a node": "SELECT count(*) FROM node_said WHERE by NOT IN (SELECT id FROM node)",
    "the source of an edge": "SELECT count(*) FROM edge_said WHERE src NOT IN (SELECT id FROM node)",
    "the target of an edge": "SELECT count(*) FROM edge_said WHERE dst NOT IN (SELECT id FROM node)",
    "the asserter of an edge": "SELECT count(*) FROM edge_said WHERE by NOT IN (SELECT id FROM node)",
    "the type of an edge": "SELECT count(*) FROM edge_said WHERE type NOT IN (SELECT id FROM edge_type)",
    "a look-up": "SELECT count(*) FROM lookup WHERE node NOT IN (SELECT id FROM node)",
    "a body": "SELECT count(*) FROM body WHERE node NOT IN (SELECT id FROM node)",
}
_SURVIVORS = {
    "are read as what is itself read as another": "s.survivor <> s.id",
    "live, and what they are read as does not, or the other way round": "s.living <> n.living",
    "are read as another without being merged": "n.survivor <> n.id AND NOT (n.merged AND s.merged)",
}


def verify(session: Session, judged: Judged) -> Iterator[Finding]:
    """What is wrong with the file, in the running transaction."""
    for (said,) in session.all("PRAGMA integrity_check"):
        if said != "ok":
            yield Finding("file", str(said), _RESTORE)
    yield from _dangling(session)
    yield from _indexes_wrong(session, judged)


def _dangling(session: Session) -> Iterator[Finding]:
    for what, sql in _ORPHANS.items():
        ((count,),) = session.all(sql)
        if count:
            yield Finding(what, f"{count} times it is no known node", _RESTORE)
    for what, wrong in _SURVIVORS.items():
        for key, count in session.all(
            f"SELECT min(n.key), count(*) FROM node n LEFT JOIN node s ON s.id = n.survivor WHERE {wrong} OR s.id IS NULL"
        ):
            if count:
                yield Finding(key, f"{count} nodes, this one first, {what}", _RESTORE)


def _indexes_wrong(session: Session, judged: Judged) -> Iterator[Finding]:
    """Look-ups row by row; the full text word by word: how many nodes hold it, and how often."""
    nodes: Counter[str] = Counter()
    times: Counter[str] = Counter()
    rows = 0
    looked_up: set[tuple[str, str, Key]] = set(
        session.all("SELECT l.prop, l.value, n.key FROM lookup l JOIN node n ON n.id = l.node")
    )
    for key, found_by in _expected(session, judged):
        held = Counter(full_text(found_by.texts).split())
        times.update(held)
        nodes.update(held.keys())
        for prop, value in found_by.looked_up:
            rows += 1
            if (prop, value, key) not in looked_up:
                yield Finding(key, f"is not looked up by its {prop} {value!r}", _RESTORE)
    if rows != len(looked_up):
        yield Finding("look-ups", f"there are {len(looked_up)}, the statements make {rows}", _RESTORE)
    session.all("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, full_text, row)")
    kept = {
        word: (held, often)
        for word, held, often in session.rows("SELECT term, doc, cnt FROM temp.vocabulary")
    }
    wrong = [
        word for word in kept.keys() | nodes.keys() if kept.get(word, (0, 0)) != (nodes[word], times[word])
    ]
    if wrong:
        yield Finding(
            "full text", f"{len(wrong)} words are not indexed as they stand, such as {min(wrong)!r}", _RESTORE
        )


def _expected(session: Session, judged: Judged) -> Iterator[tuple[Key, Indexed]]:
    """What every node should be found by."""
    rows = session.rows(
        "SELECT n.key, b.key, s.stamp, s.complete, s.props, coalesce(t.text, '') FROM node_said s"
        " JOIN node n ON n.id = s.node JOIN node b ON b.id = s.by LEFT JOIN body t ON t.node = n.id ORDER BY s.node"
    )
    for (key, body), group in groupby(rows, key=lambda row: (row[0], row[5])):
        said = [
            (by, Statement(stamp, bool(complete), props))
            for _, by, stamp, complete, props, _ in group
            if (key, by) not in judged.denied
        ]
        yield key, indexed(key, said, body)
