"""Steps from one format of the file to the next, each a script `step_<number>.sql`; the format is the last one's number.

Invariants: a step runs whole or not at all; before the first step on a file that holds something, a copy is made beside
it; a file of a newer format is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import apsw

from graph.sqlite.session import troubles
from schema.errors import NewerFormat

APPLICATION = 0x416C6D61  # "Alma"


@cache
def steps() -> dict[int, str]:
    """Every step's script by number."""
    scripts = (file for file in files(__package__).iterdir() if file.name.endswith(".sql"))
    return {int(file.name[5:-4]): file.read_text() for file in scripts}


def format_of(connection: apsw.Connection) -> int:
    """The format of an open file; 0 for an empty one."""
    return int(connection.pragma("user_version"))


def migrate(connection: apsw.Connection, path: Path, scripts: Mapping[int, str]) -> Path | None:
    """Bring a file to the newest of `scripts`; the copy that was made before, if one was.  Raises NewerFormat."""
    newest = max(scripts)
    old = format_of(connection)
    if old > newest:
        raise NewerFormat(
            f"the almanac has format {old}, this version knows up to {newest}",
            where=str(path),
            do="Upgrade Almanac; the file was left as it is",
        )
    if old == newest:
        return None
    copy = copied(connection, path.with_name(f"{path.name}.format-{old}")) if old else None
    with troubles(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have come first while this one waited for the lock.
            for number in range(format_of(connection) + 1, newest + 1):
                connection.execute(scripts[number])
                connection.pragma("user_version", number)
            connection.pragma("application_id", APPLICATION)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return copy


def copied(connection: apsw.Connection, target: Path) -> Path:
    """A copy of the whole file at `target`, made while others may read and write; an older copy there is replaced."""
    target.unlink(missing_ok=True)
    with troubles(target):
        copy = apsw.Connection(str(target))
        try:
            with copy.backup("main", connection, "main") as backup:
                while not backup.done:
                    backup.step(1000)
        finally:
            copy.close()
    return target
