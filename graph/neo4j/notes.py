"""Notes: JSON kept beside the graph, written in the transaction of the changeset that brings them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from graph.neo4j.form import NOTE, OURS, internal
from graph.neo4j.session import Session
from graph.relink import SPACE
from schema.canonical import Json, canonical
from schema.changeset import Changeset, Revision


def delete_settled(session: Session, change: Changeset) -> None:
    """Delete the notes on waiting work that a changeset has done: those no newer than the names it worked from."""
    done = [
        internal(NOTE, *place) for place, value in change.notes.items() if place[0] == SPACE and value is None
    ]
    session.write(
        f"UNWIND $rows AS id MATCH (n:{OURS} {{_id: id}}) WHERE n.revision <= $names DELETE n",
        done,
        names=change.names,
    )


def write_notes(session: Session, change: Changeset) -> None:
    """Keep and delete the other notes of a changeset."""
    gone = [
        internal(NOTE, *place) for place, value in change.notes.items() if value is None and place[0] != SPACE
    ]
    session.write(f"UNWIND $rows AS id MATCH (n:{OURS} {{_id: id}}) DELETE n", gone)
    _put(session, ((*place, value) for place, value in change.notes.items() if value is not None))


def write_waiting(session: Session, keys: Iterable[str], revision: Revision) -> None:
    """Note that these have to be derived anew since `revision`."""
    _put(session, ((SPACE, key, {"revision": revision}) for key in sorted(keys)))


def _put(session: Session, notes: Iterable[tuple[str, str, Json]]) -> None:
    rows = [note_properties(*note) for note in notes]
    session.write(f"UNWIND $rows AS row MERGE (n:{OURS} {{_id: row._id}}) SET n = row, n:{NOTE}", rows)


def note_properties(space: str, key: str, value: Json) -> dict[str, Any]:
    """The properties of a note's node."""
    return {
        "_id": internal(NOTE, space, key),
        "entry": key,
        "value": canonical(value),
        "revision": value.get("revision") if isinstance(value, dict) and space == SPACE else None,
    }


def read_notes(
    session: Session, space: str, keys: Iterable[str] | None, after: str, limit: int | None
) -> dict[str, Json]:
    """The notes of a space in key order."""
    return {
        row["key"]: orjson.loads(row["value"])
        for row in session.rows(
            f"MATCH (n:{OURS}) WHERE n._id STARTS WITH $space AND n._id > $after AND ($ids IS NULL OR n._id IN $ids)"
            " RETURN n.entry AS key, n.value AS value ORDER BY n._id"
            + ("" if limit is None else " LIMIT $limit"),
            space=internal(NOTE, space, ""),
            after=internal(NOTE, space, after),
            ids=None if keys is None else [internal(NOTE, space, key) for key in keys],
            limit=limit,
        )
    }
