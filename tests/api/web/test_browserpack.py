"""What Neo4j Browser fetches."""

from __future__ import annotations

from graph.neo4j.browser.style import grass
from tests.api.conftest import Client


def test_the_style_may_be_fetched_from_another_origin(client: Client) -> None:
    for method, status in (("OPTIONS", 204), ("GET", 200)):
        answer = client.request(method, "/neo4j/almanac.grass", headers={"origin": "http://localhost:7474"})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-allow-headers"] == "*"
    assert answer.text == grass()
