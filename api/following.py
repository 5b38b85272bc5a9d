"""Keeps a copy in step with an almanac for as long as it is let, whatever goes away and comes back meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias

from api.app import Almanac
from graph.copying.step import Copied, step
from graph.store import Store
from schema.errors import BadRequest, StoreBusy

Open: TypeAlias = Callable[[], AbstractContextManager[Almanac]]
EVERY = 1.0  # seconds between two looks at what has changed
DRAWN_EVERY = 600.0  # seconds from one drawing of what co-occurs to the next at the least
_AGAIN = 5.0  # seconds until an end that went away is tried again


class Following:
    """source, target: open either end.  draw_every: seconds between drawings of what co-occurs; None draws nothing.

    tell: is told what was moved, and in a sentence where an end is away.
    """

    def __init__(
        self,
        source: Open,
        target: Open,
        *,
        draw_every: float | None,
        tell: Callable[[str | Copied], None],
        again: float = _AGAIN,
    ) -> None:
        self._source, self._target = source, target
        self._draw_every, self._tell, self._again = draw_every, tell, again
        self._drawn: tuple[float, int] = (0.0, -1)

    def run(self, stop: threading.Event, *, once: bool = False) -> None:
        """Until `stop` is set; or once.  Raises AlmanacError for what waiting does not mend."""
        while not stop.is_set():
            try:
                with self._source() as source, self._target() as target:
                    self._follow(source, target, stop, once=once)
            except StoreBusy as error:
                if once:
                    raise
                self._tell(f"{error} (tried again in {self._again:g} s)")
                stop.wait(self._again)
            else:
                return

    def _follow(self, source: Almanac, target: Almanac, stop: threading.Event, *, once: bool) -> None:
        first = True
        while first or not stop.wait(EVERY):
            copied = step(source.store, target.store)
            if copied.moved or first:
                self._tell(copied)
            self._draw(source, target, copied.revision)
            if once:
                return
            first = False

    def _draw(self, source: Almanac, target: Almanac, revision: int) -> None:
        """Draw what co-occurs, where that is asked for, has moved and is not drawn all the time."""
        rested, drawn_at = self._drawn
        if self._draw_every is None or revision == drawn_at or time.monotonic() < rested:
            return
        drawn(source, target.store)
        self._drawn = (time.monotonic() + self._draw_every, revision)


def drawn(source: Almanac, target: Store) -> int:
    """Draw what co-occurs in `source` into `target`; how many pairs.  Raises BadRequest for a target that is a file."""
    # Here and not above: files are copied without a driver.
    from graph.neo4j.cooccurrence import to_draw
    from graph.neo4j.store import Neo4jStore

    if not isinstance(target, Neo4jStore):
        raise BadRequest(
            "what co-occurs is drawn in a Neo4j store only", do="Name a server: bolt://127.0.0.1:7687"
        )
    with source.view() as view:
        return target.draw(to_draw(view, source.clock()))
