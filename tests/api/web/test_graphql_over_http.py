"""GraphQL over HTTP: JSON for programs, a page for people."""

from __future__ import annotations

import orjson
import pytest

from api.graphql.page import PAGE_QUERY
from schema.keys import local_part
from tests.api.conftest import Client
from tests.api.web.parsing import parsed
from tests.api.world import TECHNIQUE

JSON = {"accept": "application/json"}
DRAFT = {"accept": "application/graphql-response+json"}


def test_post_json(client: Client) -> None:
    body = {
        "query": PAGE_QUERY,
        "variables": {"slug": local_part(TECHNIQUE.key)},
        "operationName": "EntityPage",
    }
    answer = client.request("POST", "/graphql", json=body, headers=JSON)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["data"]["entity"]["name"] == TECHNIQUE.name


def test_get(client: Client) -> None:
    answer = client.request(
        "GET",
        "/graphql",
        params={
            "query": "query ($k: String!) { node(key: $k) { label } }",
            "variables": f'{{"k": "{TECHNIQUE.key}"}}',
        },
    )
    assert answer.json() == {"data": {"node": {"label": TECHNIQUE.name}}}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"json": {"query": ""}}, "there is no query"),
        ({"json": ["a"]}, "no JSON object"),
        ({"json": {"query": 3}}, "query is text"),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, "no JSON"),
        ({"content": b"x", "headers": {"content-type": "text/plain"}}, "can't be read"),
        ({"json": {"query": "x" * 200_000}}, "longer than 100,000 bytes"),
        ({"json": {"query": "{ revision }", "variables": "{"}}, "variables"),
    ],
)
def test_what_is_no_question_is_refused(client: Client, told: dict[str, object], words: str) -> None:
    answer = client.request("POST", "/graphql", **told)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert words in error["message"]
    assert error["extensions"]["code"] == "BadRequest"


def test_a_faulty_query_has_the_status_that_its_media_type_asks_for(client: Client) -> None:
    body = {"query": "{ nothing }"}
    assert client.request("POST", "/graphql", json=body, headers=JSON).status_code == 200
    strict = client.request("POST", "/graphql", json=body, headers=DRAFT)
    assert strict.status_code == 400
    assert strict.headers["content-type"] == "application/graphql-response+json"
    assert "data" not in strict.json()


def test_other_methods_are_not_allowed(client: Client) -> None:
    assert client.request("DELETE", "/graphql").status_code == 405


def test_a_browser_gets_a_page_with_an_example_that_works(client: Client) -> None:
    page = parsed(client.get("/graphql").text)
    query, variables = (box.text_content().strip() for box in page.xpath("//textarea"))
    assert query == PAGE_QUERY.strip()
    assert orjson.loads(variables)["slug"]
    answer = client.request(
        "POST", "/graphql", data={"query": query, "variables": variables}, headers={"accept": "text/html"}
    )
    [shown] = parsed(answer.text).xpath("//pre")
    assert orjson.loads(shown.text_content())["data"]["entity"]["eventCount"] == 24


def test_the_page_shows_errors_and_no_markup_of_the_query(client: Client) -> None:
    answer = client.request(
        "POST", "/graphql", data={"query": "<script>alert(1)</script>"}, headers={"accept": "text/html"}
    )
    page = parsed(answer.text)
    assert not page.xpath("//script")
    assert "Syntax Error" in page.xpath("//pre")[0].text_content()


def test_the_schema_can_be_fetched(client: Client) -> None:
    answer = client.get("/graphql/schema")
    assert "type Technique implements" in answer.text
