"""Timelines, presence, what sources published, and evidence equal their definitions, page by page."""

from random import Random

import pytest

from graph.view import Concern, Page, Presence
from schema.errors import BadRequest, NotFound
from schema.kinds.source import Source
from tests.graph.projection.worlds import windows
from tests.graph.traverse.engines import Asked, both, worlds
from tests.graph.traverse.oracle_ties import evidence
from tests.graph.traverse.plain import all_pages

WORLDS = worlds(30, slow=170)


@pytest.mark.parametrize("world", WORLDS, indirect=True)
def test_presence_counts_what_concerns_an_entity(world: Asked) -> None:
    graph, asked = world.graph, world.asked
    keys = sorted(key for key in graph.nodes if key not in graph.events)
    for key, found in zip(keys, asked.presence(keys), strict=True):
        at = [instant for event in graph.concerns[key] if (instant := graph.events[event].at)]
        assert found == Presence(len(graph.concerns[key]), min(at, default=None), max(at, default=None))
    merged = sorted(graph.plain.redirects)
    living = [
        key for key in merged if graph.plain.redirects[key] in graph.nodes and not key.startswith("event/")
    ]
    assert asked.presence(living) == asked.presence([graph.key(key) for key in living])
    at = [event.at for event in graph.events.values() if event.at]
    assert asked.newest == max(at, default=None)


@pytest.mark.parametrize("world", WORLDS, indirect=True)
def test_timelines_equal_their_definition(world: Asked) -> None:
    random = Random(world.seed)
    graph, asked = world.graph, world.asked
    for key in graph.entities():
        for window in windows(random):
            events = graph.newest_first(graph.concerns[key].keys() & graph.within(window))
            expected = [(event, graph.at(event), graph.concerns[key][event]) for event in events]

            def ask(limit: int, after: str, key: str = key, window: object = window) -> Page[Concern]:
                return asked.events_of(key, window, limit=limit, after=after)  # type: ignore[arg-type]

            rows = all_pages(ask, random.choice((1, 2, 5, 100)))
            assert [(row.event, row.at, set(row.why)) for row in rows] == expected


@pytest.mark.parametrize("world", WORLDS, indirect=True)
def test_what_sources_published_equals_its_definition(world: Asked) -> None:
    random = Random(world.seed)
    graph, asked = world.graph, world.asked
    sources = sorted(key for key, node in graph.nodes.items() if isinstance(node, Source))
    for window in windows(random):
        some = random.sample(sources, random.randint(0, len(sources)))
        published = {
            link.src for link in graph.plain.links if link.type == "PUBLISHED_BY" and link.dst in some
        }
        expected = graph.newest_first(published & graph.within(window))

        def ask(limit: int, after: str, some: list[str] = some, window: object = window) -> Page[str]:
            return asked.published_by(some, window, limit=limit, after=after)  # type: ignore[arg-type]

        assert all_pages(ask, random.choice((1, 3, 100))) == expected


@pytest.mark.parametrize("world", WORLDS, indirect=True)
def test_evidence_equals_its_definition(world: Asked) -> None:
    random = Random(world.seed)
    graph, asked = world.graph, world.asked
    entities = graph.entities()
    for window in windows(random):
        for key in random.sample(entities, min(2, len(entities))):
            limit = random.choice((1, 3, 50))
            found = asked.evidence(key, entities, window, limit=limit)
            expected = [
                () if other == key else tuple(evidence(graph, key, other, window)[:limit])
                for other in entities
            ]
            assert found == expected


@pytest.mark.parametrize("world", both(2), indirect=True)
def test_questions_without_an_answer(world: Asked) -> None:
    asked, entity = world.asked, world.graph.entities()[0]
    for ask in (asked.events_of, lambda key: asked.presence([key]), lambda key: asked.published_by([key])):
        with pytest.raises(NotFound):
            ask("topic/none")
    with pytest.raises(NotFound):
        asked.evidence(entity, ["topic/none"])
    with pytest.raises(BadRequest, match="limit"):
        asked.events_of(entity, limit=0)
    cursor = next(c for key in world.graph.entities() if (c := asked.events_of(key, limit=1).cursor))
    with pytest.raises(BadRequest, match="another question"):
        asked.published_by([], after=cursor)
