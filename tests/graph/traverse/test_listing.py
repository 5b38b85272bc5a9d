"""Listings equal a plain filter and sort, whatever the order, direction and page."""

from functools import cache, partial
from random import Random
from typing import get_args

import pytest

from graph.neo4j.traverse.traversals import CypherTraversals
from graph.projection.build import build
from graph.traverse.derive import derive
from graph.view import Filter, Order, Page
from schema.errors import BadRequest, NotFound
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from schema.kinds.source import Source
from tests.graph.projection.worlds import windows
from tests.graph.traverse.engines import Asked, Engine, both, worlds
from tests.graph.traverse.plain import LONG_AGO, Indexed, all_pages, inside, is_open, status

ORDERS: tuple[Order, ...] = get_args(Order)


def _passes(graph: Indexed, key: str, which: Filter) -> bool:
    node = graph.nodes[key]
    if not graph.of_kinds(key, which.kinds) or (which.statuses and status(node) not in which.statuses):
        return False
    if isinstance(node, Event):
        published = {
            link.dst for link in graph.plain.links if link.type == "PUBLISHED_BY" and link.src == key
        }
        return (
            inside(which.window, node.at)
            and (which.importance is None or (node.importance or 0) >= which.importance)
            and (which.source is None or graph.key(which.source) in published)
        )
    dated = isinstance(node, Paper) and node.at is not None and inside(which.window, node.at)
    return which.importance is None and which.source is None and (is_open(which.window) or dated)


def _value(graph: Indexed, key: str, order: Order) -> float:
    node = graph.nodes[key]
    if order == "at":
        at = node.at if isinstance(node, Event | Paper) else None
        return ((at or LONG_AGO) - LONG_AGO).total_seconds()
    if order == "importance":
        return (node.importance or 0) if isinstance(node, Event) else 0
    if order == "count":
        published = sum(link.type == "PUBLISHED_BY" and link.dst == key for link in graph.plain.links)
        return len(graph.concerns[key]) + published if not isinstance(node, Event) else 0
    return ranks_of(graph).get(key, 0.0) if order == "rank" else 0


@cache
def ranks_of(graph: Indexed) -> dict[str, float]:
    """PageRank as it is kept for the same graph; `test_standing.py` holds it against networkx."""
    plain = graph.plain
    state = build(plain.nodes.values(), plain.links, redirects=plain.redirects)
    return {
        state.nodes.keys[number]: rank for number, rank in enumerate(derive(state).standing.rank.tolist())
    }


def _listed(graph: Indexed, which: Filter, order: Order, descending: bool) -> list[str]:
    keys = sorted(key for key in graph.nodes if _passes(graph, key, which))
    if order == "key":
        return keys[::-1] if descending else keys
    values = {key: _value(graph, key, order) for key in keys}
    return sorted(keys, key=lambda key: values[key] * (-1 if descending else 1))


@pytest.mark.parametrize("world", worlds(40, slow=160), indirect=True)
def test_listings_equal_a_filter_and_a_sort(world: Asked) -> None:
    random = Random(world.seed)
    graph, asked = world.graph, world.asked
    sources = sorted(key for key, node in graph.nodes.items() if isinstance(node, Source))
    for order in ORDERS:
        which = Filter(
            kinds=random.choice(((), ("Event",), ("Event", "Paper", "Topic"), ("Technique", "Person"))),
            statuses=random.choice(((), (), (), ("active",), ("listed", "candidate"))),
            window=random.choice(windows(random)),
            importance=random.choice((None, None, 3, 5)),
            source=random.choice((None, None, *sources)),
        )
        descending = random.random() < 0.5
        if order == "rank" and isinstance(asked, CypherTraversals):
            with pytest.raises(BadRequest, match="ask the projection"):
                asked.listing(which, order=order)
            continue

        def ask(
            limit: int, after: str, which: Filter = which, order: Order = order, down: bool = descending
        ) -> Page[str]:
            return asked.listing(which, order=order, descending=down, limit=limit, after=after)

        assert all_pages(ask, random.choice((1, 3, 10, 1000))) == _listed(graph, which, order, descending)
        pages = all_pages(partial(_page, asked, order, descending), 7)
        assert pages == _listed(graph, Filter(), order, descending)


def _page(asked: Engine, order: Order, descending: bool, limit: int, after: str) -> Page[str]:
    return asked.listing(Filter(), order=order, descending=descending, limit=limit, after=after)


@pytest.mark.parametrize("world", both(5), indirect=True)
def test_a_cursor_stays_good_while_rows_go(world: Asked) -> None:
    """What comes after a place does not depend on whether the row at that place is still there."""
    graph, asked = world.graph, world.asked
    first = asked.listing(Filter(), order="at", descending=True, limit=5)
    rest = asked.listing(Filter(), order="at", descending=True, limit=1000, after=first.cursor)
    assert [*first.rows, *rest.rows] == _listed(graph, Filter(), "at", True)


@pytest.mark.parametrize("world", both(5), indirect=True)
def test_questions_without_an_answer(world: Asked) -> None:
    asked = world.asked
    with pytest.raises(NotFound, match="source/feed-none"):
        asked.listing(Filter(source="source/feed-none"))
    for which in (Filter(kinds=["Planet"]), Filter(statuses=["famous"])):
        with pytest.raises(BadRequest, match="is no"):
            asked.listing(which)
    with pytest.raises(BadRequest, match="no order"):
        asked.listing(Filter(), order="fame")  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="limit"):
        asked.listing(Filter(), limit=0)
    cursor = asked.listing(Filter(), limit=1).cursor
    with pytest.raises(BadRequest, match="another question"):
        asked.listing(Filter(kinds=["Event"]), after=cursor)
