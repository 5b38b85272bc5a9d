"""The fixed shapes of answers: connections, and what traversals give, each naming nodes as ontology objects.

The node types themselves are made from the ontology in `nodes.py`; here they are named lazily.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.contents import evidence
from api.graphql.scalars import First, Json, checked_first
from api.graphql.session import Info
from graph.view import Window
from schema.keys import Key
from schema.kinds.event import Event

if TYPE_CHECKING:
    from schema.declare import Node as NodeType
    from schema.kinds.entity import Entity as EntityType
    from schema.kinds.event import Event as EventType
    from schema.kinds.source import Source as SourceType

_NODES = "api.graphql.nodes"


@strawberry.type(description="Whether and where an ordered answer goes on.")
class PageInfo:
    has_next_page: bool
    end_cursor: str | None

    @classmethod
    def at(cls, cursor: str) -> PageInfo:
        """The page info of a cursor, "" being the end."""
        return cls(has_next_page=bool(cursor), end_cursor=cursor or None)


async def _evidence(root: CoOccurring, info: Info, first: First = 3) -> list[Event]:
    return await info.context.batch(evidence, root.window, checked_first(first))(root.pair)


@strawberry.type(description="An entity met in the same events.")
class CoOccurring:
    node: Annotated[EntityType, strawberry.lazy(_NODES)]
    count: int = strawberry.field(description="Number of shared events.")
    npmi: float | None = strawberry.field(
        description="Normalised pointwise mutual information, from -1 to 1; null below three shared events."
    )
    jaccard: float = strawberry.field(description="Shared events among the events of either.")
    score: float = strawberry.field(description="What the answer is ordered by.")
    pair: strawberry.Private[tuple[Key, Key]]
    window: strawberry.Private[Window]

    evidence: list[Annotated[EventType, strawberry.lazy(_NODES)]] = strawberry.field(
        resolver=_evidence, description="The newest of the shared events."
    )


@strawberry.type
class CoOccurringConnection:
    edges: list[CoOccurring]
    page_info: PageInfo
    total_count: int


@strawberry.type(description="An event in the timeline of an entity or a source.")
class EventEdge:
    node: Annotated[EventType, strawberry.lazy(_NODES)]
    why: list[str] = strawberry.field(
        description="Why it concerns the entity: mentions, announces, paper (it announces a paper of it)."
    )


@strawberry.type
class EventConnection:
    edges: list[EventEdge]
    page_info: PageInfo
    total_count: int


@strawberry.type
class EntityEdge:
    node: Annotated[EntityType, strawberry.lazy(_NODES)]


@strawberry.type
class EntityConnection:
    edges: list[EntityEdge]
    page_info: PageInfo
    total_count: int


@strawberry.type
class NodeEdge:
    node: Annotated[NodeType, strawberry.lazy(_NODES)]


@strawberry.type
class NodeConnection:
    edges: list[NodeEdge]
    page_info: PageInfo
    total_count: int


@strawberry.type(description="A node that a search found, best first.")
class SearchHit:
    node: Annotated[NodeType, strawberry.lazy(_NODES)]
    form: str = strawberry.field(description="The name that matched; empty where the text did.")


@strawberry.type
class SearchConnection:
    edges: list[SearchHit]
    page_info: PageInfo
    total_count: int


@strawberry.type(description="A similar entity: it keeps the same company.")
class Alike:
    node: Annotated[EntityType, strawberry.lazy(_NODES)]
    score: float = strawberry.field(description="Cosine of the positive-npmi vectors, up to 1.")
    shared: list[Annotated[EntityType, strawberry.lazy(_NODES)]] = strawberry.field(
        description="The neighbours that both have, strongest first."
    )
    revision: int = strawberry.field(description="The revision whose company was compared.")


@strawberry.type(
    description="Entities that are often met together: a community of the co-occurrence network."
)
class Cluster:
    key: str = strawberry.field(description="The key of its member of the highest rank.")
    name: str = strawberry.field(description="The names of its leading members.")
    size: int = strawberry.field(description="How many entities are in it.")
    leading: list[Annotated[EntityType, strawberry.lazy(_NODES)]] = strawberry.field(
        description="The first of its members by rank."
    )
    revision: int = strawberry.field(description="The revision that it was computed at.")


@strawberry.type(description="A tie between two nodes: a said edge, or CO_OCCURS.")
class Link:
    src: str
    dst: str
    type: str
    strength: float = strawberry.field(description="1 for a said edge, npmi for co-occurrence.")
    evidence: list[Annotated[EventType, strawberry.lazy(_NODES)]]


@strawberry.type(description="What stands around a node, the centre being the first layer.")
class Neighbourhood:
    layers: list[list[Annotated[NodeType, strawberry.lazy(_NODES)]]]
    links: list[Link]
    omitted: list[int] = strawberry.field(description="How many nodes each hop left out.")
    events: list[Annotated[EventType, strawberry.lazy(_NODES)]]


@strawberry.type(description="The least-cost way between two nodes; hubs cost more.")
class Route:
    nodes: list[Annotated[NodeType, strawberry.lazy(_NODES)]]
    steps: list[Link]
    cost: int


@strawberry.type(description="An entity met more often than before.")
class Rising:
    node: Annotated[EntityType, strawberry.lazy(_NODES)]
    count: int
    expected: float = strawberry.field(
        description="The mean of the eight windows before, plus one event in them."
    )
    p: float = strawberry.field(description="The chance of that many or more.")


@strawberry.type(description="What rises in a window.")
class Trend:
    since: datetime | None
    until: datetime | None
    rows: list[Rising]
    reason: str = strawberry.field(description="Why there is nothing; empty where there is no need to say.")


@strawberry.type(description="A property of a node or an edge, as text.")
class Property:
    name: str
    values: list[str]


@strawberry.type(description="One edge, seen from one of its ends.")
class Related:
    node: Annotated[NodeType, strawberry.lazy(_NODES)]
    properties: list[Property]


@strawberry.type(description="The edges of one type and direction.")
class Relations:
    type: str
    field: str = strawberry.field(description="The name under which this end shows the other.")
    total_count: int
    edges: list[Related]


@strawberry.type(description="What one source says of a node.")
class Statement:
    by: str = strawberry.field(description="The key of the source that says it.")
    source: Annotated[SourceType, strawberry.lazy(_NODES)] | None
    stamp: str
    complete: bool
    properties: Json


@strawberry.type(description="How many there are of a kind or type.")
class Count:
    name: str
    count: int
