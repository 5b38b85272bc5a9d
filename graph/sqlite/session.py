"""One connection: runs statements on many values at once, counts them, and tells what SQLite's errors mean.

Invariants: a statement that takes many values takes them as one JSON array, so their number never changes how many
statements run; every error of SQLite leaves here as a `StoreProblem`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import apsw
import orjson

from schema.errors import ForeignFile, StoreBusy, StoreFull, StoreProblem

Row: TypeAlias = "tuple[Any, ...]"


def many(values: Iterable[int] | Iterable[str]) -> str:
    """Values for `IN (SELECT value FROM json_each(?))`."""
    return orjson.dumps(list(values)).decode()


class Calls:
    """How many statements were run.  Tests hold it against the number of rows asked for."""

    def __init__(self) -> None:
        self.count = 0


class Session:
    """A connection to an almanac's file."""

    def __init__(self, connection: apsw.Connection, path: Path, calls: Calls) -> None:
        self.connection = connection
        self.path = path
        self._calls = calls
        self._streaming: set[apsw.Cursor] = set()

    def rows(self, sql: str, *values: apsw.SQLiteValue) -> Iterator[Row]:
        """The rows of a statement, streamed."""
        self._calls.count += 1
        with troubles(self.path):
            cursor = self.connection.execute(sql, values)
            self._streaming.add(cursor)
            try:
                yield from cursor
            finally:
                self._streaming.discard(cursor)
                cursor.close(True)

    def end(self) -> None:
        """Stop whatever is still being streamed: a snapshot is held for as long as a statement runs."""
        while self._streaming:
            self._streaming.pop().close(True)

    def all(self, sql: str, *values: apsw.SQLiteValue) -> list[Row]:
        """The rows of a statement."""
        self._calls.count += 1
        with troubles(self.path):
            return self.connection.execute(sql, values).fetchall()

    def write(self, sql: str, rows: Sequence[Sequence[apsw.SQLiteValue]]) -> None:
        """Run a statement for each of `rows`."""
        if rows:
            with troubles(self.path):
                self.connection.executemany(sql, rows)

    @contextmanager
    def transaction(self, begin: str, end: str) -> Iterator[None]:
        """From `begin` to `end`; rolled back where anything is raised."""
        with troubles(self.path):
            self.connection.execute(begin)
        try:
            yield
            with troubles(self.path):
                self.connection.execute(end)
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")


@contextmanager
def troubles(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into those of Almanac."""
    try:
        yield
    except apsw.BusyError as error:
        raise StoreBusy(
            "another process has been writing for too long", where=str(path), do="Try again when it is done"
        ) from error
    except apsw.FullError as error:
        raise StoreFull(
            "there is no room left; nothing of this change was kept, all that was acknowledged before is safe",
            where=str(path),
            do="Make room on that disk, then load again",
        ) from error
    except apsw.NotADBError as error:
        raise ForeignFile("this is not an almanac", where=str(path), do="Name another file") from error
    except apsw.CorruptError as error:
        raise StoreProblem(
            f"the file is damaged ({error})",
            where=str(path),
            do="Restore it from a copy, or load anew into another file",
        ) from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError, apsw.IOError) as error:
        raise StoreProblem(
            f"the file can't be used ({error})",
            where=str(path),
            do="Check the folder, its permissions and its disk",
        ) from error
