"""All traversals of one state of the projection: implements `graph.view.Traversals`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.projection.state import State
from graph.traverse import (
    clusters,
    cooccurrence,
    evidence,
    listing,
    neighbourhood,
    path,
    similar,
    timeline,
    trending,
)
from graph.traverse.network import ProjectedNetwork
from graph.view import (
    ALWAYS,
    Alike,
    Concern,
    CoOccurrence,
    Filter,
    Neighbourhood,
    Network,
    Order,
    Page,
    Presence,
    Rank,
    Route,
    Stands,
    Trend,
    Window,
)
from schema.changeset import Revision
from schema.keys import Key


@dataclass(frozen=True, slots=True)
class Projected:
    """The traversals of a state.  What each does, costs and raises is said where it is defined."""

    state: State

    @property
    def revision(self) -> Revision:
        """The revision that they speak of."""
        return self.state.revision

    @property
    def newest(self) -> datetime | None:
        """The instant of the newest event."""
        return self.state.newest()

    @property
    def observed_by(self) -> datetime | None:
        """See `graph.view.Traversals`."""
        return self.state.observed_by

    def as_of(self, limit: datetime) -> Projected:
        """See `graph.view.Traversals`."""
        return Projected(self.state.as_of(limit))

    def presence(self, entities: Sequence[Key]) -> list[Presence]:
        """See `timeline.presence`."""
        return timeline.presence(self.state, entities)

    def events_of(
        self, entity: Key, window: Window = ALWAYS, *, limit: int = 10, after: str = ""
    ) -> Page[Concern]:
        """See `timeline.events_of`."""
        return timeline.events_of(self.state, entity, window, limit=limit, after=after)

    def published_by(
        self, sources: Sequence[Key], window: Window = ALWAYS, *, limit: int = 10, after: str = ""
    ) -> Page[Key]:
        """See `timeline.published_by`."""
        return timeline.published_by(self.state, sources, window, limit=limit, after=after)

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
            self.state, entity, window, kinds=kinds, rank=rank, limit=limit, after=after, now=now
        )

    def network(
        self,
        window: Window = ALWAYS,
        *,
        kinds: Collection[str] = (),
        least: int = 1,
        rank: Rank = "count",
        now: datetime | None = None,
    ) -> Network:
        """See `network.ProjectedNetwork`."""
        end = cooccurrence.age_end(window, now, self.state.newest)
        return ProjectedNetwork(self.state, window, kinds, least, rank, end)

    def evidence(
        self, entity: Key, others: Sequence[Key], window: Window = ALWAYS, *, limit: int = 3
    ) -> list[tuple[Key, ...]]:
        """See `evidence.evidence`."""
        return evidence.evidence(self.state, entity, others, window, limit=limit)

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
        """See `neighbourhood.neighbourhood`."""
        return neighbourhood.neighbourhood(
            self.state,
            centre,
            hops=hops,
            width=width,
            types=types,
            cooccurrence=cooccurrence,
            events=events,
            window=window,
        )

    def similar(self, entity: Key, *, limit: int = 12) -> list[Alike]:
        """See `similar.similar`."""
        return similar.similar(self.state, entity, limit=limit)

    def stands(self, entities: Sequence[Key]) -> list[Stands]:
        """See `clusters.stands`."""
        return clusters.stands(self.state, entities)

    def path(self, start: Key, goal: Key, *, longest: int = 6) -> Route | None:
        """See `path.path`."""
        return path.path(self.state, start, goal, longest=longest)

    def trending(self, window: Window, *, kinds: Collection[str] = (), limit: int = 20) -> Trend:
        """See `trending.trending`."""
        return trending.trending(self.state, window, kinds=kinds, limit=limit)

    def listing(
        self,
        which: Filter,
        *,
        order: Order = "key",
        descending: bool = False,
        limit: int = 20,
        after: str = "",
    ) -> Page[Key]:
        """See `listing.listing`."""
        return listing.listing(
            self.state, which, order=order, descending=descending, limit=limit, after=after
        )
