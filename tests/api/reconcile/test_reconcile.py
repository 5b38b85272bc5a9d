"""The reconciliation service as clients meet it: over HTTP, in the shapes of the Reconciliation Service API 0.2."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import TypeAdapter

from api.reconcile.matching import matched
from api.reconcile.properties import all_properties, properties_of
from api.reconcile.questions import MOST_QUERIES, read_queries
from graph.view import View
from schema.addresses import Addresses
from schema.ontology import ENTITY_KINDS
from tests.api.conftest import Client
from tests.api.reconcile.shapes import Extended, Manifest, Named, Result
from tests.api.world import LAB, MODEL, SUCCESSOR, TECHNIQUE, TOPIC


def _fits(answer: Any, shape: Any) -> Any:
    """`answer`, which has a shape of the specification; fails where it has another."""
    TypeAdapter(shape).validate_python(answer, strict=True)
    return answer


def _post(client: Client, **form: Any) -> Any:
    sent = {name: json.dumps(value) for name, value in form.items()}
    answer = client.request("POST", "/reconcile", data=sent)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def _one(client: Client, **query: Any) -> list[dict[str, Any]]:
    found = _fits(_post(client, queries={"q0": query}), dict[str, Result])
    result: list[dict[str, Any]] = found["q0"]["result"]
    return result


def test_the_manifest_says_where_everything_is(client: Client) -> None:
    told = _fits(client.get("/reconcile").json(), Manifest)
    assert {one["id"] for one in told["defaultTypes"]} == set(ENTITY_KINDS)
    assert told["identifierSpace"] == Addresses().node("")
    places = [*told["suggest"].values(), told["extend"]["propose_properties"]]
    for place in places:
        address = f"{place['service_url']}{place['service_path']}?prefix=a&type=Model"
        assert client.get(address).status_code == 200
    for shown in (told["view"]["url"], told["preview"]["url"]):
        assert client.get(shown.replace("{{id}}", LAB.key)).status_code in (200, 303)


def test_a_batch_is_answered_alike_by_get_and_post(client: Client) -> None:
    queries = {"a": {"query": "harbour lab"}, "b": {"query": "nobody of this name at all"}}
    posted = _fits(_post(client, queries=queries), dict[str, Result])
    got = client.get("/reconcile?" + urlencode({"queries": json.dumps(queries)})).json()
    assert got == posted
    [lab] = posted["a"]["result"]
    assert (lab["id"], lab["match"], lab["score"]) == (LAB.key, True, 100)
    assert lab["type"] == [{"id": "Organization", "name": "Organization"}]
    assert posted["b"]["result"] == []


def test_an_alias_matches_and_a_name_that_is_only_alike_does_not(client: Client) -> None:
    [found] = _one(client, query="lantern probes")
    assert (found["id"], found["match"]) == (TECHNIQUE.key, True)
    alike = _one(client, query="Harbor Lab")
    assert [(one["id"], one["match"]) for one in alike] == [(LAB.key, False)]
    assert 50 < alike[0]["score"] < 100


def test_types_narrow_and_preferred_types_only_order(client: Client) -> None:
    assert _one(client, query="Harbour Lab", type="Model") == []
    assert [one["id"] for one in _one(client, query="Harbour Lab", type=["Model", "Organization"])] == [
        LAB.key
    ]
    [preferred] = _one(client, query="Harbour Lab", type="Model", type_strict="should")
    assert preferred["id"] == LAB.key
    assert preferred["score"] < 100


def test_properties_are_evidence_for_and_against(client: Client) -> None:
    def asked(developer: Any) -> dict[str, Any]:
        [found] = _one(client, query="Gull-9", limit=1, properties=[{"pid": "developers", "v": developer}])
        return found

    agreed, by_key, against = asked("harbour lab"), asked({"id": LAB.key}), asked("Another Lab")
    assert agreed["id"] == by_key["id"] == against["id"] == SUCCESSOR.key
    assert agreed["score"] == by_key["score"] == 100
    assert (agreed["match"], against["match"]) == (True, False)
    assert against["score"] == 70


def test_an_identifier_finds_an_entity_under_any_name(client: Client) -> None:
    [found] = _one(client, query="unheard of", properties=[{"pid": "identifiers", "v": "wikidata:Q4242"}])
    assert (found["id"], found["match"]) == (TECHNIQUE.key, True)


def test_a_limit_is_kept_and_does_not_make_a_match(client: Client) -> None:
    assert len(_one(client, query="Gull", limit=1)) == 1
    assert not _one(client, query="Gull", limit=1)[0]["match"]


def test_tables_are_extended(client: Client) -> None:
    asked = {
        "ids": [SUCCESSOR.key, LAB.key, "model/none"],
        "properties": [
            {"id": "parameters"},
            {"id": "developers"},
            {"id": "based_on"},
            {"id": "aliases", "settings": {"limit": 1}},
        ],
    }
    told = _fits(_post(client, extend=asked), Extended)
    assert [one["id"] for one in told["meta"]] == ["parameters", "developers", "based_on", "aliases"]
    assert told["rows"] == {
        SUCCESSOR.key: {
            "parameters": [{"float": 9_000_000_000}],
            "developers": [{"id": LAB.key, "name": "Harbour Lab"}],
            "based_on": [{"id": MODEL.key, "name": "Gull-7"}],
            "aliases": [{"str": "Gull-9"}],
        },
        LAB.key: {"parameters": [], "developers": [], "based_on": [], "aliases": [{"str": "Harbour Lab"}]},
        "model/none": {"parameters": [], "developers": [], "based_on": [], "aliases": []},
    }


def test_every_property_of_every_kind_can_be_asked(client: Client) -> None:
    for kind in ENTITY_KINDS:
        proposed = client.get(f"/reconcile/properties?type={kind}").json()
        assert [one["id"] for one in proposed["properties"]] == list(properties_of(kind))
    every = [{"id": one} for one in all_properties()]
    keys = [TECHNIQUE.key, MODEL.key, LAB.key, TOPIC.key]
    told = _fits(_post(client, extend={"ids": keys, "properties": every}), Extended)
    assert {"wikidata:Q4242"} == {one["str"] for one in told["rows"][TECHNIQUE.key]["identifiers"]}


def test_what_is_typed_is_completed(client: Client) -> None:
    def suggested(what: str, prefix: str) -> list[str]:
        answer = client.get(f"/reconcile/suggest/{what}?prefix={prefix}").json()
        _fits(answer["result"], list[Named])
        return [one["id"] for one in answer["result"]]

    assert set(suggested("entity", "gull")) == {MODEL.key, SUCCESSOR.key}
    assert "based_on" in suggested("property", "based")
    assert suggested("type", "orga") == ["Organization"]
    assert suggested("entity", "") == []


def test_the_preview_may_be_framed_and_other_pages_may_not(client: Client) -> None:
    preview = client.get(f"/reconcile/preview?id={LAB.key}")
    assert "Harbour Lab" in preview.text
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "x-frame-options" not in preview.headers
    assert client.get("/").headers["x-frame-options"] == "DENY"
    assert client.get("/reconcile/preview?id=model/none").status_code == 404


def test_jsonp_and_preflight(client: Client) -> None:
    answer = client.get("/reconcile?callback=jQuery1.done")
    assert answer.text.startswith("/**/jQuery1.done({")
    assert answer.headers["content-type"].startswith("application/javascript")
    assert client.get("/reconcile?callback=alert(1)").status_code == 400
    assert client.request("OPTIONS", "/reconcile").headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("queries", "{", "no JSON"),
        ("queries", "[]", "no object"),
        ("queries", '{"a": 1}', "query a"),
        ("queries", '{"a": {"query": 1}}', "no text"),
        ("queries", '{"a": {"query": "x", "type": "Organisation"}}', "Organization"),
        ("queries", '{"a": {"query": "x", "type_strict": "some"}}', "should"),
        ("queries", '{"a": {"query": "x", "limit": -1}}', "limit"),
        ("queries", '{"a": {"query": "x", "properties": [{"pid": "develop"}]}}', "developers"),
        ("queries", '{"a": {"query": "x", "properties": {}}}', "no list"),
        ("queries", json.dumps({str(n): {"query": "x"} for n in range(MOST_QUERIES + 1)}), "at most"),
        ("extend", '{"ids": [], "properties": [{"id": "none such"}]}', "no property"),
        ("extend", '{"ids": 1}', "no list"),
        ("other", "x", "queries or extend"),
    ],
)
def test_what_is_wrong_is_named(client: Client, field: str, sent: str, said: str) -> None:
    answer = client.request("POST", "/reconcile", data={field: sent})
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"
    assert said in answer.json()["message"]


def test_a_body_that_is_no_form_is_refused(client: Client) -> None:
    answer = client.request("POST", "/reconcile", json={"queries": {}})
    assert answer.status_code == 400
    assert "form" in answer.json()["message"]


class _Counting:
    """A reader that counts what it is asked."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.calls[name] += 1
        return getattr(self._reader, name)


@contextmanager
def _counted(view: View) -> Iterator[tuple[View, Counter[str]]]:
    reader = _Counting(view.reader)
    yield View(view.traversals, reader, view.names), reader.calls


@pytest.mark.parametrize("size", [1, 500])
def test_a_batch_costs_the_same_store_calls_whatever_its_size(view: View, size: int) -> None:
    one = {"query": "Gull-9", "properties": [{"pid": "developers", "v": "Harbour Lab"}]}
    queries = read_queries(json.dumps({str(number): one for number in range(size)}))
    with _counted(view) as (counted, calls):
        found = matched(counted, queries)
    assert all(result["result"][0]["match"] for result in found.values())
    assert calls == {"lookup": 1, "nodes": 2, "edge_refs": 1}
