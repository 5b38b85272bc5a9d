"""Opening an almanac's file: what is checked before anything is touched, and how every connection is set up.

Invariants: a file that is not ours, of a newer format, or on a network file system is left untouched.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import apsw

from graph.sqlite.migrations import APPLICATION, format_of, migrate, steps
from graph.sqlite.session import troubles
from graph.sqlite.views import refresh
from schema.errors import ForeignFile, StoreProblem

_PAGE = 4096
_WRITER_CACHE_KB = 65536
_READER_CACHE_KB = 16384
_CHECKPOINT_PAGES = 4000
_READ_WRITE = apsw.SQLITE_OPEN_READWRITE
_CREATE = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE


def opened_writer(path: Path, *, create: bool, wait: float, max_pages: int | None) -> apsw.Connection:
    """The connection that writes, with the file made where there is none and brought to the newest format.

    Raises StoreProblem and its kinds.
    """
    if not create and not path.exists():
        raise StoreProblem(
            f"there is no almanac at {path}", do="Load something into it first, or name another file"
        )
    with troubles(path):
        connection = apsw.Connection(str(path), flags=_CREATE if create else _READ_WRITE)
    try:
        with troubles(path):
            connection.set_busy_timeout(round(wait * 1000))
            _refuse_foreign(connection, path)
            _set_up_writer(connection, max_pages)
            migrate(connection, path, steps())
            refresh(connection)
            connection.execute("INSERT OR IGNORE INTO almanac VALUES ('store_id', ?)", (uuid4().hex,))
    except BaseException:  # whatever it was, the file must not stay open behind the caller's back
        connection.close()
        raise
    return connection


def opened_reader(path: Path, wait: float, *, only_reads: bool = True) -> apsw.Connection:
    """A connection to read on; `only_reads` forbids it even temporary tables."""
    with troubles(path):
        connection = apsw.Connection(str(path), flags=_READ_WRITE)
        connection.set_busy_timeout(round(wait * 1000))
        connection.pragma("cache_size", -_READER_CACHE_KB)
        connection.pragma("query_only", int(only_reads))
    return connection


def _refuse_foreign(connection: apsw.Connection, path: Path) -> None:
    holds = connection.pragma("schema_version") != 0
    if holds and connection.pragma("application_id") != APPLICATION:
        raise ForeignFile("this is a database of another program", where=str(path), do="Name another file")


def _set_up_writer(connection: apsw.Connection, max_pages: int | None) -> None:
    if format_of(connection) > max(steps()):
        return  # `migrate` will say so; nothing is to be touched
    connection.pragma("page_size", _PAGE)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "FULL")
    connection.pragma("wal_autocheckpoint", _CHECKPOINT_PAGES)
    connection.pragma("journal_size_limit", 2 * _CHECKPOINT_PAGES * _PAGE)
    connection.pragma("cache_size", -_WRITER_CACHE_KB)
    if max_pages is not None:
        connection.pragma("max_page_count", max_pages)
