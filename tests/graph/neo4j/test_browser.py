"""The Browser pack: the style knows every kind, and every query finds something in the starter."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from neo4j import Driver, GraphDatabase

from graph.neo4j.browser.queries import Saved, saved
from graph.neo4j.browser.style import grass
from graph.neo4j.opening import auth_of
from schema.ontology import KINDS
from tests.api.cli.conftest import run_on
from tests.goldens import Golden
from tests.servers import emptied, neo4j_place


@pytest.fixture(scope="module")
def starter_on_neo4j() -> Iterator[Driver]:
    """A driver at the starter almanac."""
    place = neo4j_place()
    assert place
    emptied(place)
    loaded = run_on(place.url)("load", "--starter")
    assert loaded.exit_code == 0, loaded.output
    with GraphDatabase.driver(place.url, auth=auth_of(place)) as driver:
        yield driver


def test_the_style(golden: Golden) -> None:
    golden("graph/neo4j/browser/almanac.grass", grass())
    rules = re.findall(r"^(\S+) \{\n((?:  [a-z-]+: [^;]+;\n)+)\}$", grass(), re.MULTILINE)
    selectors = [selector for selector, _ in rules]
    assert {f"node.{name}" for name in KINDS} <= set(selectors)
    assert len(set(selectors)) == len(selectors) == grass().count("{\n")


def test_there_are_twenty_at_least_each_with_its_place() -> None:
    assert len(saved()) >= 20
    assert len({one.title for one in saved()}) == len(saved())
    assert len({one.folder for one in saved()}) >= 4


@pytest.mark.parametrize("query", saved(), ids=lambda one: one.name)
def test_no_query_speaks_of_internals(query: Saved) -> None:
    allowed = {"_said"} if query.folder == "Provenance" else set()
    assert set(re.findall(r"(?<![\w'])_[A-Za-z]+", query.text)) <= allowed


@pytest.mark.neo4j
@pytest.mark.parametrize("query", saved(), ids=lambda one: one.name)
def test_every_query_finds_something(query: Saved, starter_on_neo4j: Driver) -> None:
    found = starter_on_neo4j.execute_query(query.text)
    assert found.records
    assert not found.summary.counters.contains_updates
    assert not [note for note in found.summary.gql_status_objects if note.gql_status.startswith("01N")], (
        query.text
    )
