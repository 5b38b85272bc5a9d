"""Composition: the one place that knows which store, projection and desk there are, and puts them together."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

from starlette.types import ASGIApp

from api.background import Background
from api.settings import Settings
from graph.desk import Desk
from graph.projection import open_projection
from graph.projection.follow import Follower
from graph.sqlite import SqliteStore, open_store
from graph.view import View
from loaders.desk import Editor
from schema.addresses import Addresses
from schema.errors import AlmanacError, NotFound, NotReady, StoreBusy
from schema.keys import Key

if TYPE_CHECKING:
    from api.sparql.copy import Copy
    from api.sparql.service import Service

Clock: TypeAlias = Callable[[], datetime]
_log = logging.getLogger("almanac")
_TURN = 0.0001  # seconds a thread may keep others waiting: those who ask go before what is taken in meanwhile
_BEHIND = 5  # the niceness of who writes much
_REWRITES = 60.0  # seconds from one beginning of writing the base anew to the next at the least
_RENEWS = 1.0  # and the same of the RDF copy
_WAIT = 5.0  # seconds that a query waits for the copy to be in step
_ANSWERING = 2  # processes that answer queries
_LARGE = 100_000_000  # bytes of a store of which nobody's query alone makes a copy
_COPY_SIZE = 30  # times the store's bytes that its copy takes
SETTLE_EVERY = 2.0  # seconds between two looks at what waits to be settled while serving


def now() -> datetime:
    """The present instant, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


class Almanac:
    """An opened almanac: its store, views of it, and desks to work at.  The projection is made when first asked for."""

    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    @cached_property
    def projection(self) -> Follower:
        """The projection that follows the store, its base kept beside the store's file."""
        path = self.store.path
        rewriting = Background(path, "snapshot", pause=_REWRITES)
        return open_projection(self.store, path.with_name(f"{path.name}-projection"), rewriting)

    def view(self) -> AbstractContextManager[View]:
        """A view of the newest revision, for this thread."""
        return self.projection.view()

    def desk(self, actor: Key) -> Desk:
        """A desk to judge and settle at in an actor's name."""
        return Editor(self.store, actor, self.clock)


@contextmanager
def open_almanac(path: Path, *, create: bool = False, clock: Clock = now) -> Iterator[Almanac]:
    """The almanac at `path`, closed at the end.  Raises NotFound where there is none, unless it is to be made."""
    if not create and not path.exists():
        raise NotFound(
            f"there is no almanac at {path}",
            do="Make one with `almanac load FILE`, or say which is meant with --store or ALMANAC_STORE",
        )
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    store = open_store(path, create=create, clock=clock)
    try:
        yield Almanac(store, clock)
    finally:
        store.close()


def rdf_copy(almanac: Almanac, base: str) -> Copy:
    """The copy of an almanac as RDF, beside its store's file."""
    # Here and not above: most commands need no RDF, and would wait for it to be imported.
    from api.sparql.copy import Copy

    path = almanac.store.path
    return Copy(path.with_name(f"{path.name}-rdf"), Addresses(base))


@contextmanager
def querying(almanac: Almanac, settings: Settings) -> Iterator[Service]:
    """Answers to queries in SPARQL while the block runs; the copy is brought in step by a process of its own."""
    from api.sparql.service import Service

    copy, path = rdf_copy(almanac, settings.base), almanac.store.path
    command = ("sparql", "--prepare", "--base", settings.base)
    in_background = Background(path, *command, pause=_RENEWS)

    def renew() -> None:
        if path.stat().st_size > _LARGE and copy.newest(almanac.store) is None:
            raise NotReady(
                "the almanac is large, and was not copied as RDF yet",
                do=f"Let its keeper run `almanac {' '.join(command)}` once; the copy takes about {_COPY_SIZE} times the store's room",
            )
        in_background()

    service = Service(almanac.store, copy, renew, settings.sparql, wait=_WAIT, processes=_ANSWERING)
    try:
        yield service
    finally:
        service.close()


@contextmanager
def serving(almanac: Almanac, settings: Settings) -> Iterator[ASGIApp]:
    """Pages, GraphQL and data of an almanac, which is followed and settled while the block runs."""
    from api.web.app import web_app

    answer_evenly()
    with (
        almanac.projection.following(),
        settling(almanac.desk(settings.actor)),
        querying(almanac, settings) as service,
    ):
        yield web_app(almanac.view, almanac.clock, settings.base, service)


def answer_evenly() -> None:
    """Keep this process from letting those who ask wait for what it does beside.

    Threads take turns often; and what is there by now, which stays, is not looked through for cycles again and again.
    """
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()


def worker() -> ASGIApp:
    """What each process of `almanac serve --workers` serves, until it ends: the almanac that `ALMANAC_STORE` names."""
    settings = Settings.read(os.environ)
    ending = ExitStack()
    atexit.register(ending.close)
    almanac = ending.enter_context(open_almanac(settings.store))
    return ending.enter_context(serving(almanac, settings))


def step_back() -> None:
    """Let this process, which writes much, go behind those that answer where there are fewer processors than work."""
    os.setpriority(os.PRIO_PROCESS, 0, max(os.getpriority(os.PRIO_PROCESS, 0), _BEHIND))


@contextmanager
def settling(desk: Desk, every: float = SETTLE_EVERY) -> Iterator[Thread]:
    """Settles in a thread of its own while the block runs; ends with it."""
    stop = Flag()

    def work() -> None:
        while not stop.wait(every):
            try:
                desk.settle()
            except StoreBusy:
                continue  # another process writes; what waits is still there next time
            except AlmanacError as error:
                _log.warning("what waits could not be settled, and is tried again: %s", error)

    thread = Thread(target=work, name="settling", daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join()
