"""The stores that the contract is tested on: each a way to open a fresh one in an empty folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from graph.neo4j.store import open_neo4j
from graph.sqlite import open_store
from graph.store import Store
from tests.servers import emptied, neo4j_place

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Opener: TypeAlias = Callable[[Path], AbstractContextManager[Store]]
NewStore: TypeAlias = Callable[[], AbstractContextManager[Store]]


@contextmanager
def sqlite(folder: Path) -> Iterator[Store]:
    """An almanac in a file."""
    store = open_store(folder / "almanac.db", clock=lambda: NOW)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def neo4j(_: Path) -> Iterator[Store]:
    """An almanac on a server, emptied before."""
    place = neo4j_place()
    assert place is not None  # else the test was skipped
    store = open_neo4j(emptied(place), clock=lambda: NOW)
    try:
        yield store
    finally:
        store.close()


OPENERS: Mapping[str, Opener] = {"sqlite": sqlite, "neo4j": neo4j}
