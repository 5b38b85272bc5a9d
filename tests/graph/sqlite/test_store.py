"""What is SQLite's own: the file's settings, the log that can be shortened, readers that are abandoned."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from graph.sqlite import SqliteStore, open_store
from schema.changeset import Said
from schema.errors import Forgotten, StoreBusy
from schema.kinds.entity import Technique
from tests.contract.test_apply import BLANK, SAE, START
from tests.contract.worlds import LIST


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    """An almanac of five revisions."""
    opened = open_store(tmp_path / "almanac.db")
    opened.apply(START)
    for name in "ABCD":
        opened.apply(replace(BLANK, nodes=(Said(Technique.named(name), LIST),)))
    return opened


def test_the_file_is_a_plain_database_for_other_tools(store: SqliteStore) -> None:
    """Write-ahead log, STRICT tables, and a full text that Python's own SQLite reads."""
    store.close()
    other = apsw.Connection(str(store.path), flags=apsw.SQLITE_OPEN_READONLY)
    assert other.pragma("journal_mode") == "wal"
    loose = [
        name
        for _, name, kind, _, _, strict in other.execute("PRAGMA table_list")
        if kind == "table" and not strict and not name.startswith(("sqlite_", "full_text"))
    ]
    assert loose == []
    assert other.execute("SELECT count(*) FROM full_text WHERE full_text MATCH '\"sae\"'").get == 3


def test_a_shortened_log_says_so(store: SqliteStore) -> None:
    """What was forgotten can't be asked; what is left can; the graph is as it was."""
    store.forget(3)
    assert [change.revision for change in store.changes(3)] == [4, 5]
    with pytest.raises(Forgotten, match="after revision 3"):
        next(iter(store.changes(2)))
    store.forget(2)
    store.forget(99)
    assert list(store.changes(5)) == []
    assert store.revision() == 5
    with store.reader() as reader:
        assert reader.nodes([SAE.key])


def test_an_abandoned_scan_holds_no_snapshot(store: SqliteStore) -> None:
    """A reader that was left with a scan half done reads the newest when its connection is used again."""
    with store.reader() as reader:
        abandoned = reader.scan_nodes()
        next(abandoned)
        changes = store.changes(0)
        next(changes)
    changes.close()  # type: ignore[attr-defined]  # a generator, though the contract says iterator
    store.apply(replace(BLANK, nodes=(Said(Technique.named("E"), LIST),)))
    with store.reader() as reader:
        assert reader.revision == 6
    store.close()


def test_threads_wait_for_the_one_that_writes_but_not_for_ever(tmp_path: Path) -> None:
    """One thread holds the store's own lock."""
    store = open_store(tmp_path / "almanac.db", wait=0.05)
    told: list[BaseException] = []

    def write() -> None:
        try:
            store.apply(START)
        except StoreBusy as busy:
            told.append(busy)

    with store._alone():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert [type(error) for error in told] == [StoreBusy]
    store.apply(START)


def test_closing_twice_is_nothing(store: SqliteStore) -> None:
    """The second time there is nothing to close."""
    store.close()
    store.close()


def test_a_reader_open_while_the_store_closes_keeps_what_it_has(store: SqliteStore) -> None:
    """Its connection is closed when it is done."""
    with store.reader() as reader:
        store.close()
        assert reader.nodes([SAE.key])
