"""The style for Neo4j Browser at `/neo4j/almanac.grass`, which Browser fetches from another origin."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graph.neo4j.browser.style import grass

_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, OPTIONS",
    "access-control-allow-headers": "*",
    "cache-control": "no-cache",
}


def _style(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_HEADERS)
    return PlainTextResponse(grass(), 200, _HEADERS)


def pack_routes() -> list[Route]:
    """The routes of the pack."""
    return [Route("/neo4j/almanac.grass", _style, methods=["GET", "OPTIONS"])]
