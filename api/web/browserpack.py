"""What Neo4j Browser fetches from another origin: the style, the guide, and the queries for its Favorites."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.web.browserguide import guide
from graph.neo4j.browser.queries import archive
from graph.neo4j.browser.style import grass

_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, OPTIONS",
    "access-control-allow-headers": "*",
    "cache-control": "no-cache",
}


def pack_routes() -> list[Route]:
    """The routes of the pack."""
    return [
        _shared("/neo4j/almanac.grass", lambda _: PlainTextResponse(grass())),
        _shared("/neo4j/guide", lambda request: guide(str(request.base_url))),
        _shared("/neo4j/queries.zip", lambda _: Response(archive(), media_type="application/zip")),
    ]


def _shared(path: str, answer: Callable[[Request], Response]) -> Route:
    """A route that pages of any origin may read, asking first where they must."""

    def answered(request: Request) -> Response:
        made = Response(status_code=204) if request.method == "OPTIONS" else answer(request)
        made.headers.update(_HEADERS)
        return made

    return Route(path, answered, methods=["GET", "OPTIONS"])
