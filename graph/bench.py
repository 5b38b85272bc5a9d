"""The judgements in force, made ready once for each revision that changed them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graph.cluster import NOTHING_JUDGED, Judged
from schema.changeset import Revision
from schema.judgement import Judgement


class Bench:
    """Keeps the judgements of the newest revision asked for, since few revisions change them.

    Shared by readers and writer of a store.  A value is replaced whole, so threads need no lock.
    """

    def __init__(self) -> None:
        self._kept: tuple[Revision, Judged] = (0, NOTHING_JUDGED)

    def judged(self, revision: Revision, read: Callable[[], Iterable[Judgement]]) -> Judged:
        """The judgements in force, `revision` being the newest that changed them; read where they are not kept."""
        known, judged = self._kept
        if known == revision:
            return judged
        judged = Judged.of(read())
        self.keep(revision, judged)
        return judged

    def keep(self, revision: Revision, judged: Judged) -> None:
        """Remember the judgements of a revision that was just written."""
        self._kept = (revision, judged)
