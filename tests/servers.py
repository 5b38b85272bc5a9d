"""A real Neo4j for the tests: the one that `ALMANAC_NEO4J_URL` names, which they empty, or one of this machine's own.

The latter is 5.26, or the version that `ALMANAC_NEO4J_VERSION` names; `newest` is the newest that tests run on.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from neo4j import Driver, GraphDatabase

from graph.neo4j.opening import auth_of
from graph.neo4j.place import Place
from tools.neo4j.java import java
from tools.neo4j.libraries import NEWEST, VERSION, fetched
from tools.neo4j.server import SHORT_LIVED, NoServer, Running, oldest_java, running

URL, BROWSER = "ALMANAC_NEO4J_URL", "ALMANAC_NEO4J_BROWSER"


def version() -> str:
    """Which Neo4j a server of this machine's own is."""
    told = os.environ.get("ALMANAC_NEO4J_VERSION") or VERSION
    return NEWEST if told == "newest" else told


def neo4j_place() -> Place | None:
    """Where the server is, started at the first call and ended with this process; None where there can be none."""
    return _found()[0]


def no_neo4j() -> str:
    """Why there is none."""
    return _found()[1]


def neo4j_browser() -> str:
    """Where its Browser answers: at port 7474 of the same host, unless `ALMANAC_NEO4J_BROWSER` names another address."""
    return _found()[2]


@cache
def _found() -> tuple[Place | None, str, str]:
    if os.environ.get(URL):
        place = Place.read(os.environ, os.environ[URL])
        beside = os.environ.get(BROWSER) or f"http://{urlsplit(place.url).hostname}:7474"
        return place, "", f"{beside.rstrip('/')}/browser"
    ending = ExitStack()
    home = ending.enter_context(tempfile.TemporaryDirectory(prefix="almanac-neo4j-"))
    try:
        server = ending.enter_context(own_server(Path(home)))
    except NoServer as error:
        ending.close()
        return None, f"{URL} names none, and {error}", ""
    atexit.register(ending.close)
    return Place(server.bolt), "", f"{server.http}/browser"


def emptied(place: Place) -> Place:
    """The same with nothing left in its database."""
    with GraphDatabase.driver(place.url, auth=auth_of(place)) as driver, driver.session() as session:
        # In steps, for a large one is more than one transaction may hold.
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
    return place


def replanned(driver: Driver) -> None:
    """Have what plans are made by counted now, not when the server finds the time, and plans made anew."""
    driver.execute_query("CALL db.prepareForReplanning(300)")


@cache
def no_own_server() -> str:
    """Why a test can't have a server for itself alone; empty where it can."""
    try:
        java(oldest_java(version()))
        fetched(version())
    except NoServer as error:
        return str(error)
    return ""


def own_server(
    home: Path, *, password: str = "", settings: Mapping[str, str] | None = None
) -> AbstractContextManager[Running]:
    """A server for tests marked `neo4j(own=True)`, which may do to it what they like."""
    return running(home, version=version(), password=password, settings=settings or {}, options=SHORT_LIVED)
