"""Paths equal the least of all simple paths by cost, steps and keys; each step shows what stands behind it."""

from collections.abc import Iterator
from random import Random

import pytest

from graph.view import ALWAYS, Link
from schema.declare import EdgeRef, Node
from schema.errors import BadRequest, NotFound
from schema.kinds.entity import Entity, Topic
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from tests.graph.projection.world import START, Plain
from tests.graph.traverse.engines import ENGINES, Asked, Engine, asked_of, both, worlds
from tests.graph.traverse.oracle_company import Company
from tests.graph.traverse.oracle_ties import best_path, evidence, said_between, steps
from tests.graph.traverse.plain import Indexed


def _sparse(seed: int) -> Plain:
    """Many entities, few events of two or three, so that paths are long."""
    random = Random(seed)
    size = random.randint(6, 11)
    nodes: list[Node] = [Topic(key=f"topic/t{number}") for number in range(size)]
    links = set()
    for number in range(random.randint(4, 12)):
        nodes.append(Event(key=f"event/e{number}", at=START))
        links |= {
            EdgeRef("MENTIONS", f"event/e{number}", f"topic/t{place}")
            for place in random.sample(range(size), random.choice((2, 2, 3)))
        }
    one, other = random.sample(range(size), 2)
    links.add(EdgeRef("BROADER", f"topic/t{one}", f"topic/t{other}"))
    return Plain({node.key: node for node in nodes}, links)


@pytest.fixture
def sparse(request: pytest.FixtureRequest) -> Iterator[Asked]:
    """A sparse world on an engine."""
    engine, seed = request.param
    plain = _sparse(seed)
    with asked_of(engine, plain) as asked:
        yield Asked(seed, Indexed(plain), asked)


def _check(graph: Indexed, asked: Engine, random: Random, tries: int) -> int:
    ends = sorted(key for key, node in graph.nodes.items() if isinstance(node, Entity | Paper))
    found_some = 0
    for _ in range(tries if len(ends) > 1 else 0):
        start, goal = random.sample(ends, 2)
        longest = random.choice((1, 2, 3, 4))
        expected = best_path(graph, start, goal, longest)
        found = asked.path(start, goal, longest=longest)
        if expected is None:
            assert found is None
            continue
        assert found is not None
        found_some += 1
        assert (found.cost, list(found.nodes)) == expected
        for step, (one, other) in zip(
            found.steps, zip(found.nodes, found.nodes[1:], strict=False), strict=True
        ):
            _check_step(graph, step, one, other)
    return found_some


def _check_step(graph: Indexed, step: Link, one: str, other: str) -> None:
    said = sorted((kind, src, dst) for kind, src, dst in said_between(graph) if {src, dst} == {one, other})
    if said:
        assert step == Link(said[0][1], said[0][2], said[0][0], 1.0)
        return
    assert (step.src, step.dst, step.type) == (one, other, "CO_OCCURS")
    assert step.evidence == tuple(evidence(graph, one, other)[:5])
    assert step.strength == pytest.approx(max(0.0, Company(graph, ALWAYS).npmi(one, other)), abs=2e-9)


@pytest.mark.parametrize("world", worlds(40, slow=160), indirect=True)
def test_paths_equal_the_least_of_all(world: Asked) -> None:
    # All simple paths of a crowded graph are too many to list: so few as to be quick.
    crowded = steps(world.graph).number_of_edges() > 60
    _check(world.graph, world.asked, Random(world.seed), 1 if crowded else 4)


@pytest.mark.parametrize("sparse", worlds(40, slow=160), indirect=True)
def test_long_paths_equal_the_least_of_all(sparse: Asked) -> None:
    graph, asked = sparse.graph, sparse.asked
    _check(graph, asked, Random(sparse.seed), 6)
    topics = sorted(key for key in graph.nodes if key.startswith("topic/"))
    expected = best_path(graph, topics[0], topics[-1], 6)
    found = asked.path(topics[0], topics[-1])
    assert (found and (found.cost, list(found.nodes))) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_hubs_are_avoided(engine: str) -> None:
    """Two steps over a hub cost more than three over nodes that hardly anything is about."""
    nodes: list[Node] = [Topic(key=f"topic/{name}") for name in ("a", "b", "hub", "x", "y")]
    pairs = [("a", "hub"), ("hub", "b"), ("a", "x"), ("x", "y"), ("y", "b")]
    told = [*pairs, *[("hub", "hub")] * 40]
    nodes += [Event(key=f"event/e{number}", at=START) for number in range(len(told))]
    links = {
        EdgeRef("MENTIONS", f"event/e{n}", f"topic/{end}") for n, pair in enumerate(told) for end in pair
    }
    with asked_of(engine, Plain({node.key: node for node in nodes}, links)) as asked:
        found = asked.path("topic/a", "topic/b")
        assert found is not None
        assert found.nodes == ("topic/a", "topic/x", "topic/y", "topic/b")
        short = asked.path("topic/a", "topic/b", longest=2)
        assert short is not None
        assert short.nodes == ("topic/a", "topic/hub", "topic/b")
        assert [step.evidence for step in short.steps] == [("event/e0",), ("event/e1",)]


@pytest.mark.parametrize("world", both(3), indirect=True)
def test_a_path_to_itself_has_no_steps_and_questions_without_an_answer(world: Asked) -> None:
    asked, entity = world.asked, world.graph.entities()[0]
    found = asked.path(entity, entity)
    assert found is not None
    assert (found.nodes, found.steps, found.cost) == ((entity,), (), 0)
    with pytest.raises(NotFound):
        asked.path(entity, "topic/none")
    with pytest.raises(BadRequest, match="goes nowhere"):
        asked.path(entity, entity, longest=0)
