"""The revision log: what each effective changeset touched, and how that stood before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import orjson
from neo4j import Record

from graph.neo4j.finding import quoted
from graph.neo4j.form import OURS, REVISION, internal
from graph.neo4j.indexes import LOG
from graph.neo4j.session import Session
from graph.revised import Revised, ends_of, named_by
from schema.changeset import Before, Change, Revision
from schema.declare import EdgeRef, Ref
from schema.keys import Key

_TOLD = (
    "r.number AS number, r.written AS at, r.actor AS actor, r.reason AS reason, r.new AS new, r.before AS before,"
    " r.otherwise AS otherwise, r.judged AS judged, r.unjudged AS unjudged"
)


def write_revision(session: Session, revised: Revised) -> None:
    """Add a revision to the log, or put it in the place of the one of its number."""
    session.rows(
        f"MERGE (r:{OURS} {{_id: $revision._id}}) SET r = $revision, r:{REVISION}",
        revision=revision_properties(revised),
    )


def revision_properties(revised: Revised) -> dict[str, Any]:
    """The properties of a revision's node."""
    before = [
        [ref, by, told.stamp, told.complete, orjson.Fragment(told.text)] for ref, by, told in revised.before()
    ]
    return {
        "_id": internal(REVISION, str(revised.number)),
        "number": revised.number,
        "written": revised.at,
        "actor": revised.actor,
        "reason": revised.reason,
        "keys": sorted(revised.keys()),
        "new": _dump(revised.new()),
        "before": _dump(before),
        "otherwise": _dump(revised.otherwise),
        "judged": _dump(revised.judged),
        "unjudged": _dump(revised.unjudged),
    }


def _dump(value: Any) -> str:
    return orjson.dumps(value, default=list).decode()


def read_changes(session: Session, since: Revision) -> Iterator[Change]:
    """The revisions after `since`, in order."""
    for row in session.stream(
        f"MATCH (r:{OURS}) WHERE r.number > $since RETURN {_TOLD} ORDER BY r.number", since=since
    ):
        yield _change(row)


def read_history(session: Session, keys: Collection[Key]) -> Iterator[Change]:
    """The revisions that concern one of these nodes, newest first, each cut down to that."""
    asked = frozenset(keys)
    for row in session.stream(
        f"CALL db.index.fulltext.queryNodes('{LOG}', $query) YIELD node AS r RETURN {_TOLD} ORDER BY number DESC",
        query=" OR ".join(map(quoted, sorted(asked))),
    ):
        change = _change(row, asked)
        if change.touched or change.before or change.judged or change.unjudged:
            yield change


def revision_at(session: Session, instant: str) -> Revision:
    """The newest revision applied at or before an instant; 0 where there is none."""
    (row,) = session.rows(
        f"MATCH (r:{OURS}&{REVISION}) WHERE r.written <= $instant RETURN coalesce(max(r.number), 0) AS number",
        instant=instant,
    )
    return int(row["number"])


def _change(row: Record, keys: frozenset[Key] | None = None) -> Change:
    """A revision; only what concerns `keys`, where any are given."""

    def wanted(ref: Ref) -> bool:
        return keys is None or not keys.isdisjoint(ends_of(ref))

    images = [
        Before(_ref(stored), by, "", False, None)
        for by, refs in orjson.loads(row["new"]).items()
        for stored in refs
    ]
    images += [
        Before(_ref(stored), by, stamp, complete, props)
        for stored, by, stamp, complete, props in orjson.loads(row["before"])
    ]
    images = [image for image in images if wanted(image.ref)]
    told = dict.fromkeys(image.ref for image in images)
    told.update(
        dict.fromkeys(ref for stored in orjson.loads(row["otherwise"]) if wanted(ref := _ref(stored)))
    )
    judged, unjudged = (
        [one for one in orjson.loads(row[name]) if keys is None or not keys.isdisjoint(named_by(one))]
        for name in ("judged", "unjudged")
    )
    return Change(
        row["number"],
        datetime.fromisoformat(row["at"]),
        row["actor"],
        row["reason"],
        tuple(told),
        tuple(images),
        tuple(judged),
        tuple(unjudged),
    )


def _ref(stored: Any) -> Ref:
    return stored if isinstance(stored, str) else EdgeRef(*stored)
