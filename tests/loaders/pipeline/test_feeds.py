"""The 22 real feeds: twice changes nothing; in any order and batches, with names before or after, one digest."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph.sqlite import SqliteStore
from loaders.inputs import Input
from loaders.pipeline import load, load_starter
from loaders.quarantine import entries
from tests.loaders.almanacs import ANN, almanac, clock, settled


def take(store: SqliteStore, *paths: Path, batch: int) -> None:
    """Load files in this very order: inputs are read in the order of their names."""
    inputs = [Input(f"{place:02} {path.name}", path) for place, path in enumerate(paths)]
    load(store, inputs, actor=ANN, clock=clock, batch=batch)


@pytest.mark.slow
def test_twice_changes_nothing_and_says_so(tmp_path: Path, shared_data: Path) -> None:
    with almanac(tmp_path) as store:
        load_starter(store, clock=clock)
        first = load(store, [shared_data / "feeds"], actor=ANN, clock=clock)
        assert first.items >= 2070
        assert entries(store) == []
        revision = store.revision()
        second = load(store, [shared_data / "feeds"], actor=ANN, clock=clock)
        assert store.revision() == revision
        assert (second.new, second.changed, second.withdrawn, second.relinked) == (0, 0, 0, 0)
        assert (second.items, second.quarantined) == (first.items, 0)
        assert load_starter(store, clock=clock).new == 0
        assert store.revision() == revision


@pytest.mark.slow
def test_ten_orders_and_batches_give_one_digest(tmp_path: Path, shared_data: Path, root: Path) -> None:
    feeds = sorted((shared_data / "feeds").glob("*.xml"))
    assert len(feeds) == 22
    names = sorted((root / "loaders" / "starter").glob("*.toml"))
    digests = set()
    for seed in range(10):
        chance = random.Random(seed)
        chance.shuffle(feeds)
        chance.shuffle(names)
        cut = chance.choice((0, len(feeds), chance.randrange(len(feeds))))
        with almanac(tmp_path / str(seed)) as store:
            for paths in (feeds[:cut], names, feeds[cut:]):
                take(store, *paths, batch=chance.choice((40, 300, 5000)))
            digests.add(settled(store))
    assert len(digests) == 1
