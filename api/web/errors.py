"""Errors as pages, and which HTTP status each has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.web.rendering import render
from schema.errors import (
    AlmanacError,
    BadRequest,
    Invalid,
    NotAllowed,
    NotFound,
    NotReady,
    Stopped,
    StoreBusy,
    StoreProblem,
)
from schema.keys import Key

_STATUS: dict[type[AlmanacError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    BadRequest: 400,
    Invalid: 400,
    NotReady: 503,
    StoreBusy: 503,
    Stopped: 504,
    StoreProblem: 500,
}


def status_of(error: AlmanacError) -> int:
    """The HTTP status that says what an error says."""
    return next((_STATUS[cls] for cls in type(error).__mro__ if cls in _STATUS), 500)


class NoPage(Exception):
    """There is no node at an address; `nearest` are (label, key) of those that may be meant."""

    def __init__(self, asked: str, nearest: list[tuple[str, Key]]) -> None:
        super().__init__(asked)
        self.asked = asked
        self.nearest = nearest


def _no_page(_: Request, error: Exception) -> Response:
    if not isinstance(error, NoPage):
        raise error
    return render(
        "error.html",
        404,
        heading="Not found",
        what=f"There is no page for {error.asked}.",
        nearest=error.nearest,
    )


def _almanac_error(_: Request, error: Exception) -> Response:
    if not isinstance(error, AlmanacError):
        raise error
    status = status_of(error)
    heading = {400: "That can't be asked", 404: "Not found"}.get(status, "The almanac can't answer")
    return render("error.html", status, heading=heading, what=str(error), nearest=[])


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    what = f"There is no page at {request.url.path}." if error.status_code == 404 else error.detail
    heading = "Not found" if error.status_code == 404 else f"Error {error.status_code}"
    page = render("error.html", error.status_code, heading=heading, what=what, nearest=[])
    page.headers.update(error.headers or {})
    return page


def _own_error(_: Request, __: Exception) -> Response:
    return render(
        "error.html",
        500,
        heading="The almanac can't answer",
        what="An error of the almanac itself; what it was stands in the log of the server.",
        nearest=[],
    )


EXCEPTION_HANDLERS: Mapping[Any, Any] = {
    NoPage: _no_page,
    AlmanacError: _almanac_error,
    HTTPException: _http_error,
    500: _own_error,
}
