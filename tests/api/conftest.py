"""Fixtures: a small almanac, views of it, its web application, and its command line."""

from __future__ import annotations

import asyncio
import atexit
import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from starlette.types import ASGIApp

from api.graphql.schema import execute
from api.sparql.copy import Copy
from api.sparql.limits import Limits
from api.sparql.service import Service
from api.web.app import web_app
from graph.copying.step import step
from graph.neo4j.store import open_neo4j
from graph.projection import open_projection
from graph.projection.follow import Follower
from graph.store import Store
from graph.view import View
from schema.addresses import EVERYWHERE, Addresses
from tests.api.world import NOW, World, make_world
from tests.servers import emptied, neo4j_place

Ask: TypeAlias = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An almanac that tests read and do not change."""
    made = make_world(tmp_path_factory.mktemp("world"))
    yield made
    made.store.close()


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def kept(request: pytest.FixtureRequest, world: World) -> Kept:
    """The almanac as either store keeps it."""
    return _on_file(world) if request.param == "sqlite" else _on_server(world)


@dataclass(frozen=True, slots=True)
class Kept:
    """An almanac in a store, and its projection."""

    id: str
    store: Store
    projection: Follower

    @classmethod
    def of(cls, store: Store) -> Kept:
        """Projected."""
        with store.reader() as reader:
            return cls(reader.store_id, store, open_projection(store))


@cache
def _on_file(world: World) -> Kept:
    return Kept.of(world.store)


_servers: list[Kept] = []


def _on_server(world: World) -> Kept:
    """The same on a server; brought there again where other tests have emptied the database meanwhile."""
    place = neo4j_place()
    assert place
    if not (_servers and _is_there(_servers[-1])):
        store = open_neo4j(emptied(place), clock=lambda: NOW)
        atexit.register(store.close)
        step(world.store, store, anew=True)
        _servers.append(Kept.of(store))
    return _servers[-1]


def _is_there(kept: Kept) -> bool:
    """Whether an almanac is still in its database."""
    try:
        with kept.store.reader() as reader:
            return reader.store_id == kept.id
    except ValueError:  # the database was emptied
        return False


@pytest.fixture
def projection(kept: Kept) -> Follower:
    """Its projection."""
    return kept.projection


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


@pytest.fixture
def app(kept: Kept) -> ASGIApp:
    """Its web application; what it answers in SPARQL comes from a copy that is made at the first such question."""
    return _app(kept)


@pytest.fixture(scope="session")
def app_on_file(world: World) -> ASGIApp:
    """That of the almanac on a file, for what is shared by many tests."""
    return _app(_on_file(world))


@cache
def _app(kept: Kept) -> ASGIApp:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    copy = Copy(Path(folder.name) / "rdf", Addresses())
    queries = Service(kept.store, copy, lambda: copy.in_step(kept.store), Limits(), wait=math.inf)
    atexit.register(queries.close)
    return web_app(kept.projection.view, lambda: NOW, EVERYWHERE, queries)


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
