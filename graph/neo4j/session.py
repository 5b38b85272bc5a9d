"""Transactions: queries with parameters only, counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from neo4j import ManagedTransaction, Record, Transaction

from graph.neo4j.troubles import translated

STEP = 2_000  # rows that one statement is given


class Calls:
    """How many statements were run."""

    def __init__(self) -> None:
        self.count = 0


class Session:
    """A transaction; what it runs is counted in `calls`.

    where: what errors name as the place, for whoever reads; without it they stay the driver's, which tries again by them.
    """

    def __init__(self, transaction: Transaction | ManagedTransaction, calls: Calls, where: str = "") -> None:
        self._transaction = transaction
        self._calls = calls
        self._where = where

    def rows(self, query: str, /, **parameters: Any) -> list[Record]:
        """All rows of a query."""
        return list(self.stream(query, **parameters))

    def stream(self, query: str, /, **parameters: Any) -> Iterator[Record]:
        """The rows of a query, as they come."""
        self._calls.count += 1
        with translated(self._where) if self._where else nullcontext():
            yield from self._transaction.run(query, parameters)

    def write(self, query: str, rows: list[Any], /, **parameters: Any) -> None:
        """Run a statement that unwinds `$rows`, a step at a time.

        Nobody waits for it: the server works while the next is made ready.  What fails is raised by what follows, by
        the commit at the latest.
        """
        for start in range(0, len(rows), STEP):
            self._calls.count += 1
            self._transaction.run(query, {"rows": rows[start : start + STEP], **parameters})
