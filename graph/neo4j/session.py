"""Transactions: queries with parameters only, errors of the driver as errors of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from neo4j import ManagedTransaction, Record, Transaction
from neo4j.exceptions import (
    AuthError,
    ClientError,
    DriverError,
    Forbidden,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from schema.errors import StoreBusy, StoreFull, StoreProblem

STEP = 2_000  # rows that one statement is given


class Calls:
    """How many statements were run."""

    def __init__(self) -> None:
        self.count = 0


class Session:
    """A transaction; what it runs is counted in `calls`."""

    def __init__(self, transaction: Transaction | ManagedTransaction, calls: Calls) -> None:
        self._transaction = transaction
        self._calls = calls

    def rows(self, query: str, /, **parameters: Any) -> list[Record]:
        """All rows of a query."""
        return list(self.stream(query, **parameters))

    def stream(self, query: str, /, **parameters: Any) -> Iterator[Record]:
        """The rows of a query, as they come."""
        self._calls.count += 1
        yield from self._transaction.run(query, parameters)

    def write(self, query: str, rows: list[Any], /, **parameters: Any) -> None:
        """Run a statement that unwinds `$rows`, a step at a time."""
        for start in range(0, len(rows), STEP):
            self._calls.count += 1
            self._transaction.run(query, {"rows": rows[start : start + STEP], **parameters}).consume()


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Errors of the driver and the server as StoreProblems that say what to do."""
    try:
        yield
    except AuthError as error:
        raise StoreProblem(
            "the server does not know this user and password",
            where=where,
            do="Set ALMANAC_NEO4J_USER and ALMANAC_NEO4J_PASSWORD, or ALMANAC_NEO4J_TOKEN",
        ) from error
    except (ServiceUnavailable, SessionExpired, DriverError) as error:
        raise StoreBusy(
            f"the server can't be reached ({error})",
            where=where,
            do="Start it, or check the address, and do it again",
        ) from error
    except TransientError as error:
        if "MemoryPool" in (error.code or "") or "OutOfMemory" in (error.code or ""):
            raise StoreFull(
                f"the changeset needs more memory than a transaction may have ({error.message})",
                where=where,
                do="Apply it in smaller parts (load --batch), or raise dbms.memory.transaction.total.max",
            ) from error
        raise StoreBusy(f"the server is busy ({error.message})", where=where, do="Do it again") from error
    except Forbidden as error:
        raise StoreProblem(
            f"the server refuses it ({error.message})",
            where=where,
            do="Use a user and a database that may be written",
        ) from error
    except (ClientError, Neo4jError) as error:
        raise StoreProblem(f"the server answers {error.code}: {error.message}", where=where) from error
