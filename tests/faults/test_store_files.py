"""Files that can't be used, disks that are full: a clear error, and nothing touched."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from graph.check import check
from graph.sqlite import SqliteStore, open_store
from graph.sqlite.place import file_system
from schema.errors import ForeignFile, NewerFormat, StoreBusy, StoreFull, StoreProblem, UnsafePlace
from tests.contract.test_apply import BLANK, START
from tests.faults.writing import changeset


def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    """Its bytes stay as they are."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE notes (text TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(ForeignFile, match="another program"):
        open_store(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["other.db"]


def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    """A feed named by mistake."""
    path = tmp_path / "feed.xml"
    path.write_text("<rss/>" * 1000)
    with pytest.raises(ForeignFile, match="not an almanac"):
        open_store(path)
    assert path.read_text() == "<rss/>" * 1000


def test_a_newer_format_is_refused_untouched(tmp_path: Path) -> None:
    """It says which format it found, and what to do."""
    path = tmp_path / "almanac.db"
    open_store(path).close()
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", 999)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerFormat, match="format 999") as caught:
        open_store(path)
    assert "Upgrade" in caught.value.do
    assert path.read_bytes() == before


def test_a_missing_almanac_is_not_made_where_only_reading_was_meant(tmp_path: Path) -> None:
    """`create=False` leaves no file behind."""
    with pytest.raises(StoreProblem, match="no almanac"):
        open_store(tmp_path / "almanac.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The error names the file and what to check."""
    with pytest.raises(StoreProblem, match="folder"):
        open_store(tmp_path / "nowhere" / "almanac.db")


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    """Before any file is made."""
    with pytest.raises(UnsafePlace, match=kind):
        open_store(tmp_path / "almanac.db", file_system=lambda folder: kind)
    assert list(tmp_path.iterdir()) == []


def test_the_file_system_here_is_told(tmp_path: Path) -> None:
    """This machine's own is no network file system; its kernel may not tell."""
    assert file_system(tmp_path) not in {"nfs", "cifs"}
    assert file_system(Path("/proc")) in {"proc", ""}


def _filled(store: SqliteStore) -> tuple[int, StoreFull]:
    """Write until there is no room: the number of batches acknowledged, and the error."""
    for batch in range(1000):
        try:
            store.apply(changeset("a", batch))
        except StoreFull as full:
            return batch, full
    raise AssertionError("it was never full")


def test_a_full_disk_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Applying fails with what to do; what was acknowledged is there, and with room the rest can be applied."""
    path = tmp_path / "almanac.db"
    open_store(path).close()
    small = open_store(path, max_pages=80)
    acknowledged, full = _filled(small)
    assert "Make room" in full.do
    assert full.where == str(path)
    assert acknowledged > 0
    with small.reader() as reader:
        assert reader.counts()["Event"] == 5 * acknowledged
    with pytest.raises(StoreFull):
        small.apply(changeset("a", acknowledged))
    assert check(small) == []
    small.close()
    roomy = open_store(path)
    roomy.apply(changeset("a", acknowledged))
    assert roomy.revision() == acknowledged + 1
    assert check(roomy) == []


def test_a_writer_that_waits_too_long_says_so(tmp_path: Path) -> None:
    """Another process holds the lock; afterwards all is well."""
    path = tmp_path / "almanac.db"
    store = open_store(path, wait=0.1)
    store.apply(START)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="Try again"):
        store.apply(replace(BLANK, notes={("cursor", "x"): 1}))
    with store.reader() as reader:
        assert reader.revision == 1
    other.execute("ROLLBACK")
    store.apply(replace(BLANK, notes={("cursor", "x"): 1}))


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_a_damaged_file_is_named(tmp_path: Path, part: float) -> None:
    """Pages that were overwritten are an error or a finding, never a clean bill."""
    path = tmp_path / "almanac.db"
    store = open_store(path)
    for batch in range(50):
        store.apply(changeset("a", batch))
    store.close()
    content = bytearray(path.read_bytes())
    start = int(len(content) * part) // 4096 * 4096
    content[start : start + 8192] = b"\xff" * 8192
    path.write_bytes(content)
    complaints = _complaints(path)
    assert complaints
    assert all(str(path) in complaint or "file" in complaint for complaint in complaints[:1])


def _complaints(path: Path) -> list[str]:
    """What opening and checking has to say."""
    try:
        return [str(finding) for finding in check(open_store(path, create=False)) if finding.fault]
    except StoreProblem as problem:
        return [str(problem)]


def test_a_closed_almanac_says_so(tmp_path: Path) -> None:
    """Reading and writing after closing are errors of the caller."""
    store = open_store(tmp_path / "almanac.db")
    store.close()
    with pytest.raises(StoreProblem, match="closed"), store.reader():
        pass
    with pytest.raises(StoreProblem, match="closed"):
        store.apply(BLANK)
