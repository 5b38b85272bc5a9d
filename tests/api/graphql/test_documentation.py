"""Every query in `docs/graphql.md` is answered without an error by the starter, and its figures are the program's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import now
from api.graphql.schema import MOST_ALIASES, MOST_DEPTH, MOST_TOKENS, execute
from api.graphql.session import MOST_ASKED
from graph.projection import open_projection
from graph.sqlite import open_store
from graph.view import View
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "graphql.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def starter_view(starter: Path) -> Iterator[View]:
    """A view of the starter almanac."""
    store = open_store(starter)
    with open_projection(store).view() as view:
        yield view
    store.close()


def test_there_are_queries() -> None:
    assert len(QUERIES) >= 5


@pytest.mark.parametrize("query", QUERIES)
def test_the_query_is_answered(starter_view: View, query: str) -> None:
    answer = execute(starter_view, now(), query)
    assert "errors" not in answer, answer["errors"]
    data = answer["data"]
    assert isinstance(data, dict)
    assert all(value is not None for value in data.values()), data


def test_the_limits_are_those_of_the_program() -> None:
    for figure in (
        f"{MOST_DEPTH} levels",
        f"{MOST_ALIASES} aliases",
        f"{MOST_TOKENS:,} tokens",
        f"{MOST_ASKED:,} nodes",
    ):
        assert figure in PAGE
