"""The fields that are computed and not declared: what nodes, entities, events and sources show beside properties and edges.

`PLAIN` and `COMPUTED` give them, the latter by the ontology class that has them; `nodes.py` puts them there.  A resolver
asks one batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.answers.addresses import page_address
from api.answers.labels import age, label
from api.graphql import batches
from api.graphql.answers import (
    Alike,
    Cluster,
    CoOccurringConnection,
    EventConnection,
    Neighbourhood,
    Property,
    Relations,
    Statement,
)
from api.graphql.relations import properties, relations
from api.graphql.scalars import (
    BY_COUNT,
    After,
    First,
    Kind,
    Kinds,
    Ranking,
    Since,
    Until,
    checked_first,
    names,
    window,
)
from api.graphql.session import Info
from graph.view import Rank
from schema.declare import Node
from schema.errors import BadRequest
from schema.kinds.entity import Entity
from schema.kinds.event import Event
from schema.kinds.source import Source

if TYPE_CHECKING:
    from schema.kinds.source import Source as SourceType

_NODES = "api.graphql.nodes"
MOST_WIDTH = 300
MOST_HOPS = 3


def properties_of(root: Node) -> list[Property]:
    return properties(root)


async def said(root: Node, info: Info) -> list[Statement]:
    return await info.context.batch(batches.statements)(root.key)


async def merged(root: Node, info: Info) -> list[str]:
    return await info.context.batch(batches.members)(root.key)


async def related(root: Node, info: Info, first: First = 20) -> list[Relations]:
    return await info.context.batch(relations, checked_first(first))(root.key)


async def event_count(root: Entity, info: Info) -> int:
    return (await info.context.batch(batches.presence)(root.key)).count


async def first_seen(root: Entity, info: Info) -> datetime | None:
    return (await info.context.batch(batches.presence)(root.key)).first_seen


async def last_seen(root: Entity, info: Info) -> datetime | None:
    return (await info.context.batch(batches.presence)(root.key)).last_seen


async def events(
    root: Entity, info: Info, first: First = 10, after: After = "", since: Since = None, until: Until = None
) -> EventConnection:
    ask = info.context.batch(batches.timelines, window(since, until), checked_first(first), after)
    return await ask(root.key)


async def own_news(root: Entity, info: Info, first: First = 10, after: After = "") -> EventConnection:
    return await info.context.batch(batches.own_news, checked_first(first), after)(root.key)


async def co_occurring(
    root: Entity,
    info: Info,
    first: First = 20,
    after: After = "",
    rank: Ranking = BY_COUNT,
    since: Since = None,
    until: Until = None,
    kinds: Kinds = None,
) -> CoOccurringConnection:
    ranked: Rank = rank.value
    ask = info.context.batch(
        batches.cooccurring,
        window(since, until),
        names(kinds),
        ranked,
        checked_first(first),
        after,
        info.context.now,
    )
    return await ask(root.key)


async def rank_of(root: Entity, info: Info) -> float:
    return await info.context.batch(batches.ranks)(root.key)


async def cluster(root: Entity, info: Info) -> Cluster | None:
    return await info.context.batch(batches.clusters)(root.key)


async def similar(root: Entity, info: Info, first: First = 12) -> list[Alike]:
    return await info.context.batch(batches.similar, checked_first(first))(root.key)


async def neighbourhood(
    root: Entity,
    info: Info,
    hops: int = 1,
    width: int = 30,
    types: list[str] | None = None,
    co_occurrence: bool = True,
    events: bool = False,
    since: Since = None,
    until: Until = None,
) -> Neighbourhood:
    if not (1 <= hops <= MOST_HOPS and 1 <= width <= MOST_WIDTH):
        raise BadRequest(
            f"hops {hops}, width {width}", do=f"Ask for 1 to {MOST_HOPS} hops, 1 to {MOST_WIDTH} wide"
        )
    ask = info.context.batch(
        batches.neighbourhood,
        hops,
        width,
        tuple(sorted(types or ())),
        co_occurrence,
        events,
        window(since, until),
    )
    return await ask(root.key)


def age_of(root: Event, info: Info) -> str | None:
    return age(root.at, info.context.now) if root.at else None


async def source(root: Event, info: Info) -> Annotated[SourceType, strawberry.lazy(_NODES)] | None:
    return await info.context.batch(batches.sources)(root.key)


async def body(root: Event, info: Info) -> str | None:
    return await info.context.batch(batches.bodies)(root.key)


async def source_events(root: Source, info: Info, first: First = 10, after: After = "") -> EventConnection:
    return await info.context.batch(batches.published, checked_first(first), after)((root.key,))


def _field(resolver: Callable[..., Any], description: str) -> Any:
    return strawberry.field(resolver=resolver, description=description)


@dataclass(frozen=True, slots=True)
class Plain:
    """A field of every node that follows from the node alone."""

    type: Any
    of: Callable[[Any], object]
    description: str


PLAIN: dict[str, Plain] = {
    "kind": Plain(Kind, lambda node: Kind.__members__[type(node).__name__], "The class of node."),
    "label": Plain(str, label, "Its name or title in one line, never empty."),
    "page": Plain(str, lambda node: page_address(node.key), "The path of its page on this almanac."),
}

COMPUTED: dict[type, dict[str, Any]] = {
    Node: {
        "properties": _field(properties_of, "What it holds, as text, computed ones left out."),
        "said": _field(said, "What each source says of it, best source first."),
        "merged": _field(merged, "The keys of the nodes that are read as this one."),
        "relations": _field(
            related,
            "Its edges by type and direction, but those that have a field of their own: events, aliases, guides.",
        ),
    },
    Entity: {
        "event_count": _field(event_count, "Number of the events that concern it."),
        "first_seen": _field(first_seen, "The instant of the first of its events."),
        "last_seen": _field(last_seen, "The instant of the newest of its events."),
        "events": _field(events, "The events that concern it, newest first."),
        "own_news": _field(own_news, "The events of the sources that it operates, newest first."),
        "co_occurring": _field(co_occurring, "The entities that share events with it."),
        "similar": _field(similar, "More like this: the entities that keep the same company."),
        "rank": _field(rank_of, "Its PageRank among entities that are met together: 1 on average."),
        "cluster": _field(cluster, "The community that it is in; null where it stands alone."),
        "neighbourhood": _field(neighbourhood, "What stands around it, layer by layer."),
    },
    Event: {
        "age": _field(age_of, "How long ago it was, in words."),
        "source": _field(source, "The source that published it."),
        "body": _field(body, "Its full text, where that says more than the summary."),
    },
    Source: {"events": _field(source_events, "The events that it published, newest first.")},
}
