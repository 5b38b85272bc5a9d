"""Composition: opening an almanac, settings, settling in the background."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from api.app import open_almanac, settling
from api.settings import DEFAULT_STORE, Settings
from schema.errors import NotFound, StoreBusy
from schema.keys import asserter_class


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
