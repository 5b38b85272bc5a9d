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
from graph.copying.mark import refuse_unfinished
from graph.desk import Desk
from graph.neo4j.place import Place
from graph.projection import open_projection
from graph.projection.follow import Follower
from graph.sqlite import open_store
from graph.store import Store
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
    """An opened almanac: its store, views of it, and desks to work at.  The projection is made when first asked for.

    place: the store's file or server.  kept: the folder for what is derived from it, and how the names there begin.
    """

    def __init__(self, store: Store, clock: Clock, place: Path | Place, kept: Path) -> None:
        self.store = store
        self.clock = clock
        self.place = place
        self._kept = kept

    def beside(self, name: str) -> Path:
        """Where something that is derived from the store is kept."""
        return self._kept.with_name(f"{self._kept.name}-{name}")

    @cached_property
    def projection(self) -> Follower:
        """The projection that follows the store, with a base that is kept."""
        rewriting = Background(self.place, "snapshot", pause=_REWRITES)
        return open_projection(self.store, self.beside("projection"), rewriting)

    def view(self) -> AbstractContextManager[View]:
        """A view of the newest revision, for this thread."""
        return self.projection.view()

    def desk(self, actor: Key) -> Desk:
        """A desk to judge and settle at in an actor's name."""
        return Editor(self.store, actor, self.clock)


@contextmanager
def open_almanac(
    place: Path | Place, *, create: bool = False, clock: Clock = now, unfinished: bool = False
) -> Iterator[Almanac]:
    """The almanac at `place`, closed at the end.  Raises NotFound where there is none, unless it is to be made.

    Raises StoreProblem for a copy that has not come to its end, unless `unfinished` ones are asked for.
    """
    if isinstance(place, Path):
        store, kept = _opened_file(place, clock, create=create), place
    else:
        store, kept = _opened_server(place, clock, create=create)
    try:
        if not unfinished:
            with store.reader() as reader:
                refuse_unfinished(reader, str(place))
        yield Almanac(store, clock, place, kept)
    finally:
        store.close()


def _opened_file(path: Path, clock: Clock, *, create: bool) -> Store:
    if not create and not path.exists():
        raise NotFound(
            f"there is no almanac at {path}",
            do="Make one with `almanac load FILE`, or say which is meant with --store or ALMANAC_STORE",
        )
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    return open_store(path, create=create, clock=clock)


def _opened_server(place: Place, clock: Clock, *, create: bool) -> tuple[Store, Path]:
    """The store, and where this machine keeps what is derived from it."""
    # Here and not above: commands on a file need no driver.
    from graph.neo4j.store import open_neo4j

    store = open_neo4j(place, create=create, clock=clock)
    with store.reader() as reader:
        known = reader.store_id
    kept = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "almanac" / known
    kept.parent.mkdir(parents=True, exist_ok=True)
    return store, kept


def rdf_copy(almanac: Almanac, base: str) -> Copy:
    """The copy of an almanac as RDF, beside what else is derived from it."""
    # Here and not above: most commands need no RDF, and would wait for it to be imported.
    from api.sparql.copy import Copy

    return Copy(almanac.beside("rdf"), Addresses(base))


@contextmanager
def querying(almanac: Almanac, settings: Settings) -> Iterator[Service]:
    """Answers to queries in SPARQL while the block runs; the copy is brought in step by a process of its own."""
    from api.sparql.service import Service

    copy, place = rdf_copy(almanac, settings.base), almanac.place
    command = ("sparql", "--prepare", "--base", settings.base)
    in_background = Background(place, *command, pause=_RENEWS)

    def renew() -> None:
        large = not isinstance(place, Path) or place.stat().st_size > _LARGE
        if large and copy.newest(almanac.store) is None:
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
