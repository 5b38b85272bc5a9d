"""The SQLite store: one file, read by many and written by one at a time.  See `graph/store.py` for its contract.

Invariants: what `apply` acknowledged is on disk; a reader sees one revision for as long as it is open, whatever is
written meanwhile; threads of one process and other processes wait for the one that writes, but not for ever.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import apsw

from graph.adopting import Part
from graph.bench import Bench
from graph.check import Finding
from graph.sqlite.adopt import adopt
from graph.sqlite.apply import apply
from graph.sqlite.head import read_head, write_head
from graph.sqlite.judged import read_judgements
from graph.sqlite.opening import opened_reader, opened_writer
from graph.sqlite.place import file_system, refuse_network
from graph.sqlite.reader import SqliteReader
from graph.sqlite.session import Calls, Session
from graph.sqlite.verify import verify
from graph.sweeping import unswept
from schema.changeset import Applied, Change, Changeset, Revision
from schema.errors import StoreBusy, StoreProblem
from schema.values import iso

_IDLE_READERS = 16


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)


def open_store(
    path: Path,
    *,
    create: bool = True,
    clock: Callable[[], datetime] = now,
    file_system: Callable[[Path], str] = file_system,
    wait: float = 30.0,
    max_pages: int | None = None,
) -> SqliteStore:
    """Open the almanac at `path`, made where there is none and `create` allows it.

    file_system: tells the type of the file system that a folder lies on.  wait: seconds to wait for another writer.
    max_pages: how far the file may grow, in pages of 4096 bytes.  Raises StoreProblem, ForeignFile, NewerFormat,
    UnsafePlace, StoreBusy, StoreFull.
    """
    place = path.absolute()
    refuse_network(place, file_system(place.parent))
    writer = opened_writer(place, create=create, wait=wait, max_pages=max_pages)
    return SqliteStore(place, writer, clock, wait)


class SqliteStore:
    """Implements `graph.store.Store`; made by `open_store`.  May be used by several threads.

    path: the file.  calls: how many statements its readers have run.
    """

    def __init__(
        self, path: Path, writer: apsw.Connection, clock: Callable[[], datetime], wait: float
    ) -> None:
        self.path = path
        self._clock = clock
        self._wait = wait
        self._calls = Calls()
        self._bench = Bench()
        self._writer = Session(writer, path, Calls())
        self._writing = threading.Lock()
        self._idle: list[apsw.Connection] = []
        self._closed = False

    @property
    def calls(self) -> int:
        """How many statements readers have run since it was opened."""
        return self._calls.count

    def apply(self, change: Changeset, *, dry_run: bool = False) -> Applied:
        """See `Store.apply`."""
        end = "ROLLBACK" if dry_run else "COMMIT"
        with self._alone(), unswept(), self._writer.transaction("BEGIN IMMEDIATE", end):
            applied, judging = apply(self._writer, change, iso(self._clock()), self._bench)
        if judging.moved and not dry_run:
            self._bench.keep(applied.revision, judging.after)
        return applied

    def adopt(self, part: Part) -> Applied:
        """See `Store.adopt`."""
        with self._alone(), unswept(), self._writer.transaction("BEGIN IMMEDIATE", "COMMIT"):
            return adopt(self._writer, part, self._bench)

    @contextmanager
    def reader(self) -> Iterator[SqliteReader]:
        """See `Store.reader`."""
        connection = self._borrowed()
        session = Session(connection, self.path, self._calls)
        try:
            with session.transaction("BEGIN", "COMMIT"):
                try:
                    yield SqliteReader(session, self._bench)
                finally:
                    session.end()
        finally:
            self._returned(connection)

    def revision(self) -> Revision:
        """See `Store.revision`."""
        with self.reader() as reader:
            return reader.revision

    def changes(self, since: Revision) -> Iterator[Change]:
        """See `Store.changes`.  They are those of one snapshot."""
        with self.reader() as reader:
            yield from reader.changes(since)

    def forget(self, through: Revision) -> None:
        """Drop the log of all revisions up to and including `through`.  The graph stays as it is."""
        with self._alone(), self._writer.transaction("BEGIN IMMEDIATE", "COMMIT"):
            head = read_head(self._writer)
            last = min(max(through, head.forgotten), head.revision)
            self._writer.write("DELETE FROM revision WHERE number <= ?", [(last,)])
            write_head(self._writer, head, head._replace(forgotten=last))

    def verify(self) -> list[Finding]:
        """What is wrong with the file itself and its indexes; see `graph/check.py`."""
        session = Session(opened_reader(self.path, self._wait, only_reads=False), self.path, Calls())
        try:
            with session.transaction("BEGIN", "ROLLBACK"):
                judged = self._bench.judged(read_head(session).judged, partial(read_judgements, session))
                return list(verify(session, judged))
        finally:
            session.connection.close()

    @contextmanager
    def settling(self) -> Iterator[bool]:
        """See `Store.settling`.  The kernel frees the lock where a process is killed."""
        with self.path.with_name(f"{self.path.name}-settling").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def close(self) -> None:
        """See `Store.close`.  Readers still open keep what they have."""
        if self._closed:
            return
        with self._alone():
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            self._writer.connection.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one thread writes."""
        self._refuse_closed()
        if not self._writing.acquire(timeout=self._wait):
            raise StoreBusy(
                "another thread has been writing for too long", where=str(self.path), do="Try again"
            )
        try:
            yield
        finally:
            self._writing.release()

    def _borrowed(self) -> apsw.Connection:
        self._refuse_closed()
        try:
            return self._idle.pop()
        except IndexError:
            return opened_reader(self.path, self._wait)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreProblem("the almanac was closed", where=str(self.path), do="Open it again")

    def _returned(self, connection: apsw.Connection) -> None:
        if self._closed or len(self._idle) >= _IDLE_READERS:
            connection.close()
        else:
            self._idle.append(connection)
