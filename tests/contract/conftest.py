"""The fixture that hands every test of the contract each store in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from graph.store import Store
from tests.contract.stores import OPENERS, NewStore


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(name, marks=[pytest.mark.neo4j] if name == "neo4j" else []) for name in sorted(OPENERS)
    ],
)
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave random histories on a server to `test_neo4j.py`, which tries fewer of them."""
    left = [
        item for item in items if "[neo4j" in item.name and hasattr(getattr(item, "obj", None), "hypothesis")
    ]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
