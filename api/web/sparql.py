"""SPARQL over HTTP at `/sparql`: the SPARQL 1.1 Protocol for programs, a plain page with a query and its answer for people.

Asked by GET, by a form, or with the query as the body of a POST.  Without a query it describes itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.answers.addresses import page_address
from api.rdf.blocks import FOLD, Block
from api.rdf.formats import FORMATS
from api.sparql.answer import GRAPHS, GRAPHS_AS, MEDIA, ROWS_AS, SOLUTIONS
from api.sparql.describing import description
from api.sparql.examples import examples
from api.sparql.service import Asked, Service, Told
from api.sparql.shown import table
from api.web.body import FORM, media_of, read, read_form, text
from api.web.errors import status_of
from api.web.negotiation import chosen
from api.web.rendering import external, render
from schema.addresses import Addresses
from schema.declare import EdgeRef
from schema.errors import AlmanacError, BadRequest, NotAllowed

MOST_BYTES = 100_000
_ROWS_SHOWN = 500
_HTML = "text/html"
_QUERY, _UPDATE = "application/sparql-query", "application/sparql-update"
_DESCRIBED = {one.media: one for one in (FORMATS[name] for name in ("turtle", "nt", "jsonld"))}
_HEADERS = {"access-control-allow-origin": "*", "vary": "Accept", "cache-control": "no-cache"}
_PREFLIGHT = {
    **_HEADERS,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "content-type, accept",
}
_SOON = {"retry-after": "5"}


class _Endpoint:
    def __init__(self, service: Service, addresses: Addresses) -> None:
        self._service = service
        self._addresses = addresses

    async def answer(self, request: Request) -> Response:
        """The answer, in a format that `Accept` or the parameter `format` names."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        accept = request.headers.get("accept")
        for_people = chosen(accept, [*SOLUTIONS, *GRAPHS, _HTML]) == _HTML
        query = ""
        try:
            sent = await _sent(request)
            query = _one(sent, "query")
            if name := _one(sent, "format"):
                accept, for_people = _media(name), False
            if for_people:
                return await run_in_threadpool(self._page, request, sent, query)
            if query:
                return await run_in_threadpool(self._data, sent, query, accept)
            return await run_in_threadpool(self._description, request, accept)
        except AlmanacError as error:
            return _failed(error, query, for_people=for_people)

    def _data(self, sent: Sequence[tuple[str, str]], query: str, accept: str | None) -> Response:
        solutions, graph = chosen(accept, [*SOLUTIONS]), chosen(accept, [*GRAPHS])
        if not solutions and not graph:
            return _unacceptable(accept, [*SOLUTIONS, *GRAPHS])
        told = self._service.ask(_asked(sent, query, solutions or "", graph or ""))
        if not told.answer.media:
            return _unacceptable(accept, [*(GRAPHS if solutions else SOLUTIONS)])
        return Response(told.answer.body, 200, _of(told), told.answer.media)

    def _page(self, request: Request, sent: Sequence[tuple[str, str]], query: str) -> Response:
        if not query:
            return _page(query=examples()[0].query, revision=None)
        told = self._service.ask(_asked(sent, query, MEDIA["json"], MEDIA["turtle"]))
        again = f"{request.url.path}?query={quote(query)}&format="
        shown: dict[str, Any] = {"query": query, "revision": told.revision}
        if told.answer.media == MEDIA["turtle"]:
            shown["graph"] = told.answer.body.decode()
            shown["forms"] = [(name, again + name) for name in GRAPHS_AS]
        else:
            found = table(told.answer.body)
            rows = list(zip(found.rows, found.links, strict=True))[:_ROWS_SHOWN]
            shown["columns"] = found.columns
            shown["rows"] = [
                [(text, self._address(link)) for text, link in zip(*row, strict=True)] for row in rows
            ]
            shown["count"] = len(found.rows)
            shown["forms"] = [(name, again + name) for name in ROWS_AS]
        return _page(**shown)

    def _address(self, iri: str) -> str:
        """Where an IRI leads: a node of ours to its page, an address of the web there; "" for others."""
        ref = self._addresses.ref(iri) if iri else None
        if ref is None:
            return external(iri)
        return page_address(ref.src if isinstance(ref, EdgeRef) else ref)

    def _description(self, request: Request, accept: str | None) -> Response:
        media = chosen(accept, [*_DESCRIBED])
        if media is None:
            return _unacceptable(accept, [*_DESCRIBED, _HTML])
        about = self._service.newest().about
        endpoint = str(request.url.replace(query="", fragment=""))
        data = b"".join(_DESCRIBED[media].write([Block(FOLD, description(endpoint, about))]))
        return Response(data, 200, _HEADERS, media)


def sparql_routes(service: Service, addresses: Addresses) -> list[Route]:
    """The route of the endpoint; `addresses` are those of the data."""
    return [Route("/sparql", _Endpoint(service, addresses).answer, methods=["GET", "POST", "OPTIONS"])]


async def _sent(request: Request) -> list[tuple[str, str]]:
    """The parameters of a request, wherever they stand.  Raises BadRequest, NotAllowed."""
    sent = list(request.query_params.multi_items())
    if request.method == "POST":
        media = media_of(request)
        if media == FORM:
            sent = await read_form(request, MOST_BYTES)
        elif media == _QUERY:
            sent.append(("query", text(await read(request, MOST_BYTES))))
        elif media != _UPDATE:
            do = f"Send a form ({FORM}) or the query ({_QUERY})"
            raise BadRequest(f"the body is {media or 'of no media type'}", do=do)
    if (request.method == "POST" and media_of(request) == _UPDATE) or any(
        name == "update" for name, _ in sent
    ):
        raise NotAllowed("data are only read here", do="What is said is changed with `almanac load`")
    return sent


def _one(sent: Sequence[tuple[str, str]], wanted: str) -> str:
    found = [value for name, value in sent if name == wanted]
    if len(found) > 1:
        raise BadRequest(f"{wanted} is given more than once", do="Send one at a time")
    return found[0] if found else ""


def _media(name: str) -> str:
    if name not in MEDIA:
        raise BadRequest(f"{name!r} is no format", do=f"Choose among {', '.join(MEDIA)}")
    return MEDIA[name]


def _asked(sent: Sequence[tuple[str, str]], query: str, solutions: str, graph: str) -> Asked:
    default, named = (
        tuple(value for name, value in sent if name == wanted)
        for wanted in ("default-graph-uri", "named-graph-uri")
    )
    return Asked(query, solutions, graph, default, named)


def _of(told: Told) -> dict[str, str]:
    return {**_HEADERS, "almanac-revision": str(told.revision)}


def _page(status: int = 200, **shown: Any) -> Response:
    page = render("sparql.html", status, **shown, examples=examples(), most=_ROWS_SHOWN)
    page.headers.update({"vary": "Accept", "cache-control": "no-cache"})
    return page


def _failed(error: AlmanacError, query: str, *, for_people: bool) -> Response:
    status = status_of(error)
    if for_people:
        page = _page(status, query=query, revision=None, error=str(error))
        page.headers.update(_SOON if status == 503 else {})
        return page
    headers = _HEADERS | (_SOON if status == 503 else {})
    return PlainTextResponse(f"{error}\n", status, headers)


def _unacceptable(accept: str | None, offered: Sequence[str]) -> Response:
    what = f"Nothing that {accept} accepts is served here. There is:\n\n{chr(10).join(offered)}\n"
    return PlainTextResponse(what, 406, _HEADERS)
