"""Exports stream: what they hold does not grow with the almanac."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from api.export import parquet
from api.export.contents import Contents, graph, network
from api.export.formats import FORMATS
from graph import flat
from graph.flat import EVERYTHING
from graph.projection import open_projection
from graph.traverse import network as traversed
from graph.view import View
from tests.api.world import make_world

SIZES = (700, 2_800)


class Nowhere(RawIOBase):
    """A file that forgets, and counts the bytes."""

    def __init__(self) -> None:
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.count += len(data)
        return len(data)


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[View]]:
    """Views of a small almanac and one four times as large."""
    worlds = [make_world(tmp_path_factory.mktemp("flat"), events=size) for size in SIZES]
    with (
        open_projection(worlds[0].store).view() as small,
        open_projection(worlds[1].store).view() as large,
    ):
        yield [small, large]
    for world in worlds:
        world.store.close()


def _nowhere(name: str) -> list[BinaryIO]:
    return [cast("BinaryIO", Nowhere()) for _ in FORMATS[name].files or ("",)]


def _peak(name: str, make: Callable[[], Contents]) -> tuple[int, int]:
    """The most that was allocated while an export was written, and how many bytes it has."""
    files = _nowhere(name)
    tracemalloc.start()
    try:
        FORMATS[name].write(make(), files)
        return tracemalloc.get_traced_memory()[1], sum(cast("Nowhere", file).count for file in files)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", FORMATS)
def test_the_graph_is_exported_in_flat_memory(
    name: str, views: list[View], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_ROWS", 200)
    monkeypatch.setattr(flat, "BATCH", 60)
    FORMATS[name].write(
        graph(views[0].reader, EVERYTHING), _nowhere(name)
    )  # what is kept for good is kept now
    (small, few), (large, many) = (
        _peak(name, lambda view=view: graph(view.reader, EVERYTHING))  # type: ignore[misc]  # as above
        for view in views
    )
    assert many > 3 * few
    assert large < 1.3 * small


def test_the_network_is_computed_in_blocks(views: list[View], monkeypatch: pytest.MonkeyPatch) -> None:
    """With small blocks the larger almanac allocates little more than its largest entity needs."""
    monkeypatch.setattr(traversed, "_BLOCK", 1)
    gathered: list[int] = []
    counted = traversed.ProjectedNetwork._counted

    def watched(self: Any, codes: Any, weights: Any) -> Any:
        gathered.append(len(codes))
        return counted(self, codes, weights)

    monkeypatch.setattr(traversed.ProjectedNetwork, "_counted", watched)
    view = views[1]
    told = network(view.reader, view.traversals.network(), ())
    pairs = list(told.edges())
    assert max(gathered) < sum(gathered)
    assert pairs
    most = max(view.traversals.presence([row.key])[0].count for row in told.nodes())
    assert max(gathered) <= most * len({row.key for row in told.nodes()})


def test_a_store_is_asked_in_batches(tmp_path: Path) -> None:
    """Statements grow with batches, not with rows."""
    world = make_world(tmp_path, events=1_200)
    with world.store.reader() as reader:
        before = world.store.calls
        rows = list(graph(reader, EVERYTHING).nodes())
        edges = list(graph(reader, EVERYTHING).edges())
        assert len(rows) > 1_200
        assert len(edges) > 3_000
        assert world.store.calls - before <= 10 * (len(rows) // 500 + 1)
    world.store.close()
