"""The facts about the almanac itself, in one node, which every writer locks first: one writes at a time."""

from __future__ import annotations

from typing import NamedTuple

from graph.neo4j.form import HEAD, OURS
from graph.neo4j.session import Session
from schema.changeset import Revision


class Head(NamedTuple):
    """store_id: tells this almanac from another.  names, judged: newest revisions that changed names and judgements.

    forgotten: the newest revision that the log no longer holds.  positions: how many nodes became known.
    """

    store_id: str
    revision: Revision = 0
    names: Revision = 0
    judged: Revision = 0
    forgotten: Revision = 0
    positions: int = 0


_FOUND = f"MATCH (h:{OURS} {{_id: '{HEAD}'}})"
_FIELDS = ", ".join(f"h.{name} AS {name}" for name in Head._fields)


def read_head(session: Session) -> Head:
    """The head as it stands."""
    (row,) = session.rows(f"{_FOUND} RETURN {_FIELDS}")
    return Head(**row.data())


def locked_head(session: Session) -> Head:
    """The head, locked until the transaction ends."""
    (row,) = session.rows(f"{_FOUND} SET h.locked = true RETURN {_FIELDS}")
    return Head(**row.data())


def write_head(session: Session, head: Head) -> None:
    """Keep it."""
    session.rows(f"{_FOUND} SET h += $head", head=head._asdict())
