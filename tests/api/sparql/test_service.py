"""Questions and their limits: what never ends is stopped, and the next one is answered."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import orjson
import pytest

from api.sparql.copy import Copy
from api.sparql.limits import Limits
from api.sparql.service import Asked, Service
from schema.addresses import Addresses
from schema.changeset import Changeset, Said
from schema.errors import BadRequest, Invalid, NotAllowed, NotReady, Stopped
from schema.kinds.entity import Model
from tests.api.world import LIST, NOW, World, make_world

JSON, TURTLE = "application/sparql-results+json", "text/turtle"
# All pairs of triples, thrice over: it would take longer than anybody lives.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?l) }"
Make: TypeAlias = Callable[..., Service]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An almanac of these tests' own."""
    made = make_world(tmp_path_factory.mktemp("asked"), events=6)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def copy(world: World) -> Copy:
    """Its copy, made."""
    made = Copy(world.path.with_name("rdf"), Addresses())
    made.in_step(world.store)
    return made


@pytest.fixture
def make(world: World, copy: Copy) -> Iterator[Make]:
    """`make(seconds=…)`: a service with these limits."""
    made: list[Service] = []

    def making(**limits: Any) -> Service:
        made.append(
            Service(world.store, copy, lambda: copy.in_step(world.store), Limits(**limits), wait=math.inf)
        )
        return made[-1]

    yield making
    for service in made:
        service.close()


def _rows(service: Service, query: str) -> list[dict[str, Any]]:
    told = orjson.loads(service.ask(Asked(query, JSON, TURTLE)).answer.body)
    found: list[dict[str, Any]] = told["results"]["bindings"]
    return found


def test_rows_yes_and_no_and_graphs(make: Make) -> None:
    service = make()
    [row] = _rows(
        service, 'SELECT ?founded { ?lab schema:name "Harbour Lab" ; schema:foundingDate ?founded }'
    )
    assert row["founded"]["value"] == "2019"
    asked = Asked('ASK { ?lab schema:name "Nobody" }', JSON, TURTLE)
    assert orjson.loads(service.ask(asked).answer.body)["boolean"] is False
    graph = service.ask(Asked('DESCRIBE ?lab { ?lab schema:name "Harbour Lab" }', JSON, TURTLE)).answer
    assert graph.media == TURTLE
    assert b'schema:name "Harbour Lab"' in graph.body


def test_a_query_without_end_is_stopped_and_the_next_is_answered(make: Make) -> None:
    service = make(seconds=2)
    for _ in range(2):
        begun = time.monotonic()
        with pytest.raises(Stopped, match="stopped after 2 seconds"):
            service.ask(Asked(ENDLESS, JSON))
        assert time.monotonic() - begun < 60
        assert _rows(service, "SELECT ?s { ?s ?p ?o } LIMIT 2")


def test_a_query_that_takes_all_memory_is_stopped(make: Make) -> None:
    service = make(seconds=120, megabytes=100)
    greedy = (
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    )
    with pytest.raises(Stopped, match="100 MB of memory"):
        service.ask(Asked(greedy, JSON))
    assert _rows(service, "SELECT ?s { ?s ?p ?o } LIMIT 2")


def test_an_answer_with_too_many_rows_is_refused(make: Make) -> None:
    service = make(rows=20)
    for query in ("SELECT ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        with pytest.raises(BadRequest, match=r"more than 20 rows\. Give the query a LIMIT"):
            service.ask(Asked(query, JSON, TURTLE))
    assert len(_rows(service, "SELECT ?s { ?s ?p ?o } LIMIT 20")) == 20


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * {", "the end of line 1"),
        ("SELECT *\nWHERE [ ?s ?p ?o ]", r"line 2, column 7, before '\[ \?s"),
        ("SELECT (<urn:f>(1) AS ?x) {}", "urn:f"),
        ("", "end of line 1"),
    ],
)
def test_what_is_no_query(query: str, said: str, make: Make) -> None:
    with pytest.raises(BadRequest, match=said):
        make().ask(Asked(query, JSON))


def test_updates_and_other_servers_are_refused(make: Make) -> None:
    for query in ("DROP ALL", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"):
        with pytest.raises(NotAllowed):
            make().ask(Asked(query, JSON))


def test_what_was_just_said_is_in_the_answer(make: Make, world: World) -> None:
    service = make()
    query = 'SELECT ?m { ?m schema:name "Tern-1" }'
    assert not _rows(service, query)
    said = (Said(Model.named("Tern-1"), LIST, "2026-09-18"),)
    world.store.apply(Changeset(actor=LIST, reason="told", observed=NOW, nodes=said))
    assert len(_rows(service, query)) == 1
    assert service.ask(Asked(query, JSON)).revision == world.store.revision()


def test_a_damaged_copy_is_made_anew(make: Make, world: World, copy: Copy) -> None:
    service = make()
    for file in copy.in_step(world.store).data.glob("*.sst"):
        file.write_bytes(b"nothing of use")
    assert _rows(service, "SELECT ?s { ?s ?p ?o } LIMIT 2")


def test_while_the_first_copy_is_made_it_says_so(world: World, tmp_path: Path) -> None:
    begun: list[int] = []
    service = Service(world.store, Copy(tmp_path, Addresses()), lambda: begun.append(1), Limits(), wait=0.1)
    with pytest.raises(NotReady, match="for the first time"):
        service.ask(Asked("ASK {}", JSON))
    assert begun


def test_the_dataset_that_a_request_names(make: Make) -> None:
    service = make()
    graph = f"urn:almanac:graph/{LIST}"
    asked = Asked("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON, default_graphs=(graph,))
    [row] = orjson.loads(service.ask(asked).answer.body)["results"]["bindings"]
    [same] = _rows(service, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert int(row["n"]["value"]) == int(same["n"]["value"]) > 10


def test_limits_of_the_environment() -> None:
    told = {"ALMANAC_SPARQL_SECONDS": "2.5", "ALMANAC_SPARQL_ROWS": "7"}
    assert Limits.read(told) == Limits(seconds=2.5, rows=7)
    for text in ("x", "0", "-1", "nan", "inf"):
        with pytest.raises(Invalid, match="ALMANAC_SPARQL_SECONDS"):
            Limits.read({"ALMANAC_SPARQL_SECONDS": text})
