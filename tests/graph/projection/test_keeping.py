"""A follower that keeps its base: it opens from it, follows from there, and never trusts one that is not its store's."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.projection import follow, open_projection
from graph.projection.build import from_reader
from graph.projection.compare import differences
from graph.projection.follow import Follower
from graph.sqlite import SqliteStore, open_store
from graph.traverse.projected import Projected
from graph.view import View
from schema.changeset import Changeset, Said
from schema.edges.news import Mentions
from schema.keys import event_key
from schema.kinds.entity import Technique
from schema.kinds.event import Event
from tests.contract.worlds import FEED, LIST, NOON
from tests.graph.projection.world import START

SAE, STEERING = Technique.named("Sparse autoencoder"), Technique.named("Steering")


@contextmanager
def _opened(path: Path) -> Iterator[SqliteStore]:
    store = open_store(path, clock=lambda: NOON)
    try:
        yield store
    finally:
        store.close()


def _told(first: int, last: int) -> Changeset:
    """Events that all mention both techniques."""
    events = [
        Event(key=event_key(FEED, str(n)), title=f"Event {n}", published=START, observed=NOON)
        for n in range(first, last)
    ]
    mentions = tuple(
        Said(Mentions(src=event.key, dst=thing.key, surface="x"), FEED)
        for event in events
        for thing in (SAE, STEERING)
    )
    return Changeset(FEED, "load", NOON, nodes=tuple(Said(event, FEED) for event in events), edges=mentions)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store with as many events as make a base worth keeping."""
    with _opened(tmp_path / "almanac.db") as opened:
        opened.apply(Changeset(LIST, "begin", NOON, nodes=(Said(SAE, LIST), Said(STEERING, LIST))))
        opened.apply(_told(0, follow.WORTH_KEEPING))
        yield opened


def _agrees(view: View, store: SqliteStore) -> None:
    assert isinstance(view.traversals, Projected)
    with store.reader() as reader:
        assert view.traversals.revision == reader.revision
        assert differences(view.traversals.state, from_reader(reader)) == []


def _count(follower: Follower) -> int:
    with follower.view() as view:
        return view.traversals.presence([SAE.key])[0].count


def test_a_second_start_reads_the_base_and_not_the_store(store: SqliteStore, tmp_path: Path) -> None:
    folder = tmp_path / "projection"
    with open_projection(store, folder).view() as view:
        _agrees(view, store)
    store.apply(_told(6000, 6010))
    calls = store.calls
    follower = open_projection(store, folder)
    spent = store.calls - calls
    with follower.view() as view:
        _agrees(view, store)
        assert isinstance(view.traversals, Projected)
        assert [len(part.block) for part in view.traversals.state.parts] == [follow.WORTH_KEEPING, 10]
    assert spent < 40


def test_small_almanacs_keep_none(tmp_path: Path) -> None:
    with _opened(tmp_path / "small.db") as small:
        small.apply(Changeset(LIST, "begin", NOON, nodes=(Said(SAE, LIST),)))
        open_projection(small, tmp_path / "projection")
    assert not (tmp_path / "projection").exists()


def test_a_damaged_base_is_built_anew_and_said(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "projection"
    open_projection(store, folder)
    (data,) = folder.glob("base-*")
    data.write_bytes(data.read_bytes()[:-1])
    with caplog.at_level(logging.WARNING), open_projection(store, folder).view() as view:
        _agrees(view, store)
    assert "built anew" in caplog.text
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        open_projection(store, folder)
    assert caplog.text == ""


def test_a_base_of_a_future_that_was_undone_is_not_used(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The file is restored from a copy, and another history goes on from there."""
    folder, copy = tmp_path / "projection", tmp_path / "restored.db"
    with _opened(store.path) as again:
        again.close()
    shutil.copy(store.path, copy)
    for wal in (store.path.with_name("almanac.db-wal"),):
        shutil.copy(wal, tmp_path / "restored.db-wal")
    store.apply(_told(7000, 7010))
    open_projection(store, folder)
    with _opened(copy) as restored, caplog.at_level(logging.WARNING):
        follower = open_projection(restored, folder)
        assert _count(follower) == follow.WORTH_KEEPING
    assert "never had its revision" in caplog.text


def test_a_folder_that_cannot_be_written_costs_only_time(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "projection"
    place.write_text("a file is in the way")
    with caplog.at_level(logging.WARNING):
        assert _count(open_projection(store, place)) == follow.WORTH_KEEPING
    assert "can't be kept" in caplog.text


def test_while_following_nobody_waits_and_all_is_seen_soon(store: SqliteStore, tmp_path: Path) -> None:
    follower = open_projection(store, tmp_path / "projection")
    with follower.following():
        store.apply(_told(8000, 8020))
        deadline = time.monotonic() + 20
        while _count(follower) != follow.WORTH_KEEPING + 20:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        with follower.view() as view:
            _agrees(view, store)


def test_measures_are_made_beside_the_requests(tmp_path: Path) -> None:
    with _opened(tmp_path / "small.db") as small:
        small.apply(Changeset(LIST, "begin", NOON, nodes=(Said(SAE, LIST), Said(STEERING, LIST))))
        small.apply(_told(0, 10))
        follower = open_projection(small)
        with follower.following(), follower.view() as view:
            assert isinstance(view.traversals, Projected)
            derived = view.traversals.state.derived
            assert derived is not None
            assert derived.standing.revision == view.traversals.revision
            assert view.traversals.stands([SAE.key])[0].rank == pytest.approx(1.0)


def test_a_base_written_elsewhere_is_taken_over(store: SqliteStore, tmp_path: Path) -> None:
    folder = tmp_path / "projection"
    follower = open_projection(store, folder)
    store.apply(_told(8000, 8500))
    with follower.following(), _opened(store.path) as other:
        assert open_projection(other, folder).keep()
        deadline = time.monotonic() + 20
        while True:
            with follower.view() as view:
                assert isinstance(view.traversals, Projected)
                if len(view.traversals.state.base.block) == follow.WORTH_KEEPING + 500:
                    _agrees(view, store)
                    break
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_a_long_tail_asks_for_a_new_base_once_the_almanac_is_large(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    follower = open_projection(store, tmp_path / "projection", lambda: asked.append(1))
    monkeypatch.setattr(follow, "LONGEST_TAIL", 1_000)  # so that it counts as large
    store.apply(_told(9000, 9100))
    assert _count(follower) == follow.WORTH_KEEPING + 100
    assert asked == []
    store.apply(_told(9100, 9300))
    assert _count(follower) == follow.WORTH_KEEPING + 300
    assert asked == [1]


KILLED = """
import os, sys
from pathlib import Path
from graph.projection import base, open_projection
from graph.sqlite import open_store

left = int(sys.argv[3])
calls = 0

def counted(real):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == left:
            os._exit(9)
        return real(*args, **kwargs)
    return call

follower = open_projection(open_store(Path(sys.argv[1])), Path(sys.argv[2]))
os.fsync, base.write_arrays = counted(os.fsync), counted(base.write_arrays)
Path.replace, Path.unlink = counted(Path.replace), counted(Path.unlink)
assert follower.keep()
print("kept")
"""


def test_a_kill_while_it_is_rewritten_leaves_the_old_one_or_the_new(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "projection"
    open_projection(store, folder)
    store.apply(_told(9000, 9010))
    for step in range(1, 20):
        command = [sys.executable, "-c", KILLED, str(store.path), str(folder), str(step)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        with caplog.at_level(logging.WARNING), open_projection(store, folder).view() as view:
            _agrees(view, store)
            assert isinstance(view.traversals, Projected)
            assert len(view.traversals.state.base.block) in (follow.WORTH_KEEPING, follow.WORTH_KEEPING + 10)
        assert caplog.text == ""
        if "kept" in ran.stdout:
            break
        assert ran.returncode == 9, ran.stderr
    assert step > 4
    assert len(list(folder.glob("base-*"))) == 1
