"""The web application: its routes, its headers, and how errors become pages.

Everything is handed a way to open a View and a clock.  Each request opens one View, in the thread that answers it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from api.sparql.service import Service
from api.web.browserpack import pack_routes
from api.web.errors import EXCEPTION_HANDLERS
from api.web.graphql import graphql_routes
from api.web.headers import SafeHeaders
from api.web.linked import Linked
from api.web.pages import Pages
from api.web.reconcile import reconcile_routes
from api.web.sparql import sparql_routes
from graph.view import View
from schema.addresses import EVERYWHERE, Addresses

STATIC = Path(__file__).parent / "static"
Views: TypeAlias = Callable[[], AbstractContextManager[View]]
Clock: TypeAlias = Callable[[], datetime]


def web_app(views: Views, clock: Clock, base: str = EVERYWHERE, service: Service | None = None) -> ASGIApp:
    """Pages at their addresses, GraphQL at `/graphql`, data at `/id/…`, `/reconcile`, and health at `/healthz`.

    base: what the IRIs of the data begin with.  service: what answers at `/sparql`, where anything does.
    """
    iris = Addresses(base)
    linked = Linked(views, iris)
    pages = Pages(views, clock, linked)
    app = Starlette(
        routes=[
            Route("/", pages.home),
            Route("/search", pages.search),
            Route("/healthz", pages.health),
            *graphql_routes(views, clock),
            *linked.routes(),
            *reconcile_routes(views, iris),
            *pack_routes(),
            *(sparql_routes(service, iris) if service else ()),
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/entity/{slug}", pages.entity),
            Route("/kind/{word}", pages.kind),
            Route("/{word}/{local}", pages.node),
        ],
        exception_handlers=EXCEPTION_HANDLERS,
    )
    # Around all of it, so that the page of an unforeseen error has them too.
    return SafeHeaders(app)
