"""Formats: an older file is brought to the newest, with a copy made before; a step runs whole or not at all."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from graph.bench import Bench
from graph.check import check
from graph.digest import digest
from graph.sqlite import open_store
from graph.sqlite.apply import apply
from graph.sqlite.migrations import APPLICATION, format_of, migrate, steps
from graph.sqlite.session import Calls, Session
from graph.store import Store
from tests.contract.test_apply import START, settled


def _first_format(path: Path) -> None:
    """An almanac as the first version wrote it, with something in it."""
    connection = apsw.Connection(str(path))
    migrate(connection, path, {1: steps()[1]})
    connection.execute("INSERT INTO almanac VALUES ('store_id', 'an-old-one')")
    session = Session(connection, path, Calls())
    with session.transaction("BEGIN IMMEDIATE", "COMMIT"):
        apply(session, START, "2026-03-01T12:00:00Z", Bench())
    connection.close()


def _digest(store: Store) -> str:
    with store.reader() as reader:
        return digest(reader)


def test_an_older_format_is_brought_to_the_newest(tmp_path: Path) -> None:
    """Everything is there, the copy beside it is the old file, and opening again does nothing more."""
    path = tmp_path / "almanac.db"
    _first_format(path)
    store = open_store(path)
    with store.reader() as reader:
        assert reader.store_id == "an-old-one"
        assert reader.counts()["Technique"] == 3
    settled(store)
    assert check(store) == []
    migrated = _digest(store)
    store.close()
    copy = apsw.Connection(str(tmp_path / "almanac.db.format-1"))
    assert (format_of(copy), copy.pragma("application_id")) == (1, APPLICATION)
    assert copy.execute("SELECT count(*) FROM node").get == 8
    copy.close()
    (tmp_path / "almanac.db.format-1").unlink()
    again = open_store(path)
    assert _digest(again) == migrated
    assert not (tmp_path / "almanac.db.format-1").exists()
    again.close()


def test_a_fresh_file_has_the_newest_format_and_no_copy(tmp_path: Path) -> None:
    """There was nothing to keep."""
    open_store(tmp_path / "almanac.db").close()
    connection = apsw.Connection(str(tmp_path / "almanac.db"))
    assert format_of(connection) == max(steps())
    connection.close()
    assert [path.name for path in tmp_path.iterdir()] == ["almanac.db"]


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """None of its statements, nor those of the step before it in the same move, are kept."""
    path = tmp_path / "almanac.db"
    _first_format(path)
    connection = apsw.Connection(str(path))
    with pytest.raises(apsw.SQLError, match="syntax"):
        migrate(connection, path, steps() | {3: "CREATE TABLE more (x); CREATE NONSENSE"})
    assert format_of(connection) == 1
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'more'").get == 0
    connection.close()


def test_every_store_has_an_id_of_its_own(tmp_path: Path) -> None:
    """Made once, with the file."""
    ids = []
    for name in ("a.db", "b.db", "a.db"):
        store = open_store(tmp_path / name)
        with store.reader() as reader:
            ids.append(reader.store_id)
        store.close()
    assert ids[0] == ids[2] != ids[1]
