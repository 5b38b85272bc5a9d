"""Composition: opening an almanac, settings, settling in the background."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from api import app
from api.app import open_almanac, querying, settling
from api.settings import DEFAULT_STORE, Settings
from api.sparql.answer import MEDIA
from api.sparql.service import Asked
from schema.changeset import Changeset, Said
from schema.errors import NotFound, NotReady, StoreBusy
from schema.keys import asserter_class
from schema.kinds.entity import Model
from tests.api.world import make_world


def test_the_option_comes_before_the_environment_and_that_before_the_default() -> None:
    assert Settings.read({"ALMANAC_STORE": "a.db"}, "b.db").store == Path("b.db")
    assert Settings.read({"ALMANAC_STORE": "a.db"}).store == Path("a.db")
    assert Settings.read({}).store == DEFAULT_STORE
    assert asserter_class(Settings.read({}).actor) == "person"


def test_an_almanac_is_made_only_where_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "almanac.db"
    with pytest.raises(NotFound, match="there is no almanac at"), open_almanac(path):
        pass
    assert not path.parent.exists()
    with open_almanac(path, create=True) as almanac, almanac.view() as view:
        assert view.traversals.revision == 0
    with open_almanac(path) as almanac, almanac.view() as view:
        assert view.reader.counts() == {}


class _Desk:
    """Settles by counting; the first time another process is in the way."""

    def __init__(self) -> None:
        self.times = 0
        self.settled = threading.Event()

    def settle(self) -> int:
        self.times += 1
        if self.times == 1:
            raise StoreBusy("another process writes")
        self.settled.set()
        return 0


def test_settling_goes_on_after_another_process_was_in_the_way_and_ends_with_the_block() -> None:
    desk: Any = _Desk()
    with settling(desk, every=0.01) as thread:
        assert desk.settled.wait(10)
    assert not thread.is_alive()


def test_a_server_copies_a_small_almanac_by_itself_and_a_large_one_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(tmp_path, events=4)
    world.store.close()
    settings = Settings.read({"ALMANAC_STORE": str(world.path)})
    asked = Asked("ASK { ?node a almanac:Model }", MEDIA["json"])
    with open_almanac(world.path) as almanac:
        monkeypatch.setattr(app, "_LARGE", 10)
        with (
            querying(almanac, settings) as service,
            pytest.raises(NotReady, match="almanac sparql --prepare"),
        ):
            service.ask(asked)
        monkeypatch.undo()
        monkeypatch.setattr(app, "_WAIT", 60.0)
        with querying(almanac, settings) as service:
            assert b"true" in service.ask(asked).answer.body
            monkeypatch.setattr(app, "_LARGE", 10)  # once it is there, it is kept in step however large
            said = (Said(Model.named("Tern-1"), "source/list-more"),)
            almanac.store.apply(Changeset("source/list-more", "told", almanac.clock(), nodes=said))
            told = service.ask(Asked('ASK { ?node schema:name "Tern-1" }', MEDIA["json"]))
            assert b"true" in told.answer.body
            assert told.revision == almanac.store.revision()
