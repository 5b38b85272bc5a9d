"""What Neo4j Browser fetches."""

from __future__ import annotations

import html
import re

import pytest

from api.web.browserguide import FIRST
from graph.neo4j.browser.queries import FOLDERS, archive, saved
from graph.neo4j.browser.style import grass, looks
from schema.ontology import EDGE_TYPES, KINDS
from tests.api.conftest import Client


@pytest.mark.parametrize("path", ["/neo4j/almanac.grass", "/neo4j/guide", "/neo4j/queries.zip"])
def test_it_may_be_fetched_from_another_origin(client: Client, path: str) -> None:
    asked, given = (
        client.request(method, path, headers={"origin": "http://localhost:7474"})
        for method in ("OPTIONS", "GET")
    )
    assert (asked.status_code, asked.text, given.status_code) == (204, "", 200)
    for answer in (asked, given):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-allow-headers"] == "*"


def test_the_style_and_the_favourites_are_those_of_the_pack(client: Client) -> None:
    assert client.get("/neo4j/almanac.grass").text == grass()
    zipped = client.get("/neo4j/queries.zip")
    assert (zipped.content, zipped.headers["content-type"]) == (archive(), "application/zip")


def test_the_guide_has_a_slide_a_folder_and_a_card_a_query(client: Client) -> None:
    guide = client.get("/neo4j/guide").text
    assert re.findall(r"<h3>(.*?)</h3>", guide)[3:-1] == list(FOLDERS)
    cards = [
        html.unescape(card)
        for card in re.findall(r"<pre class=\"[^\"]*runnable\">(.*?)</pre>", guide, re.DOTALL)
    ]
    assert {query.text for query in saved()} <= set(cards)
    assert [query.text for query in saved() if query.name == FIRST] == [cards[1]]
    assert cards[0] == ":style http://almanac.test/neo4j/almanac.grass"


def test_the_guide_explains_every_kind_and_type(client: Client) -> None:
    guide = client.get("/neo4j/guide").text
    for name in KINDS:
        assert f"background-color:{looks()[name].colour}" in guide
        assert re.search(rf">{name}</span></td><td[^>]*>[A-Z]", guide)
    for name in EDGE_TYPES:
        assert re.search(rf"<code>{name}</code></td><td[^>]*>[A-Z][^<]+<br><small>[A-Z].* → [A-Z]", guide), (
            name
        )


def test_the_guide_survives_how_the_browser_cleans_it(client: Client) -> None:
    """It cuts out what looks like a handler, wherever it stands: ` one.name = 'x'` too."""
    guide = client.get("/neo4j/guide").text
    handler = r"""\s+(on[^\s=]+)[^\s=]*\s*=\s*("[^"]*"|'[^']*'|[\w\-.:]+\s*)"""
    assert not re.search(handler, guide, re.IGNORECASE)
    assert re.search(handler, "WHERE one.name = 'x'", re.IGNORECASE)
