"""Trends equal their definition, and say why there are none."""

import math
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from graph.projection.build import build
from graph.traverse.projected import Projected
from graph.traverse.trending import discoveries, tail
from graph.view import Window
from schema.declare import EdgeRef, Node
from schema.errors import BadRequest
from schema.kinds.entity import Technique, Topic
from schema.kinds.event import Event
from tests.graph.projection.world import START, Plain
from tests.graph.projection.worlds import grown
from tests.graph.traverse.oracle_company import poisson_tail, trending
from tests.graph.traverse.plain import Indexed
from tests.seeds import seeds

WEEK = timedelta(days=7)


def _busy(seed: int) -> Plain:
    """Twelve weeks of events; some entities are mentioned much more often in the last one."""
    random = Random(seed)
    kinds = (Technique, Topic)
    nodes: list[Node] = [
        kinds[n % 2](key=f"{kinds[n % 2].word()}/t{n}", status=random.choice(("active", "active", "listed")))
        for n in range(8)
    ]
    links = set()
    for number in range(random.randint(20, 150)):
        at = START + random.randrange(12 * 7) * timedelta(days=1)
        nodes.append(Event(key=f"event/e{number}", at=at))
        bold = at >= START + 11 * WEEK
        for place, node in enumerate(nodes[:8]):
            if random.random() < (0.7 if bold and place < 3 else 0.15):
                links.add(EdgeRef("MENTIONS", f"event/e{number}", node.key))
    return Plain({node.key: node for node in nodes}, links)


@pytest.mark.parametrize("seed", seeds(40, slow=160))
def test_trending_equals_its_definition(seed: int) -> None:
    plain = _busy(seed)
    asked = Projected(build(plain.nodes.values(), plain.links))
    graph = Indexed(plain)
    for week in range(8, 12):
        window = Window(START + week * WEEK, START + (week + 1) * WEEK)
        expected = trending(graph, window)
        found = asked.trending(window, limit=100)
        if expected is None:
            assert (found.rows, "younger than 9" in found.reason) == ((), True)
            continue
        assert found.reason == ""
        assert [(row.key, row.count, row.expected) for row in found.rows] == [row[:3] for row in expected]
        assert [row.p for row in found.rows] == pytest.approx([row[3] for row in expected], abs=1e-12)
        topics = asked.trending(window, kinds=["Topic"], limit=100)
        assert list(topics.rows) == [row for row in found.rows if row.key.startswith("topic/")]
        assert asked.trending(window, limit=1).rows == found.rows[:1]


def test_what_is_tried_rises() -> None:
    window = Window(START + 11 * WEEK, START + 12 * WEEK)
    risen = [len(trending(Indexed(_busy(seed)), window) or ()) for seed in range(30)]
    assert sum(map(bool, risen)) > 5


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_a_young_almanac_says_so(seed: int) -> None:
    asked = Projected(grown(seed).state)
    found = asked.trending(Window(START + timedelta(days=20), START + timedelta(days=30)))
    assert found.rows == ()
    assert "younger" in found.reason


@pytest.mark.parametrize(
    ("count", "mean"), [(1, 0.125), (3, 0.125), (5, 5.0), (4, 9.5), (20, 3.0), (150, 90.0), (3, 60.0)]
)
def test_the_tail_is_that_of_poisson(count: int, mean: float) -> None:
    assert _tail(count, mean) == pytest.approx(poisson_tail(count, mean), abs=1e-13)


def _tail(count: int, mean: float) -> float:
    return float(tail(np.array([count]), np.array([mean]))[0])


def test_the_tail_keeps_its_digits_where_it_is_tiny() -> None:
    assert _tail(50, 1.0) == pytest.approx(
        math.exp(-1) / math.factorial(50) * (1 + 1 / 51 + 1 / (51 * 52)), rel=1e-4
    )
    assert _tail(0, 2.0) == 1.0
    assert _tail(5_000, 0.125) == 0.0


def test_discoveries_step_up() -> None:
    """The example of Benjamini and Hochberg's paper: of these fifteen, the first four stand."""
    import numpy as np

    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719]
    chances += [0.6528, 0.7590, 1.0000]
    assert discoveries(np.array(chances)).tolist() == [0, 1, 2, 3]
    assert discoveries(np.array(chances[::-1])).tolist() == [11, 12, 13, 14]
    assert discoveries(np.zeros(0)).tolist() == []


@pytest.mark.parametrize("window", [Window(), Window(since=START), Window(until=START), Window(START, START)])
def test_a_window_without_two_ends_is_refused(window: Window) -> None:
    with pytest.raises(BadRequest, match="start and an end"):
        Projected(grown(1).state).trending(window)
