"""The Neo4j store: an almanac on a server, for any number of processes on any number of machines.

Invariants: what `apply` acknowledged is committed; writers take turns, by a lock on the head that the server frees where
one is killed; who wrote sees it, by bookmarks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, ManagedTransaction
from neo4j import Session as DriverSession
from neo4j.exceptions import ClientError, TransientError

from graph.adopting import Part
from graph.bench import Bench
from graph.check import Finding
from graph.neo4j.adopt import adopt
from graph.neo4j.apply import apply
from graph.neo4j.cooccurrence import Drawn, draw, undraw
from graph.neo4j.form import OURS, REVISION, SETTLING
from graph.neo4j.head import locked_head, write_head
from graph.neo4j.opening import connected, prepared
from graph.neo4j.place import Place
from graph.neo4j.reader import Neo4jReader
from graph.neo4j.session import Calls, Session
from graph.neo4j.traverse.traversals import CypherTraversals
from graph.neo4j.troubles import OWN_LIMIT, answered, out_of_memory, translated
from graph.neo4j.verify import verify
from graph.projection.state import Memory
from graph.sweeping import unswept
from schema.batches import batched
from schema.changeset import Applied, Change, Changeset, Revision
from schema.values import iso

T = TypeVar("T")
_DRAWN = 5_000  # relationships of one transaction
_SETTLING_WAIT = 1.0  # seconds to wait for the lock of settling, which the server itself counts


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)


def open_neo4j(place: Place, *, create: bool = True, clock: Callable[[], datetime] = now) -> Neo4jStore:
    """Open the almanac at `place`, made where the database is empty and `create` allows it.

    Raises StoreBusy where the server can't be reached, StoreProblem, ForeignFile, NewerFormat.
    """
    driver = connected(place)
    try:
        prepared(driver, place, create=create)
    except BaseException:  # as when connecting
        driver.close()
        raise
    return Neo4jStore(driver, place, clock)


class _Tried(Exception):
    """A dry run, which leaves nothing behind."""

    def __init__(self, applied: Applied) -> None:
        super().__init__()
        self.applied = applied


class Neo4jStore:
    """Implements `graph.store.Store`; made by `open_neo4j`.  For any number of threads."""

    def __init__(self, driver: Driver, place: Place, clock: Callable[[], datetime]) -> None:
        self.place = place
        self._driver = driver
        self._clock = clock
        self._bench = Bench()
        self._calls = Calls()
        self._totals = Memory()
        # Whoever reads after having written waits for the server that it reads from to have that.
        self._bookmarks = driver.execute_query_bookmark_manager

    @property
    def calls(self) -> int:
        """How many statements were run since it was opened."""
        return self._calls.count

    def apply(self, change: Changeset, *, dry_run: bool = False) -> Applied:
        """See `Store.apply`.  What the driver calls transient is tried again, and nothing else.

        Raises StoreFull where one transaction may not have the memory that the changeset needs.
        """

        def work(session: Session) -> Applied:
            applied, _ = apply(session, change, iso(self._clock()), self._bench)
            if dry_run:
                raise _Tried(applied)
            return applied

        try:
            return self._written(work)
        except _Tried as tried:
            return tried.applied

    def adopt(self, part: Part) -> Applied:
        """See `Store.adopt`."""
        return self._written(lambda session: adopt(session, part, self._bench))

    def _written(self, work: Callable[[Session], T]) -> T:
        """What `work` comes to in a transaction that writes."""

        def tried(transaction: ManagedTransaction) -> T:
            try:
                with Session(transaction, self._calls) as session:
                    return work(session)
            except TransientError as error:
                # The driver would try it again and again, but it will be as large each time.
                if out_of_memory(error) and OWN_LIMIT in (error.message or ""):
                    raise answered(error, self.place.shown) from error
                raise

        with translated(self.place.shown), unswept(), self._session() as session:
            return session.execute_write(tried)

    @contextmanager
    def reader(self) -> Iterator[Neo4jReader]:
        """See `Store.reader`."""
        with self._read() as session:
            yield Neo4jReader(session, self._bench)

    @contextmanager
    def traversals(self) -> Iterator[CypherTraversals]:
        """Those traversals that the server answers by itself, for one thread.  The others run on the projection of this store."""
        with self._read() as session:
            yield CypherTraversals(session, self._totals)

    def revision(self) -> Revision:
        """See `Store.revision`."""
        with self.reader() as reader:
            return reader.revision

    def changes(self, since: Revision) -> Iterator[Change]:
        """See `Store.changes`."""
        with self.reader() as reader:
            yield from reader.changes(since)

    def forget(self, through: Revision) -> None:
        """Drop the log of all revisions up to and including `through`.  The graph stays as it is."""

        def work(session: Session) -> None:
            head = locked_head(session)
            last = min(max(through, head.forgotten), head.revision)
            session.rows(f"MATCH (r:{OURS}&{REVISION}) WHERE r.number <= $last DELETE r", last=last)
            write_head(session, head._replace(forgotten=last))

        self._written(work)

    def draw(self, pairs: Iterable[Drawn]) -> int:
        """Draw pairs of entities as relationships, all at one instant, in the place of those of before; how many.

        In many transactions: whoever looks meanwhile may see some of both.
        """
        count, instant = 0, None
        for some in batched(pairs, _DRAWN):
            instant = some[0].as_of
            count += self._written(partial(draw, pairs=some))
        while self._written(partial(undraw, but=instant, most=_DRAWN)):
            continue
        return count

    def verify(self) -> list[Finding]:
        """What is wrong with how it lies there; see `graph/check.py`."""
        with self._read() as session:
            return list(verify(session, Neo4jReader(session, self._bench)))

    @contextmanager
    def settling(self) -> Iterator[bool]:
        """See `Store.settling`.  The server frees the lock where a process is killed."""
        lock = f"MATCH (s:{OURS} {{_id: '{SETTLING}'}}) SET s.held = true"
        with translated(self.place.shown), self._session() as trying:
            # With a limit on its time: a lock that is held would be waited for without an end.
            try:
                with trying.begin_transaction(timeout=_SETTLING_WAIT) as transaction:
                    transaction.run(lock).consume()
                    transaction.commit()
            except (ClientError, TransientError):
                yield False
                return
            with self._session() as session, session.begin_transaction() as transaction:
                transaction.run(lock).consume()
                yield True

    def close(self) -> None:
        """See `Store.close`."""
        self._driver.close()

    @contextmanager
    def _read(self) -> Iterator[Session]:
        """A transaction to read in, whose errors are ours."""
        with (
            translated(self.place.shown),
            self._session(READ_ACCESS) as opened,
            opened.begin_transaction() as transaction,
        ):
            yield Session(transaction, self._calls, self.place.shown)

    def _session(self, access: str = WRITE_ACCESS) -> DriverSession:
        return self._driver.session(
            database=self.place.database, bookmark_manager=self._bookmarks, default_access_mode=access
        )
