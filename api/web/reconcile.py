"""The reconciliation service over HTTP at `/reconcile`: JSON for any site (CORS), or JSONP where a callback is named.

The manifest where nothing is asked; batches of queries and extensions by GET or as a form by POST.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.reconcile.extending import extended
from api.reconcile.manifest import (
    manifest,
    proposed,
    suggested_entities,
    suggested_properties,
    suggested_types,
)
from api.reconcile.matching import matched
from api.reconcile.questions import checked_kind, read_count, read_extension, read_queries
from api.web.body import FORM, media_of, read_form
from api.web.errors import NoPage, status_of
from api.web.headers import FRAMED
from api.web.rendering import render
from graph.view import View
from schema.addresses import Addresses
from schema.errors import AlmanacError, BadRequest
from schema.kinds.entity import Entity

MOST_BYTES = 4_000_000
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}", re.ASCII)
_CORS = {"access-control-allow-origin": "*"}
_PREFLIGHT = {
    **_CORS,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "content-type",
}
_Answering = Callable[[Request, Mapping[str, str]], Any]


class _Service:
    def __init__(self, views: Callable[[], AbstractContextManager[View]], iris: Addresses) -> None:
        self._views = views
        self._iris = iris

    def asked(self, request: Request, sent: Mapping[str, str]) -> Any:
        """A batch of queries, an extension, or the manifest."""
        if "queries" in sent:
            queries = read_queries(sent["queries"])
            with self._views() as view:
                return matched(view, queries)
        if "extend" in sent:
            extension = read_extension(sent["extend"])
            with self._views() as view:
                return extended(view.reader, extension)
        if request.method == "POST":
            raise BadRequest("nothing is asked", do="Send the form field queries or extend")
        return manifest(str(request.base_url).rstrip("/"), self._iris)

    def entities(self, _: Request, sent: Mapping[str, str]) -> Any:
        """Entities suggested for what is typed."""
        cursor = read_count(sent.get("cursor") or 0, "cursor")
        with self._views() as view:
            return {"result": suggested_entities(view, sent.get("prefix", ""), cursor)}

    def properties(self, _: Request, sent: Mapping[str, str]) -> Any:
        """Properties suggested for what is typed."""
        return {"result": suggested_properties(sent.get("prefix", ""))}

    def types(self, _: Request, sent: Mapping[str, str]) -> Any:
        """Types suggested for what is typed."""
        return {"result": suggested_types(sent.get("prefix", ""))}

    def proposed(self, _: Request, sent: Mapping[str, str]) -> Any:
        """What a table of a type can be extended with."""
        limit = read_count(sent.get("limit") or 0, "limit")
        return proposed(checked_kind(sent.get("type", ""), "type"), limit)

    def preview(self, request: Request) -> HTMLResponse:
        """A small page of one entity, to be framed."""
        key = request.query_params.get("id", "")
        with self._views() as view:
            node = view.reader.nodes([key]).get(key)
            if not isinstance(node, Entity):
                raise NoPage(key or "an empty id", [])
            [presence] = view.traversals.presence([node.key])
        return render("preview.html", entity=node, kind=type(node).__name__, events=presence.count)


def reconcile_routes(views: Callable[[], AbstractContextManager[View]], iris: Addresses) -> list[Route]:
    """The routes of the service; `iris` are those of the data."""
    service = _Service(views, iris)
    answered: dict[str, _Answering] = {
        "/reconcile": service.asked,
        "/reconcile/suggest/entity": service.entities,
        "/reconcile/suggest/property": service.properties,
        "/reconcile/suggest/type": service.types,
        "/reconcile/properties": service.proposed,
    }
    routes = [
        Route(path, _endpoint(answering), methods=["GET", "POST", "OPTIONS"])
        for path, answering in answered.items()
    ]
    return [*routes, Route(FRAMED, service.preview)]


def _endpoint(answering: _Answering) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        try:
            sent = await _sent(request)
            callback = _callback(sent)
            answer = await run_in_threadpool(answering, request, sent)
        except AlmanacError as error:
            return _json({"status": "error", "message": str(error)}, status_of(error))
        return _json(answer, 200, callback)

    return endpoint


def _json(answer: Any, status: int, callback: str = "") -> Response:
    body = orjson.dumps(answer)
    if callback:
        # The comment keeps the text from being taken for anything but a script.
        script = b"/**/" + callback.encode() + b"(" + body + b");"
        return Response(script, status, _CORS, "application/javascript")
    return Response(body, status, _CORS, "application/json")


def _callback(sent: Mapping[str, str]) -> str:
    name = sent.get("callback", "")
    if name and not _CALLBACK.fullmatch(name):
        raise BadRequest(
            f"the callback {name!r} is no name of a function", do="Use letters, digits, _ $ and ."
        )
    return name


async def _sent(request: Request) -> dict[str, str]:
    """What the address says, and a form over it.  Raises BadRequest."""
    sent = dict(request.query_params)
    if request.method != "POST":
        return sent
    if (media := media_of(request)) != FORM:
        raise BadRequest(f"the body is {media or 'of no media type'}", do=f"Send a form ({FORM})")
    return sent | dict(await read_form(request, MOST_BYTES))
