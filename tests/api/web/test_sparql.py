"""SPARQL over HTTP: the protocol's ways to ask, formats, errors, and the page."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from urllib.parse import quote

import orjson
import pytest
import rdflib
from rdflib.query import Result

from api.sparql.copy import Copy
from api.sparql.limits import Limits
from api.sparql.service import Service
from api.web.app import web_app
from graph.projection import open_projection
from schema.addresses import EVERYWHERE, Addresses
from schema.rdf import SD
from tests.api.conftest import Client
from tests.api.sparql.test_service import ENDLESS
from tests.api.world import NOW, World

NAME = "SELECT ?name { ?lab schema:foundingDate ?founded ; schema:name ?name }"
ROWS = "application/sparql-results+json"


@pytest.fixture(scope="module")
def asked(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A web application that answers queries, for three seconds at most."""
    copy = Copy(tmp_path_factory.mktemp("copy"), Addresses())
    service = Service(world.store, copy, lambda: copy.in_step(world.store), Limits(seconds=3), wait=math.inf)
    yield Client(web_app(open_projection(world.store).view, lambda: NOW, EVERYWHERE, service))
    service.close()


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_three_ways_to_ask(way: str, asked: Client) -> None:
    headers = {"accept": ROWS}
    if way == "get":
        answer = asked.request("GET", f"/sparql?query={quote(NAME)}", headers=headers)
    elif way == "form":
        answer = asked.request("POST", "/sparql", data={"query": NAME}, headers=headers)
    else:
        headers["content-type"] = "application/sparql-query; charset=utf-8"
        answer = asked.request("POST", "/sparql", content=NAME.encode(), headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, ROWS)
    assert answer.json()["results"]["bindings"] == [{"name": {"type": "literal", "value": "Harbour Lab"}}]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert int(answer.headers["almanac-revision"]) > 0
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    "media", [ROWS, "application/sparql-results+xml", "text/tab-separated-values", "text/csv"]
)
def test_rows_in_every_format(media: str, asked: Client) -> None:
    answer = asked.request(
        "GET", f"/sparql?query={quote(NAME)}", headers={"accept": f"{media}, text/turtle;q=0.1"}
    )
    assert answer.headers["content-type"].partition(";")[0] == media
    name = {"text/csv": "csv", "text/tab-separated-values": "tsv"}.get(media, media.rpartition("+")[2])
    read = Result.parse(io.BytesIO(answer.content), format=name)  # with another's eyes
    assert [tuple(map(str, row)) for row in read] == [("Harbour Lab",)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("media", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
    ],
)
def test_a_graph_in_every_format(media: str, name: str, asked: Client) -> None:
    query = 'CONSTRUCT WHERE { ?lab schema:name "Harbour Lab" ; ?p ?o }'
    answer = asked.request("GET", f"/sparql?query={quote(query)}", headers={"accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert len(rdflib.Graph().parse(data=answer.content, format=name)) > 5


def test_the_parameter_has_the_last_word(asked: Client) -> None:
    answer = asked.get(f"/sparql?query={quote(NAME)}&format=tsv")
    assert answer.text == '?name\n"Harbour Lab"\n'
    assert asked.get(f"/sparql?query={quote(NAME)}&format=pdf").status_code == 400


def test_what_nobody_serves(asked: Client) -> None:
    for accept, listed in (("image/png", "text/turtle"), ("text/turtle", ROWS)):
        answer = asked.request("GET", f"/sparql?query={quote(NAME)}", headers={"accept": accept})
        assert answer.status_code == 406
        assert listed in answer.text.splitlines()


@pytest.mark.parametrize(
    ("method", "told", "status", "said"),
    [
        ("GET", {"params": {"query": "SELECT * {"}}, 400, "the end of line 1"),
        ("GET", {"params": [("query", NAME), ("query", NAME)]}, 400, "more than once"),
        ("POST", {"data": {"update": "DROP ALL"}}, 403, "only read"),
        (
            "POST",
            {"content": b"DROP ALL", "headers": {"content-type": "application/sparql-update"}},
            403,
            "only read",
        ),
        ("GET", {"params": {"query": "DROP ALL"}}, 403, "DROP"),
        ("GET", {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"}}, 403, "SERVICE"),
        ("GET", {"params": {"query": ENDLESS}}, 504, "stopped after 3 seconds"),
        ("POST", {"content": b"x", "headers": {"content-type": "text/plain"}}, 400, "text/plain"),
        ("POST", {"data": {"query": "x" * 200_000}}, 400, "100,000 bytes"),
        (
            "POST",
            {"content": b"query=%ff\xff", "headers": {"content-type": "application/x-www-form-urlencoded"}},
            400,
            "UTF-8",
        ),
    ],
)
def test_what_is_wrong_is_said(
    method: str, told: dict[str, object], status: int, said: str, asked: Client
) -> None:
    told["headers"] = {"accept": "*/*", **told.get("headers", {})}  # type: ignore[dict-item]
    answer = asked.request(method, "/sparql", **told)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert asked.get(f"/sparql?query={quote(NAME)}").status_code == 200  # unharmed


def test_it_describes_itself(asked: Client) -> None:
    answer = asked.request("GET", "/sparql", headers={"accept": "text/turtle"})
    read = rdflib.Graph().parse(data=answer.content, format="turtle")
    [service] = read.subjects(rdflib.RDF.type, rdflib.URIRef(SD.Service))
    assert str(read.value(service, rdflib.URIRef(SD.endpoint))) == "http://almanac.test/sparql"
    formats = {str(one) for one in read.objects(service, rdflib.URIRef(SD.resultFormat))}
    assert "http://www.w3.org/ns/formats/SPARQL_Results_JSON" in formats
    counted = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    [row] = orjson.loads(asked.get(f"/sparql?query={quote(counted)}&format=json").content)["results"][
        "bindings"
    ]
    [triples] = read.objects(None, rdflib.URIRef("http://rdfs.org/ns/void#triples"))
    assert str(triples) == row["n"]["value"]


def test_the_page(asked: Client) -> None:
    empty = asked.get("/sparql")
    assert empty.status_code == 200
    assert "Queries to begin with" in empty.text
    query = "SELECT ?model ?name { ?model a almanac:Model ; schema:name ?name } ORDER BY ?name"
    answer = asked.get(f"/sparql?query={quote(query)}")
    assert 'href="/entity/gull-7' in answer.text
    assert "format=csv" in answer.text
    query = 'DESCRIBE ?m { ?m schema:name "Gull-7" }'
    graph = asked.get(f"/sparql?query={quote(query)}")
    assert "schema:name &#34;Gull-7&#34;" in graph.text
    wrong = asked.get(f"/sparql?query={quote('SELECT <script>')}")
    assert wrong.status_code == 400
    assert "<script>" not in wrong.text
    assert "No answer" in wrong.text


def test_other_sites_may_ask(asked: Client) -> None:
    answer = asked.request("OPTIONS", "/sparql")
    assert answer.status_code == 204
    assert "content-type" in answer.headers["access-control-allow-headers"]
