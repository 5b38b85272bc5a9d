"""The copy is what a dump holds, whatever happened in between; what is killed, damaged or foreign is made anew."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rdf.dump import whole
from api.rdf.lines import nquads
from api.sparql import step as stepping
from api.sparql.copy import Copy
from api.sparql.generation import Generation, in_use
from graph.sqlite import SqliteStore, open_store
from schema.addresses import Addresses
from schema.changeset import Changeset, Said
from schema.declare import Node
from schema.edges.news import PublishedBy
from schema.errors import Refused, StoreProblem
from schema.judgement import Judgement, Same
from schema.keys import source_key
from schema.kinds.entity import Model
from schema.kinds.source import Source
from schema.mapping import Mapping
from tests.api.world import FEED, LIST, LISTING, MODEL, NOW, SUCCESSOR, World, make_world
from tests.contract.worlds import histories

ANN = source_key("person", "ann")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An almanac of the test's own."""
    made = make_world(tmp_path, events=4)
    yield made
    made.store.close()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy that is not made yet."""
    return Copy(tmp_path / "rdf", Addresses())


def _held(generation: Generation) -> set[str]:
    data = pyoxigraph.Store.read_only(str(generation.data))
    return {str(quad) for quad in data}


def _dumped(store: SqliteStore) -> set[str]:
    with store.reader() as reader:
        data = b"".join(nquads(whole(reader, Mapping(), graphs=True)))
    read = pyoxigraph.Store()  # which writes numbers in another form
    read.bulk_load(data, pyoxigraph.RdfFormat.N_QUADS)
    return {str(quad) for quad in read}


def _tell(store: SqliteStore, *nodes: Node, judge: tuple[Judgement, ...] = ()) -> None:
    said = tuple(Said(node, LIST, "2026-09-18") for node in nodes)
    store.apply(Changeset(actor=ANN, reason="told", observed=NOW, nodes=said, judge=judge))


def _as_dumped(found: Generation, store: SqliteStore) -> None:
    held, dumped = _held(found), _dumped(store)
    assert held == dumped
    assert found.about.quads == len(dumped)
    assert found.about.triples == sum(
        1 for quad in dumped if "urn:almanac:graph/" not in quad.rsplit(" ", 1)[1]
    )


def _tells(found: Generation, words: str) -> bool:
    return any(words in quad for quad in _held(found))


def _never(*_: object) -> None:
    raise AssertionError("all of it is written anew")


def test_it_holds_what_a_dump_holds(world: World, copy: Copy) -> None:
    _as_dumped(copy.in_step(world.store), world.store)


def test_a_step_writes_only_what_moved(world: World, copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    first = copy.in_step(world.store)
    _tell(world.store, MODEL.model_copy(update={"description": "A small one."}))

    monkeypatch.setattr(Copy, "_whole", _never)
    second = copy.in_step(world.store)
    assert second.about.revision == first.about.revision + 1
    assert copy.in_step(world.store) == second
    monkeypatch.undo()
    _as_dumped(second, world.store)


@given(histories(8), st.data())
def test_any_history_step_by_step(history: list[Changeset], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "almanac.db", clock=lambda: NOW)
        copy = Copy(Path(folder) / "rdf", Addresses())
        copy.in_step(store)
        for change in history:
            with suppress(Refused):
                store.apply(change)
            if data.draw(st.booleans()):
                _as_dumped(copy.in_step(store), store)
        _as_dumped(copy.in_step(store), store)
        store.close()


@pytest.mark.parametrize("bulk", [1, 10_000])
def test_a_merge_and_its_end_move_what_leads_there(
    bulk: int, world: World, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stepping, "_BULK", bulk)
    copy.in_step(world.store)
    same = Judgement(Same(SUCCESSOR.key, MODEL.key), ANN, "one model", NOW)
    _tell(world.store, judge=(same,))
    _as_dumped(copy.in_step(world.store), world.store)
    world.store.apply(Changeset(actor=ANN, reason="no", observed=NOW, unjudge=(same.id,)))
    _as_dumped(copy.in_step(world.store), world.store)


def test_what_a_source_no_longer_lets_be_published_goes(world: World, copy: Copy) -> None:
    assert _tells(copy.in_step(world.store), "run 0")
    _tell(world.store, Source(key=FEED, name="Harbour Lab blog", republish="title"))
    found = copy.in_step(world.store)
    assert not _tells(found, "run 0")
    _as_dumped(found, world.store)


def test_what_a_strict_source_publishes_too_goes(
    world: World, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    _tell(world.store, Source(key=LISTING, name="Listing", republish="title"))
    assert _tells(copy.in_step(world.store), "run 0")
    monkeypatch.setattr(Copy, "_whole", _never)
    edge = Said(PublishedBy(src=world.events[0], dst=LISTING), LISTING, "2026-09-18")
    world.store.apply(Changeset(actor=ANN, reason="told", observed=NOW, edges=(edge,)))
    found = copy.in_step(world.store)
    assert not _tells(found, "run 0")
    _as_dumped(found, world.store)


def test_a_generation_that_is_read_stays(world: World, copy: Copy) -> None:
    first = copy.in_step(world.store)
    with in_use(first.folder):
        for number in range(3):
            _tell(world.store, Model.named(f"Tern-{number}"))
            copy.in_step(world.store)
        assert first.data.is_dir()
    _tell(world.store, Model.named("Tern-4"))
    last = copy.in_step(world.store)
    assert list(copy.folder.glob("at-*")) == [last.folder]
    with pytest.raises(FileNotFoundError), in_use(first.folder):
        pass


def test_a_kill_while_it_is_made_leaves_the_old_one(world: World, copy: Copy) -> None:
    first = copy.in_step(world.store)
    _tell(world.store, *(Model.named(f"Tern-{number}") for number in range(300)))
    code = "import sys; from tests.api.sparql.test_copy import make; make(*sys.argv[1:])"
    command = [sys.executable, "-c", code, str(world.path), str(copy.folder.parent)]
    half: set[Path] = set()
    for kills in range(1, 4):
        with subprocess.Popen(command, cwd=ROOT) as maker:
            while not set(copy.folder.glob("making-*/data")) - half:
                assert maker.poll() is None, "it was made before it could be killed"
                time.sleep(0.001)
            maker.kill()
        half = set(copy.folder.glob("making-*/data"))
        assert len(half) == kills
        assert copy.newest(world.store) == first
    _as_dumped(copy.in_step(world.store), world.store)
    assert not list(copy.folder.glob("making-*"))


def make(store: str, folder: str) -> None:
    """What the process that is killed does."""
    Copy(Path(folder), Addresses()).in_step(open_store(Path(store)))


def test_a_damaged_one_is_made_anew_and_said(
    world: World, copy: Copy, caplog: pytest.LogCaptureFixture
) -> None:
    first = copy.in_step(world.store)
    for file in first.data.glob("*.sst"):
        file.write_bytes(b"nothing of use")
    _tell(world.store, Model.named("Tern-1"))
    with caplog.at_level(logging.WARNING, "almanac"):
        _as_dumped(copy.in_step(world.store), world.store)
    assert "made anew" in caplog.text


def test_another_almanac_or_version_is_not_used(world: World, copy: Copy, tmp_path: Path) -> None:
    first = copy.in_step(world.store)
    other = make_world(tmp_path / "other", events=2)
    assert copy.newest(other.store) is None
    _as_dumped(copy.in_step(other.store), other.store)
    other.store.close()
    assert not first.folder.exists()
    about = copy.in_step(world.store).folder / "about.json"
    about.write_text(about.read_text().replace('"format":1', '"format":0'))
    assert copy.newest(world.store) is None


def test_an_almanac_put_back_from_a_copy_of_its_file(world: World, copy: Copy, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    world.store.close()
    shutil.copy(world.path, kept)
    for name, at in (("Tern-1", NOW), ("Heron-1", NOW + timedelta(hours=1))):
        shutil.copy(kept, world.path)
        with_one = open_store(world.path, clock=partial(datetime.astimezone, at))
        _tell(with_one, Model.named(name))
        _as_dumped(copy.in_step(with_one), with_one)
        with_one.close()


def test_a_folder_that_cannot_be_written(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreProblem, match="can't be written"):
        Copy(tmp_path / "file", Addresses()).in_step(world.store)
