"""Neighbourhoods equal their definition: layers, what was left out, and every tie between what is shown."""

from itertools import combinations
from random import Random

import pytest

from graph.neo4j.traverse.traversals import CypherTraversals
from graph.view import ALWAYS, Link, Neighbourhood, Window
from schema.errors import BadRequest, NotFound
from schema.kinds.entity import Entity
from schema.kinds.paper import Paper
from tests.graph.projection.worlds import windows
from tests.graph.traverse.engines import Asked, both, worlds
from tests.graph.traverse.oracle_company import Company
from tests.graph.traverse.oracle_ties import evidence, layers, said_between, ties
from tests.graph.traverse.plain import Indexed


@pytest.mark.parametrize("world", worlds(40, slow=160), indirect=True)
def test_layers_and_links_equal_their_definition(world: Asked) -> None:
    random = Random(world.seed)
    graph, asked = world.graph, world.asked
    centres = sorted(key for key, node in graph.nodes.items() if isinstance(node, Entity | Paper))
    for centre in random.sample(centres, min(4, len(centres))):
        hops = 1 if isinstance(asked, CypherTraversals) else random.choice((1, 2, 3))
        width = random.choice((1, 2, 5, 50))
        types = random.choice(((), (), ("AUTHORED_BY", "BROADER")))
        window = random.choice((*windows(random), None))
        found = asked.neighbourhood(
            centre,
            hops=hops,
            width=width,
            types=types,
            cooccurrence=window is not None,
            window=window or ALWAYS,
        )
        expected, omitted = layers(ties(graph, types, window), centre, hops, width)
        assert [list(layer) for layer in found.layers] == expected
        assert list(found.omitted) == omitted
        assert found.events == ()
        _check_links(graph, found, set(said_between(graph, types)), window)


def _check_links(
    graph: Indexed, found: Neighbourhood, said: set[tuple[str, str, str]], window: Window | None
) -> None:
    depth = {key: (place, key) for place, layer in enumerate(found.layers) for key in layer}
    shown = {(link.type, link.src, link.dst) for link in found.links if link.type != "CO_OCCURS"}
    assert shown == {tie for tie in said if tie[1] in depth and tie[2] in depth}
    met = {(link.src, link.dst): link for link in found.links if link.type == "CO_OCCURS"}
    assert len(shown) + len(met) == len(found.links)
    assert list(found.links) == sorted(
        found.links, key=lambda link: (-link.strength, link.type, link.src, link.dst)
    )
    if window is None:
        assert met == {}
        return
    company = Company(graph, window)
    pairs = [sorted(pair, key=depth.__getitem__) for pair in combinations(sorted(depth), 2)]
    assert met.keys() == {(src, dst) for src, dst in pairs if company.both(src, dst) >= 2}
    for (src, dst), link in met.items():
        assert link.strength == pytest.approx(max(0.0, company.npmi(src, dst)), abs=2e-9)
        assert link.evidence == tuple(evidence(graph, src, dst, window)[:5])


@pytest.mark.parametrize("world", worlds(15, slow=25, step=4), indirect=True)
def test_events_as_nodes_are_the_evidence(world: Asked) -> None:
    graph, asked = world.graph, world.asked
    for centre in graph.entities()[:3]:
        plain, found = asked.neighbourhood(centre), asked.neighbourhood(centre, events=True)
        assert found.layers == plain.layers
        events = {event for link in plain.links for event in link.evidence}
        assert list(found.events) == graph.newest_first(events)
        nodes = {key for layer in found.layers for key in layer}
        mentions = {
            Link(event, key, "MENTIONS", 1.0) for event in events for key in graph.mentions[event] & nodes
        }
        assert set(found.links) == set(plain.links) | mentions


@pytest.mark.parametrize("world", both(2), indirect=True)
def test_a_node_without_ties_stands_alone(world: Asked) -> None:
    source = next(key for key in sorted(world.graph.nodes) if key.startswith("source/"))
    assert world.asked.neighbourhood(source) == Neighbourhood(((source,),), (), (0,))


@pytest.mark.parametrize("world", both(2), indirect=True)
def test_questions_without_an_answer(world: Asked) -> None:
    asked, entity = world.asked, world.graph.entities()[0]
    if isinstance(asked, CypherTraversals):
        with pytest.raises(BadRequest, match="ask the projection"):
            asked.neighbourhood(entity, hops=2)
    with pytest.raises(NotFound):
        asked.neighbourhood("topic/none")
    for kept in ({"hops": 0}, {"width": 0}):
        with pytest.raises(BadRequest, match="show nothing"):
            asked.neighbourhood(entity, **kept)  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="no edge between"):
        asked.neighbourhood(entity, types=["MENTIONS"])
