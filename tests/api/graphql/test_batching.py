"""The number of store calls of a query does not grow with its rows; and a query can't reach for too much."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from api.graphql.page import PAGE_QUERY
from api.graphql.schema import MOST_DEPTH, execute
from api.graphql.session import MOST_ASKED, Session
from graph.projection import open_projection
from graph.store import Reader
from graph.view import View
from schema.errors import BadRequest
from schema.keys import local_part
from tests.api.world import NOW, TECHNIQUE, make_world

WIDE = """query ($first: Int!) {
  entities(first: $first) { edges { node {
    label eventCount merged said { by }
    aliases { edges { node { name } } }
    guides { edges { node { title } } }
    relations { field edges { node { label } } }
    similar { node { label } shared { label } }
    coOccurring { edges { node { label eventCount } evidence { title source { label } } } }
    events(first: $first) { edges { node {
      title body source { label events(first: 2) { totalCount } }
      mentions { edges { surface node { label aliases { totalCount } } } }
    } } }
  } } }
}"""


class Counting:
    """A reader that counts what it is asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._reader, name)
        if not callable(found):
            return found

        def called(*args: Any, **kwargs: Any) -> Any:
            self.calls[name] += 1
            return found(*args, **kwargs)

        return called


def calls_of(view: View, query: str, **variables: Any) -> Counter[str]:
    """How often the store is asked for a query."""
    counting: Any = Counting(view.reader)
    answer = execute(View(view.traversals, counting, view.names), NOW, query, variables)
    assert "errors" not in answer, answer["errors"]
    calls: Counter[str] = counting.calls
    return calls


def test_calls_do_not_grow_with_the_rows_of_a_nested_query(view: View) -> None:
    few, many = calls_of(view, WIDE, first=2), calls_of(view, WIDE, first=20)
    # Fewer, if anything: what stands deeper was met above already.
    assert many.total() <= few.total() < 40


def test_calls_do_not_grow_with_the_rows_of_the_page_query(tmp_path: Path) -> None:
    calls = []
    for events in (3, 60):
        world = make_world(tmp_path / str(events), events)
        with open_projection(world.store).view() as view:
            calls.append(calls_of(view, PAGE_QUERY, slug=local_part(TECHNIQUE.key), events=50))
        world.store.close()
    assert calls[0] == calls[1]
    assert calls[0].total() < 25


def test_a_query_that_multiplies_ends_with_an_error(view: View) -> None:
    step = "mentionedBy(first: 100) {{ edges {{ node {{ mentions(first: 100) {{ edges {{ node {{ {} }} }} }} }} }} }}"
    query = (
        "{ entities(first: 100) { edges { node { ... on Entity { "
        + step.format(step.format("key"))
        + " } } } } }"
    )
    answer: Any = execute(view, NOW, query)
    assert answer["errors"][0]["extensions"]["code"] in ("BadRequest", "BadQuery")


def test_the_parts_of_an_answer_are_counted() -> None:
    async def ask() -> None:
        session = Session(View(*[None] * 3), NOW)  # type: ignore[arg-type]  # the batch asks none of it
        batch = session.batch(lambda _, keys: keys)
        await asyncio.gather(*(batch(number) for number in range(MOST_ASKED + 1)))

    with pytest.raises(BadRequest, match="Ask for fewer"):
        asyncio.run(ask())


def test_depth_aliases_and_tokens_are_limited(view: View) -> None:
    deep = "similar { node { " * MOST_DEPTH + "key" + " } }" * MOST_DEPTH
    many = " ".join(f"a{number}: revision" for number in range(40))
    long = "revision " * 4_000
    for query in (f"{{ entities {{ edges {{ node {{ {deep} }} }} }} }}", f"{{ {many} }}", f"{{ {long} }}"):
        answer = execute(view, NOW, query)
        assert answer["errors"]
        assert "data" not in answer
