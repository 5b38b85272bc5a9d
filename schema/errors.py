"""Every error that Almanac raises on purpose, as one tree.

An error says what was wrong, where, and what to do; the front ends turn it into an exit code or an HTTP status,
never the other way round.

    AlmanacError
    ├── Invalid            a value that the ontology does not allow
    ├── Refused            a changeset that was not applied; lists every offending assertion
    ├── Unreadable         a document that no reader can take
    ├── UnreadableItem     one item of a document; the rest was taken
    ├── NotFound           nothing has that key, slug, URL or name; carries near misses
    ├── BadRequest         a question that has no answer (a window that ends before it starts, a foreign cursor)
    │   └── NotAllowed         a question that is never answered (an update, where only reading is)
    ├── Stopped            a question that took more time or memory than it may
    ├── NotReady           an answer that can't be had yet, and can be in a while
    ├── Forgotten          revisions older than the log keeps
    ├── Unwritable         a file or folder that an export can't be written to
    └── StoreProblem       the almanac's file or server
        ├── ForeignFile        not an almanac, or not ours to write
        ├── NewerFormat        written by a newer Almanac
        ├── UnsafePlace        a file system that cannot keep what it acknowledges
        ├── StoreFull          no room left
        └── StoreBusy          another writer held the lock for too long
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class AlmanacError(Exception):
    """What was wrong, `where` (item and place, may be empty), and what to `do` about it (may be empty)."""

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        super().__init__(what, where, do)
        self.what = what
        self.where = where
        self.do = do

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.do}" if self.do else text


class Invalid(AlmanacError):
    """A key, property, edge end or judgement that the ontology does not allow."""


@dataclass(frozen=True, slots=True)
class Offence:
    """One assertion that kept a changeset from being applied: its subject, and why."""

    subject: str
    why: str
    do: str = ""

    def __str__(self) -> str:
        text = f"{self.subject}: {self.why}"
        return f"{text}. {self.do}" if self.do else text


class Refused(AlmanacError):
    """A changeset of which nothing was applied; `offences` lists every assertion that is at fault."""

    def __init__(self, offences: Sequence[Offence]) -> None:
        self.offences = tuple(offences)
        count = len(self.offences)
        shown = "; ".join(str(offence) for offence in self.offences[:5])
        more = f"; and {count - 5} more" if count > 5 else ""
        super().__init__(f"refused, nothing was applied: {shown}{more}")


class Unreadable(AlmanacError):
    """A whole document that no reader can take."""


class UnreadableItem(AlmanacError):
    """One item that can't be taken; what stood around it was."""


class NotFound(AlmanacError):
    """Nothing answers to that name; `suggestions` are near misses, best first."""

    def __init__(self, what: str, *, suggestions: Sequence[str] = (), where: str = "", do: str = "") -> None:
        self.suggestions = tuple(suggestions)
        hint = f"Did you mean {', '.join(self.suggestions[:3])}?" if self.suggestions else do
        super().__init__(what, where=where, do=hint)


class BadRequest(AlmanacError):
    """A question without an answer: a window that ends before it starts, an unknown rank, a foreign cursor."""


class NotAllowed(BadRequest):
    """A question that is never answered: an update where only reading is."""


class Stopped(AlmanacError):
    """A question that was stopped at a limit of time or memory."""


class NotReady(AlmanacError):
    """What is needed to answer is still being made, or is busy with other questions."""


class Forgotten(AlmanacError):
    """The revision log no longer reaches back that far."""


class Unwritable(AlmanacError):
    """The place that an export is to go to can't be written."""


class StoreProblem(AlmanacError):
    """The almanac's own file or server can't be used."""


class ForeignFile(StoreProblem):
    """The file is not an almanac."""


class NewerFormat(StoreProblem):
    """The almanac was written by a newer version."""


class UnsafePlace(StoreProblem):
    """The file system can't give the guarantees that writing needs."""


class StoreFull(StoreProblem):
    """There is no room left; what was acknowledged before is safe."""


class StoreBusy(StoreProblem):
    """Another process held the write lock for too long."""
