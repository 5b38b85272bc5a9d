"""Fixtures: a small almanac, views of it, its web application, and its command line."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import httpx
import pytest
from starlette.types import ASGIApp

from api.graphql.schema import execute
from api.sparql.copy import Copy
from api.sparql.limits import Limits
from api.sparql.service import Service
from api.web.app import web_app
from graph.projection import open_projection
from graph.projection.follow import Follower
from graph.view import View
from schema.addresses import EVERYWHERE, Addresses
from tests.api.world import NOW, World, make_world

Ask: TypeAlias = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An almanac that tests read and do not change."""
    made = make_world(tmp_path_factory.mktemp("world"))
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def projection(world: World) -> Follower:
    """Its projection."""
    return open_projection(world.store)


@pytest.fixture
def view(projection: Follower) -> Iterator[View]:
    """A view of it."""
    with projection.view() as opened:
        yield opened


@pytest.fixture
def ask(view: View) -> Ask:
    """`ask(query, **variables)`: the data that GraphQL answers; fails where it answers with errors."""

    def asked(query: str, **variables: Any) -> dict[str, Any]:
        answer: dict[str, Any] = execute(view, NOW, query, variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    return asked


@pytest.fixture(scope="session")
def queries(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Answers to queries in SPARQL about it; the copy is made at the first."""
    copy = Copy(tmp_path_factory.mktemp("copy"), Addresses())
    made = Service(world.store, copy, lambda: copy.in_step(world.store), Limits(), wait=math.inf)
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(projection: Follower, queries: Service) -> ASGIApp:
    """Its web application."""
    return web_app(projection.view, lambda: NOW, EVERYWHERE, queries)


@pytest.fixture
def client(app: ASGIApp) -> Client:
    """Requests to the web application, without a network."""
    return Client(app)


class Client:
    """Sends requests to an ASGI application, one at a time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def get(self, url: str, **told: Any) -> httpx.Response:
        """GET, following no redirects; asks for HTML unless told otherwise."""
        return self.request("GET", url, **{"headers": {"accept": "text/html"}, **told})

    def request(self, method: str, url: str, **told: Any) -> httpx.Response:
        """Any request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://almanac.test") as client:
                return await client.request(method, url, **told)

        return asyncio.run(send())
