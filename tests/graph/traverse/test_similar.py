"""Similar entities equal the cosine as it is defined."""

import pytest

from graph.traverse.projected import Projected
from tests.graph.projection.worlds import grown
from tests.graph.traverse.oracle_company import similar
from tests.graph.traverse.plain import Indexed
from tests.seeds import seeds


@pytest.mark.parametrize("seed", seeds(40, slow=160))
def test_similar_equals_its_definition(seed: int) -> None:
    world = grown(seed)
    graph, asked = Indexed(world.plain), Projected(world.state)
    for entity in graph.entities()[:6]:
        expected = similar(graph, entity)
        found = asked.similar(entity, limit=100)
        assert [(row.key, row.shared) for row in found] == [(key, shared) for key, _, shared in expected]
        assert [row.score for row in found] == pytest.approx([score for _, score, _ in expected], abs=2e-9)
        assert asked.similar(entity, limit=2) == found[:2]


def test_some_worlds_have_similar_entities() -> None:
    assert any(Projected(grown(seed).state).similar(key) for seed in range(20) for key in _entities(seed))


def _entities(seed: int) -> list[str]:
    return Indexed(grown(seed).plain).entities()
