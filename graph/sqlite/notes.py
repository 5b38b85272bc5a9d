"""Notes: JSON kept beside the graph, written in the transaction of the changeset that brings them."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from graph.relink import SPACE
from graph.sqlite.session import Session, many
from schema.canonical import Json, canonical
from schema.changeset import Changeset, Revision


def delete_settled(session: Session, change: Changeset) -> None:
    """Delete the notes on waiting work that a changeset has done: those no newer than the names it worked from."""
    done = [
        (SPACE, key, change.names)
        for (space, key), value in change.notes.items()
        if space == SPACE and value is None
    ]
    session.write(
        "DELETE FROM note WHERE space = ? AND key = ? AND json_extract(value, '$.revision') <= ?", done
    )


def write_notes(session: Session, change: Changeset) -> None:
    """Keep and delete the other notes of a changeset."""
    gone = [place for place, value in change.notes.items() if value is None and place[0] != SPACE]
    session.write("DELETE FROM note WHERE space = ? AND key = ?", gone)
    _put(session, [(*place, canonical(value)) for place, value in change.notes.items() if value is not None])


def write_waiting(session: Session, keys: Iterable[str], revision: Revision) -> None:
    """Note that these have to be derived anew since `revision`."""
    value = canonical({"revision": revision})
    _put(session, [(SPACE, key, value) for key in sorted(keys)])


def _put(session: Session, rows: list[tuple[str, str, str]]) -> None:
    session.write("INSERT INTO note VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", rows)


def read_notes(
    session: Session, space: str, keys: Iterable[str] | None, after: str, limit: int | None
) -> dict[str, Json]:
    """The notes of a space in key order."""
    asked = None if keys is None else many(keys)
    return {
        key: orjson.loads(value)
        for key, value in session.rows(
            "SELECT key, value FROM note WHERE space = ?1 AND key > ?2"
            " AND (?3 IS NULL OR key IN (SELECT value FROM json_each(?3))) ORDER BY key LIMIT ?4",
            space,
            after,
            asked,
            -1 if limit is None else limit,
        )
    }
