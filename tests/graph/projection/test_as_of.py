"""A state as of an instant is the state of an almanac that never observed what came later."""

from datetime import timedelta
from random import Random

import pytest

from graph.projection.build import build
from graph.projection.compare import differences
from graph.traverse.projected import Projected
from tests.graph.projection.world import START
from tests.graph.projection.worlds import as_known_at, grown
from tests.seeds import seeds


@pytest.mark.parametrize("seed", seeds(25, slow=75))
def test_as_of_equals_building_from_what_was_observed_by_then(seed: int) -> None:
    made = grown(seed)
    random = Random(seed)
    for days in (-1, random.randrange(40), 100):
        limit = START + timedelta(days=days)
        plain = as_known_at(made.plain, limit)
        built = build(plain.nodes.values(), plain.links, redirects=plain.redirects, revision=plain.revision)
        assert differences(made.state.as_of(limit), built) == []


def test_it_says_by_when_it_was_observed_and_is_made_once() -> None:
    asked = Projected(grown(1).state)
    assert asked.observed_by is None
    then = asked.as_of(START)
    assert then.observed_by == START
    assert then.revision == asked.revision
    assert asked.as_of(START).state is then.state
