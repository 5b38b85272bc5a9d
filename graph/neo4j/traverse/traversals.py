"""The traversals that Neo4j answers by itself: those methods of `graph.view.Traversals`, with the same answers to the digit.

Neo4j reads what is committed at each statement, so an answer may be newer than `revision`, never older.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from graph.neo4j.head import read_head
from graph.neo4j.session import Session
from graph.neo4j.traverse import cooccurrence, evidence, listing, neighbourhood, path, timeline
from graph.neo4j.traverse.asking import Asking
from graph.projection.state import Memory
from graph.view import (
    ALWAYS,
    Concern,
    CoOccurrence,
    Filter,
    Neighbourhood,
    Order,
    Page,
    Presence,
    Rank,
    Route,
    Window,
)
from schema.changeset import Revision
from schema.keys import Key


class CypherTraversals:
    """Traversals in a read transaction; made by `Neo4jStore.traversals`.

    memory: totals of windows by revision, which the transactions of a store share.
    """

    def __init__(self, session: Session, memory: Memory) -> None:
        self._asking = Asking(session, read_head(session).revision, memory)

    @property
    def revision(self) -> Revision:
        """The newest revision that they are sure to speak of."""
        return self._asking.revision

    @property
    def newest(self) -> datetime | None:
        """The instant of the newest event."""
        return self._asking.newest()

    def presence(self, entities: Sequence[Key]) -> list[Presence]:
        """See `timeline.presence`."""
        return timeline.presence(self._asking, entities)

    def events_of(
        self, entity: Key, window: Window = ALWAYS, *, limit: int = 10, after: str = ""
    ) -> Page[Concern]:
        """See `timeline.events_of`."""
        return timeline.events_of(self._asking, entity, window, limit=limit, after=after)

    def published_by(
        self, sources: Sequence[Key], window: Window = ALWAYS, *, limit: int = 10, after: str = ""
    ) -> Page[Key]:
        """See `timeline.published_by`."""
        return timeline.published_by(self._asking, sources, window, limit=limit, after=after)

    def cooccurring(
        self,
        entity: Key,
        window: Window = ALWAYS,
        *,
        kinds: Collection[str] = (),
        rank: Rank = "count",
        limit: int = 20,
        after: str = "",
        now: datetime | None = None,
    ) -> Page[CoOccurrence]:
        """See `cooccurrence.cooccurring`."""
        return cooccurrence.cooccurring(
            self._asking, entity, window, kinds=kinds, rank=rank, limit=limit, after=after, now=now
        )

    def evidence(
        self, entity: Key, others: Sequence[Key], window: Window = ALWAYS, *, limit: int = 3
    ) -> list[tuple[Key, ...]]:
        """See `evidence.evidence`."""
        return evidence.evidence(self._asking, entity, others, window, limit=limit)

    def neighbourhood(
        self,
        centre: Key,
        *,
        hops: int = 1,
        width: int = 30,
        types: Collection[str] = (),
        cooccurrence: bool = True,
        events: bool = False,
        window: Window = ALWAYS,
    ) -> Neighbourhood:
        """See `neighbourhood.neighbourhood`.  Of one hop; more are refused."""
        return neighbourhood.neighbourhood(
            self._asking,
            centre,
            hops=hops,
            width=width,
            types=types,
            cooccurrence=cooccurrence,
            events=events,
            window=window,
        )

    def path(self, start: Key, goal: Key, *, longest: int = 6) -> Route | None:
        """See `path.path`."""
        return path.path(self._asking, start, goal, longest=longest)

    def listing(
        self,
        which: Filter,
        *,
        order: Order = "key",
        descending: bool = False,
        limit: int = 20,
        after: str = "",
    ) -> Page[Key]:
        """See `listing.listing`.  Not by rank, which is refused."""
        return listing.listing(
            self._asking, which, order=order, descending=descending, limit=limit, after=after
        )
