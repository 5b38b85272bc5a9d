"""GraphQL over HTTP at `/graphql`: JSON for programs, and a plain page with a query and its answer for people.

Reading only, so that a GET may ask too.  What is asked runs in a worker thread, which the View belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.graphql.page import PAGE_QUERY
from api.graphql.schema import execute, schema
from api.web.as_of import asked_as_of
from api.web.body import FORM, media_of, read, read_form
from api.web.errors import status_of
from api.web.rendering import render
from graph.view import View
from schema.errors import AlmanacError, BadRequest

MOST_BYTES = 100_000
_JSON = "application/json"
_GRAPHQL = "application/graphql-response+json"


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks."""

    query: str
    variables: Mapping[str, Any]
    operation: str | None = None
    as_of: datetime | None = None


class _Endpoint:
    def __init__(
        self, views: Callable[[], AbstractContextManager[View]], clock: Callable[[], datetime]
    ) -> None:
        self._views = views
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        """The answer as JSON, or as a page where a browser asks."""
        for_people = "text/html" in request.headers.get("accept", "")
        try:
            question = replace(await _question(request), as_of=asked_as_of(request))
        except BadRequest as error:
            return _refused(request, error)
        if for_people:
            return await run_in_threadpool(self._page, question)
        if not question.query:
            return _refused(request, BadRequest("there is no query", do='Send {"query": "{ revision }"}'))
        try:
            answer = await run_in_threadpool(self._execute, question)
        except AlmanacError as error:  # the store itself, for what a field can't answer stands in the answer
            return _refused(request, error)
        # The GraphQL-over-HTTP draft: plain JSON says 200 even where the query itself is at fault.
        at_fault = "data" not in answer and _media(request) == _GRAPHQL
        return _json(request, answer, 400 if at_fault else 200)

    async def sdl(self, _: Request) -> Response:
        """The schema in GraphQL's own language."""
        return Response(schema().as_str(), media_type="text/plain; charset=utf-8")

    def _execute(self, question: Question) -> dict[str, Any]:
        with self._views() as view:
            asked = view.as_of(question.as_of)
            return execute(asked, self._clock(), question.query, question.variables, question.operation)

    def _page(self, question: Question) -> Response:
        variables = dict(question.variables)
        if not question.query:
            variables = {"slug": self._example()}
        answer = self._execute(question) if question.query else None
        return render(
            "graphql.html",
            query=question.query or PAGE_QUERY,
            variables=orjson.dumps(variables, option=orjson.OPT_INDENT_2).decode(),
            answer=orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() if answer is not None else "",
        )

    def _example(self) -> str:
        """The slug of the entity with most events, to try the query with."""
        with self._views() as view:
            found = execute(view, self._clock(), "{ entities(first: 1) { edges { node { slug } } } }")
        data: Any = found["data"]
        return next((str(edge["node"]["slug"]) for edge in data["entities"]["edges"]), "")


def graphql_routes(
    views: Callable[[], AbstractContextManager[View]], clock: Callable[[], datetime]
) -> list[Route]:
    """The routes of GraphQL."""
    endpoint = _Endpoint(views, clock)
    return [
        Route("/graphql", endpoint.answer, methods=["GET", "POST"]),
        Route("/graphql/schema", endpoint.sdl),
    ]


async def _question(request: Request) -> Question:
    """Reads a query from the address, a form or JSON.  Raises BadRequest."""
    if request.method == "GET":
        return _told(dict(request.query_params))
    media = media_of(request)
    if media == FORM:
        return _told(dict(await read_form(request, MOST_BYTES)))
    if media != _JSON:
        raise BadRequest(f"{media or 'a body without a content type'} can't be read", do=f"Send {_JSON}")
    try:
        told = orjson.loads(await read(request, MOST_BYTES))
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"the body is no JSON: {error}", do='Send {"query": "…"}') from None
    if not isinstance(told, dict):
        raise BadRequest("the body is no JSON object", do='Send {"query": "…"}')
    return _told(told)


def _told(parts: Mapping[str, Any]) -> Question:
    variables = parts.get("variables") or {}
    if isinstance(variables, str):
        try:
            variables = orjson.loads(variables)
        except orjson.JSONDecodeError as error:
            raise BadRequest(f"the variables are no JSON: {error}", do='Write {"slug": "…"}') from None
    query = parts.get("query") or ""
    if not isinstance(query, str) or not isinstance(variables, dict):
        raise BadRequest("query is text, variables an object", do='Send {"query": "…", "variables": {}}')
    return Question(query, variables, parts.get("operationName") or None)


def _refused(request: Request, error: AlmanacError) -> Response:
    shown = {"message": str(error), "extensions": {"code": type(error).__name__, "do": error.do}}
    return _json(request, {"errors": [shown]}, status_of(error))


def _json(request: Request, answer: Mapping[str, Any], status: int) -> Response:
    return Response(orjson.dumps(answer), status, media_type=_media(request))


def _media(request: Request) -> str:
    return _GRAPHQL if _GRAPHQL in request.headers.get("accept", "") else _JSON
