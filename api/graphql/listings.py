"""Listings and search: the resolvers that answer a question with a connection of nodes."""

from __future__ import annotations

from typing import Annotated

import strawberry

from api.answers.searching import search as search_all
from api.graphql.answers import (
    EntityConnection,
    EntityEdge,
    EventConnection,
    NodeConnection,
    NodeEdge,
    PageInfo,
    SearchConnection,
    SearchHit,
)
from api.graphql.batches import event_connection
from api.graphql.contents import of_kind
from api.graphql.scalars import (
    KEY_FIRST,
    MOST_FIRST,
    NEWEST_FIRST,
    After,
    First,
    Kinds,
    Ordering,
    Since,
    Standing,
    Until,
    checked_first,
    names,
    window,
)
from api.graphql.session import Info
from graph.view import Filter, Order, Page
from schema.declare import Node
from schema.errors import BadRequest
from schema.keys import checked_key
from schema.kinds.entity import Entity
from schema.ontology import ENTITY_KINDS


def entities(
    info: Info,
    kinds: Kinds = None,
    status: list[Standing] | None = None,
    since: Since = None,
    until: Until = None,
    order: Ordering = MOST_FIRST,
    descending: bool = True,
    first: First = 20,
    after: After = "",
) -> EntityConnection:
    wanted = names(kinds) or ENTITY_KINDS
    if strangers := set(wanted) - set(ENTITY_KINDS):
        raise BadRequest(f"{', '.join(sorted(strangers))} is no kind of entity", do="Ask for it by its key")
    which = Filter(kinds=wanted, statuses=names(status) or ("active", "retired"), window=window(since, until))
    view = info.context.view
    ordered: Order = order.value
    page = view.traversals.listing(
        which, order=ordered, descending=descending, limit=checked_first(first), after=after
    )
    nodes = of_kind(view.reader.nodes(page.rows), page.rows, Entity)
    return EntityConnection(
        edges=[EntityEdge(node=node) for node in nodes],
        page_info=PageInfo.at(page.cursor),
        total_count=page.total,
    )


def nodes(
    info: Info,
    kinds: Kinds = None,
    order: Ordering = KEY_FIRST,
    descending: bool = False,
    first: First = 20,
    after: After = "",
) -> NodeConnection:
    view = info.context.view
    ordered: Order = order.value
    page = view.traversals.listing(
        Filter(kinds=names(kinds)),
        order=ordered,
        descending=descending,
        limit=checked_first(first),
        after=after,
    )
    found = view.reader.nodes(page.rows)
    return NodeConnection(
        edges=[NodeEdge(node=node) for node in of_kind(found, page.rows, Node)],
        page_info=PageInfo.at(page.cursor),
        total_count=page.total,
    )


def events(
    info: Info,
    since: Since = None,
    until: Until = None,
    importance: Annotated[int | None, strawberry.argument(description="At least this, 1 to 10.")] = None,
    source: Annotated[str | None, strawberry.argument(description="The key of a source.")] = None,
    order: Ordering = NEWEST_FIRST,
    descending: bool = True,
    first: First = 20,
    after: After = "",
) -> EventConnection:
    which = Filter(
        kinds=("Event",),
        window=window(since, until),
        importance=importance,
        source=checked_key(source) if source else None,
    )
    view = info.context.view
    ordered: Order = order.value
    page = view.traversals.listing(
        which, order=ordered, descending=descending, limit=checked_first(first), after=after
    )
    found = view.reader.nodes(page.rows)
    return event_connection(found, Page(tuple((key, ()) for key in page.rows), page.cursor, page.total))


def search(
    info: Info, text: str, kinds: Kinds = None, first: First = 20, after: After = ""
) -> SearchConnection:
    page = search_all(info.context.view, text, kinds=names(kinds), limit=checked_first(first), after=after)
    return SearchConnection(
        edges=[SearchHit(node=hit.node, form=hit.form) for hit in page.rows],
        page_info=PageInfo.at(page.cursor),
        total_count=page.total,
    )
