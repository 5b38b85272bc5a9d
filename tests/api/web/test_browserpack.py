"""What Neo4j Browser fetches."""

from __future__ import annotations

from graph.neo4j.browser.style import grass
from tests.api.conftest import Client


def test_the_style_may_be_fetched_from_another_origin(client: Client) -> None:
    asked, style = (
        client.request(method, "/neo4j/almanac.grass", headers={"origin": "http://localhost:7474"})
        for method in ("OPTIONS", "GET")
    )
    assert (asked.status_code, style.status_code) == (204, 200)
    for answer in (asked, style):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-allow-headers"] == "*"
    assert style.text == grass()
