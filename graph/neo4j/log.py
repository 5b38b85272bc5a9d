"""The revision log: what each effective changeset touched, and how that stood before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

import orjson
from neo4j import Record

from graph.effect import Moved
from graph.neo4j.form import OURS, REVISION
from graph.neo4j.session import Session
from graph.plan import Plan
from schema.changeset import Before, Change, Revision
from schema.declare import EdgeRef, Ref
from schema.keys import Key

_TOLD = (
    "r.number AS number, r.at AS at, r.actor AS actor, r.reason AS reason, r.new AS new, r.before AS before,"
    " r.otherwise AS otherwise, r.judged AS judged, r.unjudged AS unjudged"
)


def write_revision(session: Session, plan: Plan, at: str) -> None:
    """Add the plan's revision to the log."""
    new: dict[Key, list[Any]] = {}
    before = []
    keys: set[Key] = set()
    moves: Iterator[Moved[Any]] = chain(plan.told(), plan.tied())
    for move in moves:
        keys |= _ends(move.ref)
        if move.before is None:
            new.setdefault(move.by, []).append(move.ref)
        else:
            stamp, complete, text = move.before
            before.append([move.ref, move.by, stamp, complete, orjson.Fragment(text)])
    otherwise = plan.touched()
    for ref in otherwise:
        keys |= _ends(ref)
    judged, unjudged = (
        [one.to_json() for one in some] for some in (plan.judging.given, plan.judging.withdrawn)
    )
    for told in (*judged, *unjudged):
        keys |= _named(told)
    revision = {
        "number": plan.applied.revision,
        "at": at,
        "actor": plan.change.actor,
        "reason": plan.change.reason,
        "keys": sorted(keys),
        "new": _dump(new),
        "before": _dump(before),
        "otherwise": _dump(otherwise),
        "judged": _dump(judged),
        "unjudged": _dump(unjudged),
    }
    session.rows(f"CREATE (r:{REVISION}:{OURS}) SET r = $revision", revision=revision)


def _dump(value: Any) -> str:
    return orjson.dumps(value, default=list).decode()


def _ends(ref: Ref) -> set[Key]:
    return {ref.src, ref.dst} if isinstance(ref, EdgeRef) else {ref}


def read_changes(session: Session, since: Revision) -> Iterator[Change]:
    """The revisions after `since`, in order."""
    for row in session.stream(
        f"MATCH (r:{REVISION}:{OURS}) WHERE r.number > $since RETURN {_TOLD} ORDER BY number", since=since
    ):
        yield _change(row)


def read_history(session: Session, keys: Collection[Key]) -> Iterator[Change]:
    """The revisions that concern one of these nodes, newest first, each cut down to that."""
    asked = frozenset(keys)
    for row in session.stream(
        f"MATCH (r:{REVISION}:{OURS}) WHERE any(key IN r.keys WHERE key IN $keys)"
        f" RETURN {_TOLD} ORDER BY number DESC",
        keys=sorted(asked),
    ):
        change = _change(row, asked)
        if change.touched or change.before or change.judged or change.unjudged:
            yield change


def revision_at(session: Session, instant: str) -> Revision:
    """The newest revision applied at or before an instant; 0 where there is none."""
    (row,) = session.rows(
        f"MATCH (r:{REVISION}:{OURS}) WHERE r.at <= $instant RETURN coalesce(max(r.number), 0) AS number",
        instant=instant,
    )
    return int(row["number"])


def _change(row: Record, keys: frozenset[Key] | None = None) -> Change:
    """A revision; only what concerns `keys`, where any are given."""

    def wanted(ref: Ref) -> bool:
        return keys is None or not keys.isdisjoint(_ends(ref))

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
        [one for one in orjson.loads(row[name]) if keys is None or not keys.isdisjoint(_named(one))]
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


_ABOUT = ("id", "kind", "actor", "reason", "at")


def _named(judgement: dict[str, Any]) -> set[Key]:
    """The nodes that a judgement's decision names; with them texts that are none, which no node is called."""
    found: set[Key] = set()
    for name, value in judgement.items():
        if name not in _ABOUT:
            found.update(map(str, value) if isinstance(value, list) else [str(value)])
    return found
