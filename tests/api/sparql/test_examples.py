"""Every example is answered by the starter, declares what it uses, and is what the documentation prints."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import pyoxigraph
import pytest
import rdflib

from api.rdf.dump import whole
from api.rdf.lines import nquads
from api.sparql.copy import Copy
from api.sparql.examples import Example, documentation, examples
from api.sparql.limits import Limits
from api.sparql.service import Asked, Service
from graph.sqlite import open_store
from schema.addresses import Addresses
from schema.mapping import Mapping
from schema.rdf import OWN, SDO
from tests.api.world import World
from tests.goldens import Golden

# The starter holds no judgements of persons.
EMPTY = {"18-judgements"}
PREFIXES = {one.prefix: one.base for one in (SDO, OWN)}


@pytest.fixture(scope="module")
def service(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Answers from the starter."""
    store = open_store(starter)
    copy = Copy(tmp_path_factory.mktemp("starter"), Addresses())
    made = Service(store, copy, lambda: copy.in_step(store), Limits(seconds=60), wait=math.inf)
    yield made
    made.close()
    store.close()


def test_there_are_fifteen_at_least() -> None:
    assert len(examples()) >= 15


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.name)
def test_it_is_answered(example: Example, service: Service) -> None:
    answer = service.ask(
        Asked(example.query, "application/sparql-results+json", "application/n-triples")
    ).answer
    if answer.media == "application/n-triples":
        assert answer.body.count(b"\n") > 3
        return
    told = orjson.loads(answer.body)
    if "boolean" in told:
        assert told["boolean"]
    else:
        assert bool(told["results"]["bindings"]) == (example.name not in EMPTY)


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.name)
def test_it_runs_elsewhere_too(example: Example) -> None:
    assert example.title
    pyoxigraph.Store().query(example.query)  # without the prefixes that we add
    rdflib.Dataset().query(example.query)
    declared = set(re.findall(r"PREFIX (\w+):", example.query))
    used = set(re.findall(r"(?<![\w:])(\w+):", re.sub(r"<[^>]*>|\"[^\"]*\"|PREFIX.*", "", example.query)))
    assert used == declared


def test_the_page_of_them(golden: Golden) -> None:
    golden("docs/sparql-queries.md", documentation())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?p ?o { ?s ?p ?o FILTER (!ISLITERAL(?o)) }",
        "SELECT ?g ?n { GRAPH ?g { ?n a almanac:Model } }",
        "SELECT ?k (COUNT(*) AS ?n) { ?node a ?k } GROUP BY ?k",
        "SELECT ?a ?name { ?m schema:isBasedOn*/schema:creator/schema:name ?name . ?m schema:name ?a }",
        "SELECT ?t { ?e schema:mentions/schema:name 'Lantern probing' ; schema:headline ?t }",
        "SELECT ?m { ?m a almanac:Model FILTER NOT EXISTS { ?m schema:isBasedOn ?x } }",
        "SELECT ?d { ?e almanac:at ?at BIND (SUBSTR(STR(?at), 1, 10) AS ?d) } ORDER BY ?d",
    ],
)
def test_rdflib_answers_the_same(query: str, world: World, tmp_path: Path) -> None:
    copy = Copy(tmp_path, Addresses())
    service = Service(world.store, copy, lambda: copy.in_step(world.store), Limits(), wait=math.inf)
    told = service.ask(Asked(query, "application/sparql-results+xml")).answer.body
    service.close()
    found = pyoxigraph.parse_query_results(told, pyoxigraph.QueryResultsFormat.XML)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    ours = [tuple(getattr(term, "value", "") for term in solution) for solution in found]
    dataset = rdflib.Dataset()
    with world.store.reader() as reader:
        dataset.parse(data=b"".join(nquads(whole(reader, Mapping(), graphs=True))), format="nquads")
    theirs = [tuple(map(str, row)) for row in dataset.query(query, initNs=PREFIXES)]  # type: ignore[arg-type]
    assert ours
    assert sorted(ours) == sorted(theirs)
