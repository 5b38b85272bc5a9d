"""The facts about the file itself: its id, its revisions.  Read first in every transaction, which fixes its snapshot."""

from __future__ import annotations

from typing import NamedTuple

from graph.sqlite.session import Session
from schema.changeset import Revision


class Head(NamedTuple):
    """store_id: tells this almanac from another.  names, judged: newest revisions that changed names and judgements.

    forgotten: the newest revision that the log no longer holds.
    """

    store_id: str
    revision: Revision = 0
    names: Revision = 0
    judged: Revision = 0
    forgotten: Revision = 0


def read_head(session: Session) -> Head:
    """The head as it stands in the running transaction."""
    return Head(**dict(session.all("SELECT name, value FROM almanac")))


def write_head(session: Session, old: Head, new: Head) -> None:
    """Keep what differs."""
    moved = [(name, value) for name, value in new._asdict().items() if value != getattr(old, name)]
    session.write("INSERT INTO almanac VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", moved)
