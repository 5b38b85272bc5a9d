"""The fixture that hands every test of the contract each store in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from graph.store import Store
from tests.contract.stores import OPENERS, NewStore


@pytest.fixture(scope="session", params=sorted(OPENERS))
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewStore:
    """Opens a fresh, empty store each time it is called."""
    opener = OPENERS[request.param]

    @contextmanager
    def opened() -> Iterator[Store]:
        with opener(tmp_path_factory.mktemp(request.param)) as store:
            yield store

    return opened


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    """A fresh, empty store."""
    with new_store() as opened:
        yield opened
