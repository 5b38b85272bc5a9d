"""The revision log: what each effective changeset touched, and how that stood before.

Invariants: every assertion whose content moved is in the log, so that the state before can be restored; refs stand in
it as node ids and as [source, type, target, slot], since a first load would else double the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, Self

import orjson

from graph.revised import Revised
from graph.sqlite.ids import EdgeTypes, Ids
from graph.sqlite.session import Row, Session, many
from schema.canonical import Json
from schema.changeset import Before, Change, Revision
from schema.declare import EdgeRef, Ref
from schema.keys import Key

OTHERWISE = ""


def write_revision(session: Session, revised: Revised, ids: Ids, types: EdgeTypes) -> None:
    """Add a revision to the log, or put it in the place of the one of its number.  Nodes that have no id yet get one."""
    touched: dict[str, list[Any]] = {
        str(ids[by]): [_stored(ref, ids, types) for ref in refs] for by, refs in revised.new().items()
    }
    if others := [_stored(ref, ids, types) for ref in revised.otherwise]:
        touched[OTHERWISE] = others
    before = [
        [_stored(ref, ids, types), ids[by], told.stamp, told.complete, orjson.Fragment(told.text)]
        for ref, by, told in revised.before()
    ]
    parts = (touched, before, [revised.judged, revised.unjudged])
    row = (revised.number, revised.at, revised.actor, revised.reason, *map(_dump, parts))
    session.write("INSERT OR REPLACE INTO revision VALUES (?, ?, ?, ?, ?, ?, ?)", [row])


def _stored(ref: Ref, ids: Ids, types: EdgeTypes) -> int | list[int | str]:
    if not isinstance(ref, EdgeRef):
        return ids[ref]
    kind, src, dst, slot = ref
    edge: list[int | str] = [ids[src], types[kind], ids[dst]]
    return [*edge, slot] if slot else edge


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()


def read_changes(session: Session, since: Revision) -> Iterator[Change]:
    """The revisions after `since`, in order; two statements each."""
    types = EdgeTypes(session)
    for row in session.rows(
        "SELECT number, at, actor, reason, touched, before, judged FROM revision WHERE number > ? ORDER BY number",
        since,
    ):
        yield read_change(session, types, Logged.of(row))


class Logged(NamedTuple):
    """A revision as the log holds it, its JSON read."""

    number: Revision
    at: str
    actor: Key
    reason: str
    touched: dict[str, list[Any]]
    before: list[list[Any]]
    judged: list[list[dict[str, Json]]]

    @classmethod
    def of(cls, row: Row) -> Self:
        """From a row of the table `revision`."""
        return cls(*row[:4], *(orjson.loads(part) for part in row[4:]))


def read_change(session: Session, types: EdgeTypes, logged: Logged) -> Change:
    """A revision with keys for ids; one statement."""
    refs = _Refs(session, types, logged.touched, logged.before)
    images = tuple(refs.images())
    told = dict.fromkeys(image.ref for image in images)
    told.update(dict.fromkeys(refs.ref(stored) for stored in logged.touched.get(OTHERWISE, ())))
    given, withdrawn = logged.judged
    return Change(
        logged.number,
        datetime.fromisoformat(logged.at),
        logged.actor,
        logged.reason,
        tuple(told),
        images,
        tuple(given),
        tuple(withdrawn),
    )


class _Refs:
    """Turns the refs of one revision back into keys, all at once."""

    def __init__(
        self, session: Session, types: EdgeTypes, touched: dict[str, list[Any]], before: list[list[Any]]
    ) -> None:
        self._types = types
        self._touched = touched
        self._before = before
        ids = {int(by) for by in touched if by != OTHERWISE} | {image[1] for image in before}
        for stored in [ref for refs in touched.values() for ref in refs] + [image[0] for image in before]:
            ids.update((stored,) if isinstance(stored, int) else (stored[0], stored[2]))
        self._keys: dict[int, Key] = dict(
            session.all("SELECT id, key FROM node WHERE id IN (SELECT value FROM json_each(?))", many(ids))
        )

    def ref(self, stored: Any) -> Ref:
        if isinstance(stored, int):
            return self._keys[stored]
        src, kind, dst, *slot = stored
        return EdgeRef(self._types.names[kind], self._keys[src], self._keys[dst], *slot)

    def images(self) -> Iterator[Before]:
        for by, refs in self._touched.items():
            if by != OTHERWISE:
                yield from (Before(self.ref(ref), self._keys[int(by)], "", False, None) for ref in refs)
        for stored, by_id, stamp, complete, props in self._before:
            yield Before(self.ref(stored), self._keys[by_id], stamp, bool(complete), props)
