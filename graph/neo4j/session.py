"""Transactions: queries with parameters only, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any, Self

from neo4j import ManagedTransaction, Record, Transaction

from graph.neo4j.troubles import translated
from schema.batches import batched

STEP = 2_000  # rows that one statement is given
# A thread for each transaction that writes; of one almanac there is one, which holds its lock.
_SENDING = ThreadPoolExecutor(thread_name_prefix="neo4j-writing")


class Calls:
    """How many statements were run."""

    def __init__(self) -> None:
        self.count = 0


class Session:
    """A transaction, for one thread; what it runs is counted in `calls`.

    Statements that write are sent by another thread, one after the other, so whoever writes leaves it (`with`) before the
    transaction ends.

    where: what errors name as the place, for whoever reads; without it they stay the driver's, which tries again by them.
    """

    def __init__(self, transaction: Transaction | ManagedTransaction, calls: Calls, where: str = "") -> None:
        self._transaction = transaction
        self._calls = calls
        self._where = where
        self._sent: Future[Any] | None = None

    def rows(self, query: str, /, **parameters: Any) -> list[Record]:
        """All rows of a query."""
        return list(self.stream(query, **parameters))

    def stream(self, query: str, /, **parameters: Any) -> Iterator[Record]:
        """The rows of a query, as they come."""
        self.wait()
        self._calls.count += 1
        with translated(self._where) if self._where else nullcontext():
            yield from self._transaction.run(query, parameters)

    def write(self, query: str, rows: Iterable[Any], /, step: int = STEP, **parameters: Any) -> None:
        """Run a statement that unwinds `$rows`, `step` of them at a time.

        The server works on a step while the rows of the next are made.  What fails is raised by what follows.
        """
        for some in batched(rows, step):
            self.wait()
            self._calls.count += 1
            self._sent = _SENDING.submit(self._transaction.run, query, {"rows": some, **parameters})

    def wait(self) -> None:
        """Until the server has done what it was given to write; raises what it failed by."""
        sent, self._sent = self._sent, None
        if sent is not None:
            sent.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Nobody uses the transaction any more: what was given to write is done, or failed with what failed here."""
        if kind is None:
            self.wait()
        elif self._sent is not None:
            futures.wait((self._sent,))
