"""Batch functions of what an entity's page shows: a View and the keys of many entities in, one answer each out.

Traversals are asked once an entity (they run in memory); the store once for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from api.answers.labels import label
from api.graphql.answers import (
    Alike,
    Cluster,
    CoOccurring,
    CoOccurringConnection,
    EventConnection,
    EventEdge,
    Link,
    Neighbourhood,
    PageInfo,
    Statement,
)
from api.graphql.contents import of_kind
from api.graphql.scalars import Json
from graph.view import Cluster as Community
from graph.view import Link as Tie
from graph.view import Page, Presence, Rank, View, Window
from schema.changeset import Said
from schema.declare import Edge, Node
from schema.edges.news import OperatedBy
from schema.keys import Key
from schema.kinds.entity import Entity
from schema.kinds.event import Event
from schema.kinds.source import Source


def presence(view: View, entities: list[Key]) -> list[Presence]:
    """Count, first and last seen of each."""
    return view.traversals.presence(entities)


def cooccurring(
    view: View,
    entities: list[Key],
    window: Window,
    kinds: Sequence[str],
    rank: Rank,
    first: int,
    after: str,
    now: datetime,
) -> list[CoOccurringConnection]:
    """The entities that share events with each."""
    pages = [
        view.traversals.cooccurring(entity, window, kinds=kinds, rank=rank, limit=first, after=after, now=now)
        for entity in entities
    ]
    found = view.reader.nodes({row.key for page in pages for row in page.rows})
    return [
        CoOccurringConnection(
            edges=[
                CoOccurring(
                    node=node,
                    count=row.count,
                    npmi=row.npmi,
                    jaccard=row.jaccard,
                    score=row.score,
                    pair=(entity, row.key),
                    window=window,
                )
                for row in page.rows
                if isinstance(node := found.get(row.key), Entity)
            ],
            page_info=PageInfo.at(page.cursor),
            total_count=page.total,
        )
        for entity, page in zip(entities, pages, strict=True)
    ]


def similar(view: View, entities: list[Key], first: int) -> list[list[Alike]]:
    """The entities that keep the same company as each."""
    rows = [view.traversals.similar(entity, limit=first) for entity in entities]
    alike = list(chain.from_iterable(rows))
    found = view.reader.nodes({key for row in alike for key in (row.key, *row.shared)})
    return [
        [
            Alike(
                node=node,
                score=row.score,
                shared=of_kind(found, row.shared, Entity),
                revision=row.revision,
            )
            for row in of_one
            if isinstance(node := found.get(row.key), Entity)
        ]
        for of_one in rows
    ]


def ranks(view: View, entities: list[Key]) -> list[float]:
    """The rank of each."""
    return [one.rank for one in view.traversals.stands(entities)]


def clusters(view: View, entities: list[Key]) -> list[Cluster | None]:
    """The community of each."""
    stands = [one.cluster for one in view.traversals.stands(entities)]
    found = view.reader.nodes({key for cluster in stands if cluster for key in cluster.leading})
    return [
        _cluster(cluster, of_kind(found, cluster.leading, Entity)) if cluster else None for cluster in stands
    ]


def _cluster(cluster: Community, leading: list[Entity]) -> Cluster:
    name = ", ".join(label(entity) for entity in leading)
    return Cluster(key=cluster.key, name=name, size=cluster.size, leading=leading, revision=cluster.revision)


def timelines(
    view: View, entities: list[Key], window: Window, first: int, after: str
) -> list[EventConnection]:
    """The events that concern each, newest first."""
    pages = [view.traversals.events_of(entity, window, limit=first, after=after) for entity in entities]
    found = view.reader.nodes({row.event for page in pages for row in page.rows})
    return [
        event_connection(
            found, Page(tuple((row.event, row.why) for row in page.rows), page.cursor, page.total)
        )
        for page in pages
    ]


def own_news(view: View, entities: list[Key], first: int, after: str) -> list[EventConnection]:
    """The events of the sources that each operates."""
    operated = view.reader.edges(entities, "in", {OperatedBy.type()})
    return published(
        view, [tuple(edge.src for edge in operated[entity]) for entity in entities], first, after
    )


def published(view: View, sources: list[tuple[Key, ...]], first: int, after: str) -> list[EventConnection]:
    """The events that each group of sources published, newest first; those of all their sources as one."""
    pages = [
        view.traversals.published_by(group, limit=first, after=after) if group else Page(())
        for group in sources
    ]
    found = view.reader.nodes({key for page in pages for key in page.rows})
    return [
        event_connection(found, Page(tuple((key, ()) for key in page.rows), page.cursor, page.total))
        for page in pages
    ]


def event_connection(found: dict[Key, Node], page: Page[tuple[Key, tuple[str, ...]]]) -> EventConnection:
    """A page of events and why each is there as a connection."""
    return EventConnection(
        edges=[
            EventEdge(node=node, why=list(why))
            for key, why in page.rows
            if isinstance(node := found.get(key), Event)
        ],
        page_info=PageInfo.at(page.cursor),
        total_count=page.total,
    )


def neighbourhood(
    view: View,
    centres: list[Key],
    hops: int,
    width: int,
    types: Sequence[str],
    cooccurrence: bool,
    events: bool,
    window: Window,
) -> list[Neighbourhood]:
    """What stands around each."""
    around = [
        view.traversals.neighbourhood(
            centre,
            hops=hops,
            width=width,
            types=types,
            cooccurrence=cooccurrence,
            events=events,
            window=window,
        )
        for centre in centres
    ]
    found = view.reader.nodes(
        {key for one in around for key in (*chain(*one.layers), *one.events, *_evidence(one.links))}
    )
    return [
        Neighbourhood(
            layers=[of_kind(found, layer, Node) for layer in one.layers],
            links=links(found, one.links),
            omitted=list(one.omitted),
            events=of_kind(found, one.events, Event),
        )
        for one in around
    ]


def _evidence(ties: Sequence[Tie]) -> set[Key]:
    return {key for tie in ties for key in tie.evidence}


def links(found: dict[Key, Node], ties: Sequence[Tie]) -> list[Link]:
    """Ties with their evidence as events."""
    return [
        Link(
            src=tie.src,
            dst=tie.dst,
            type=tie.type,
            strength=tie.strength,
            evidence=of_kind(found, tie.evidence, Event),
        )
        for tie in ties
    ]


def statements(view: View, keys: list[Key]) -> list[list[Statement]]:
    """Every assertion of each node, best source first."""
    said = view.reader.said(keys)
    sources = view.reader.nodes({one.by for every in said.values() for one in every})
    return [[_statement(one, sources.get(one.by)) for one in said[key]] for key in keys]


def _statement(said: Said[Node] | Said[Edge], source: Node | None) -> Statement:
    return Statement(
        by=said.by,
        source=source if isinstance(source, Source) else None,
        stamp=said.stamp,
        complete=said.complete,
        properties=Json(said.what.content()),
    )


def members(view: View, keys: list[Key]) -> list[list[Key]]:
    """The other keys that are read as each node."""
    found = view.reader.members(keys)
    return [[member for member in found.get(key, []) if member != key] for key in keys]


def sources(view: View, events: list[Key]) -> list[Source | None]:
    """The source that published each event; of several, the first by key."""
    edges = view.reader.edges(events, "out", {"PUBLISHED_BY"})
    found = view.reader.nodes({edge.dst for every in edges.values() for edge in every})
    return [next(iter(of_kind(found, (edge.dst for edge in edges[event]), Source)), None) for event in events]


def bodies(view: View, events: list[Key]) -> list[str | None]:
    """The full text of each event that has one."""
    found = view.reader.bodies(events)
    return [found.get(event) for event in events]
