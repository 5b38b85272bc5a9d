"""What a target remembers of where it is copied from: a note in a space of its own, written with what it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from graph.store import Reader
from schema.canonical import Json
from schema.changeset import Revision
from schema.errors import StoreProblem

SPACE, _NAME = "copy", "from"


class Mark(NamedTuple):
    """store: the id of the almanac that was copied.  revision: of it, and of the target too, while nobody else writes there.

    whole: whether a copy has come to its end.
    """

    store: str
    revision: Revision
    whole: bool

    def note(self) -> Mapping[tuple[str, str], Json]:
        """The note that says it."""
        return {(SPACE, _NAME): {"store": self.store, "revision": self.revision, "whole": self.whole}}


def mark_of(reader: Reader) -> Mark | None:
    """What an almanac remembers; None where it is nobody's copy."""
    note = reader.notes(SPACE, [_NAME]).get(_NAME)
    if not isinstance(note, dict):
        return None
    return Mark(str(note["store"]), int(str(note["revision"])), bool(note["whole"]))


def refuse_unfinished(reader: Reader, where: str) -> None:
    """Raises StoreProblem for an almanac that a copy was begun into and not ended."""
    mark = mark_of(reader)
    if mark is not None and not mark.whole:
        raise StoreProblem(
            "a copy into this almanac was begun and has not come to its end",
            where=where,
            do="Run the same `almanac copy` again: it goes on where it stopped",
        )
