"""The revisions that concern some nodes, read off the log newest first.

The log is not indexed by node: an index would cost about as much as the log.  Instead SQLite looks for the nodes' ids in
the text of each revision, and only revisions that may concern them are taken apart; of those only the refs that do are
turned into keys.  Cost: one pass over the bytes of the log, back to the oldest revision that is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from graph.sqlite.ids import EdgeTypes
from graph.sqlite.log import Logged, read_change
from graph.sqlite.session import Session, many
from schema.canonical import Json
from schema.changeset import Change, Revision
from schema.keys import Key

# An id in a list stands after "[" or "," and before "," or "]"; a key in a judgement stands between quotes.
_MAY_CONCERN = (
    "SELECT number, at, actor, reason, touched, before, judged FROM revision WHERE EXISTS (SELECT 1 FROM json_each(?1) n"
    " WHERE instr(touched, '[' || n.value || ',') OR instr(touched, ',' || n.value || ',')"
    " OR instr(touched, ',' || n.value || ']') OR instr(touched, '[' || n.value || ']')"
    " OR instr(before, '[' || n.value || ',') OR instr(before, ',' || n.value || ',')"
    " OR instr(before, ',' || n.value || ']'))"
    " OR (judged <> '[[],[]]' AND EXISTS (SELECT 1 FROM json_each(?2) k WHERE instr(judged, '\"' || k.value || '\"')))"
    " ORDER BY number DESC"
)


def read_history(session: Session, keys: Collection[Key]) -> Iterator[Change]:
    """The revisions that touched one of these nodes, an edge of theirs, or judged them, each cut down to that."""
    asked = frozenset(keys)
    rows = session.all("SELECT id FROM node WHERE key IN (SELECT value FROM json_each(?))", many(asked))
    ids = frozenset(node for (node,) in rows)
    types = EdgeTypes(session)
    for row in session.rows(_MAY_CONCERN, many(sorted(ids)), many(sorted(asked))):
        concerned = _cut(Logged.of(row), ids, asked)
        if concerned.touched or concerned.before or any(concerned.judged):
            yield read_change(session, types, concerned)


def _cut(logged: Logged, ids: frozenset[int], keys: frozenset[Key]) -> Logged:
    touched = {by: mine for by, refs in logged.touched.items() if (mine := [r for r in refs if _of(r, ids)])}
    before = [image for image in logged.before if _of(image[0], ids)]
    judged = [[one for one in some if _names(one, keys)] for some in logged.judged]
    return logged._replace(touched=touched, before=before, judged=judged)


def _of(stored: Any, ids: frozenset[int]) -> bool:
    """Whether a stored ref is one of the nodes, or an edge of one."""
    return stored in ids if isinstance(stored, int) else stored[0] in ids or stored[2] in ids


def _names(judgement: dict[str, Json], keys: frozenset[Key]) -> bool:
    """Whether a judgement's decision names one of the nodes."""
    return any(
        not keys.isdisjoint(str(part) for part in (value if isinstance(value, list) else [value]))
        for name, value in judgement.items()
        if name not in ("id", "kind", "actor", "reason", "at")
    )


def revision_at(session: Session, instant: str) -> Revision:
    """The newest revision applied at or before an instant; the log's clock need not rise, its numbers do."""
    ((number,),) = session.all("SELECT coalesce(max(number), 0) FROM revision WHERE at <= ?", instant)
    return int(number)
