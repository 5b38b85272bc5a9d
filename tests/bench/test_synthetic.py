"""The synthetic almanac is the same every time, shaped as it says, and goes in through changesets that stand."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from bench.statements import ground, lines, news, projected
from bench.synthetic import HUB_SHARE, LISTED_AN_ENTITY, Synthetic, person_name, synthetic
from graph.projection import open_projection
from graph.projection.compare import counts
from graph.sqlite import open_store
from graph.traverse.projected import Projected
from loaders.settle import settle
from tests.contract.worlds import NOON

SIZE = 2_000


@pytest.fixture(scope="module")
def made() -> Synthetic:
    """A small one."""
    return synthetic(SIZE)


def test_it_is_the_same_every_time(made: Synthetic) -> None:
    again = synthetic(SIZE)
    for name in ("at", "observed", "event", "entity", "paper", "author", "announced"):
        assert np.array_equal(getattr(made, name), getattr(again, name))
    assert made.names == again.names
    assert list(lines(made, 0, 5)) == list(lines(again, 0, 5))


def test_its_shape() -> None:
    large = synthetic(40_000)
    per_event = np.bincount(large.event, minlength=large.size)
    assert per_event.max() <= 8
    assert per_event.mean() == pytest.approx(5.4, abs=0.3)
    assert large.degrees()[0] / large.size == pytest.approx(HUB_SHARE, abs=0.01)
    assert large.degrees()[0] == large.degrees().max()
    assert large.persons == LISTED_AN_ENTITY * large.count
    late = large.observed - large.at > 3_600
    assert late.mean() == pytest.approx(0.1, abs=0.01)
    assert (np.diff(large.at[large.arrivals()]) < 0).any()
    assert len({person_name(i) for i in range(50_000)}) == 50_000
    assert len(set(large.names)) == large.count


def test_what_is_said_makes_the_same_projection_as_the_numbers(made: Synthetic, tmp_path: Path) -> None:
    store = open_store(tmp_path / "almanac.db", clock=lambda: NOON)
    for change in ground(made, 500):
        store.apply(change)
    settle(store, lambda: NOON)
    for change in news(made, 500):
        store.apply(change)
    assert settle(store, lambda: NOON) == 0
    with open_projection(store).view() as view:
        assert isinstance(view.traversals, Projected)
        said, straight = view.traversals.state, projected(made)
        ours, theirs = counts(said), counts(straight)
        for name in (
            "Event",
            "MENTIONS",
            "ANNOUNCES",
            "AUTHORED_BY",
            "INTRODUCED_IN",
            "DEVELOPED_BY",
            "Paper",
        ):
            assert ours[name] == theirs[name] > 0
        hub = made.keys[0]
        rows, others = (Projected(state).cooccurring(hub, limit=50).rows for state in (said, straight))
        assert [(row.key, row.count, row.npmi) for row in rows] == [
            (row.key, row.count, row.npmi) for row in others
        ]
    store.close()


def test_news_come_in_the_order_in_which_they_were_observed(made: Synthetic) -> None:
    events = chain.from_iterable(change.nodes for change in news(made, 300))
    observed = [said.what.observed for said in events]  # type: ignore[attr-defined]
    assert len(observed) == SIZE
    assert observed == sorted(observed)
