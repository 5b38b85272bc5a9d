"""The schema with its limits, and executing a query against a View in the calling thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    ValidationCache,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionResult
from strawberry.types.execution import ExecutionContext

from api.answers.as_of import as_of_note
from api.graphql.nodes import TYPES, property_of
from api.graphql.query import Query
from api.graphql.scalars import SCALARS
from api.graphql.session import Session
from graph.view import View
from schema.canonical import Json
from schema.errors import AlmanacError, NotFound
from schema.values import iso

MOST_DEPTH = 14
MOST_ALIASES = 30
MOST_TOKENS = 3_000
MOST_CACHED = 200
_thread = threading.local()
# The rules are made once: the cache of valid queries tells apart the rules that these were checked by.
_LIMITS = [
    rule
    for limiter in (QueryDepthLimiter(MOST_DEPTH), MaxAliasesLimiter(MOST_ALIASES))
    for rule in limiter.validation_rules
]


class _Schema(strawberry.Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Logs what is nobody's fault but the almanac's; every error goes to whoever asked."""
        own = [error for error in errors if error.original_error and not _told(error.original_error)]
        super().process_errors(own, execution_context)


def _told(cause: Exception) -> bool:
    """Whether an error is one that says what was wrong and what to do."""
    return isinstance(cause, AlmanacError)


@cache
def schema() -> strawberry.Schema:
    """The schema of the ontology; made once."""
    return _Schema(
        Query,
        types=list(TYPES.values()),
        config=StrawberryConfig(default_resolver=property_of, scalar_map=SCALARS),
        extensions=[
            lambda: AddValidationRules(_LIMITS),
            lambda: MaxTokensLimiter(MOST_TOKENS),
            lambda: ParserCache(MOST_CACHED),
            lambda: ValidationCache(MOST_CACHED),
        ],
    )


def execute(
    view: View,
    now: datetime,
    query: str,
    variables: Mapping[str, Any] | None = None,
    operation: str | None = None,
) -> dict[str, Json]:
    """The answer to a query as GraphQL's JSON: `data`, and `errors` where there are any."""
    answer = _execute(view, now, query, variables, operation)
    result: dict[str, Json] = {}
    if answer.errors:
        result["errors"] = [error_json(error) for error in answer.errors]
    if answer.data is not None or not answer.errors:
        result["data"] = answer.data
    if limit := view.traversals.observed_by:
        result["extensions"] = {"asOf": iso(limit), "note": as_of_note(limit)}
    return result


def data_of(
    view: View, now: datetime, query: str, variables: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The data that answers a query of this program's own.  Raises the first error as it was raised inside."""
    answer = _execute(view, now, query, variables, None)
    for error in answer.errors or ():
        raise error.original_error or error
    return answer.data or {}


def _execute(
    view: View, now: datetime, query: str, variables: Mapping[str, Any] | None, operation: str | None
) -> ExecutionResult:
    """Runs to its end in this thread, on an event loop that the thread keeps.

    The store's snapshot belongs to one thread, and batches need a loop to gather in.
    """
    answer = _loop().run_until_complete(
        schema().execute(query, dict(variables or {}), Session(view, now), operation_name=operation)
    )
    if not isinstance(answer, ExecutionResult):
        raise TypeError(f"a query is answered once, not by {type(answer).__name__}")
    return answer


def error_json(error: GraphQLError) -> dict[str, Json]:
    """An error as GraphQL's JSON; `extensions.code` is the class of an error of Almanac's own."""
    shown: dict[str, Any] = {"message": error.message}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        shown["path"] = list(error.path)
    shown["extensions"] = _extensions(error.original_error)
    if error.original_error is not None and not _told(error.original_error):
        shown["message"] = "this field could not be answered: an error of the almanac itself"
    return shown


def _extensions(cause: Exception | None) -> dict[str, Json]:
    if cause is None:
        return {"code": "BadQuery"}
    if not isinstance(cause, AlmanacError):
        return {"code": "InternalError"}
    found: dict[str, Json] = {"code": type(cause).__name__, "do": cause.do}
    if isinstance(cause, NotFound):
        found["suggestions"] = list(cause.suggestions)
    return found


def _loop() -> asyncio.AbstractEventLoop:
    loop: asyncio.AbstractEventLoop | None = getattr(_thread, "loop", None)
    if loop is None:
        loop = _thread.loop = asyncio.new_event_loop()
    return loop
