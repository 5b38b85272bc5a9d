"""The entry points of the GraphQL API: nodes by what people call them, listings, search, paths, what rises."""

from __future__ import annotations

import inspect
import types
from datetime import datetime
from itertools import chain
from typing import Annotated, Any, Optional

import strawberry

from api.answers.months import current_month
from api.answers.resolving import by_name, by_slug, resolve
from api.graphql.answers import (
    Count,
    Rising,
    Route,
    Trend,
)
from api.graphql.batches import links
from api.graphql.contents import of_kind
from api.graphql.listings import entities, events, nodes, search
from api.graphql.nodes import TYPES
from api.graphql.scalars import (
    First,
    Kinds,
    Since,
    Until,
    checked_first,
    names,
)
from api.graphql.session import Info
from graph.view import Window
from schema.declare import Node
from schema.errors import BadRequest
from schema.keys import checked_key
from schema.kinds.entity import Entity
from schema.ontology import ENTITY_KINDS, KINDS

_LONGEST = 6


def find_entity(info: Info, slug: str = "", key: str = "", name: str = "") -> Any:
    if sum(map(bool, (slug, key, name))) != 1:
        raise BadRequest("an entity is asked for by one of slug, key and name", do="Give exactly one")
    view = info.context.view
    if key:
        found = view.reader.nodes([checked_key(key)]).get(key)
        return found if isinstance(found, Entity) else None
    return by_slug(view, slug) if slug else by_name(view, name)


def find_node(info: Info, key: str) -> Any:
    return info.context.view.reader.nodes([checked_key(key)]).get(key)


def resolved(info: Info, text: str) -> Any:
    return resolve(info.context.view, text)


def path(
    info: Info,
    start: Annotated[str, strawberry.argument(description="A key, slug, address, URL or name.")],
    goal: Annotated[str, strawberry.argument(description="A key, slug, address, URL or name.")],
    longest: Annotated[int, strawberry.argument(description=f"At most so many steps, up to {_LONGEST}.")] = 6,
) -> Route | None:
    view = info.context.view
    if not 1 <= longest <= _LONGEST:
        raise BadRequest(f"longest is {longest}", do=f"Ask for 1 to {_LONGEST} steps")
    route = view.traversals.path(resolve(view, start).key, resolve(view, goal).key, longest=longest)
    if route is None:
        return None
    evidence = chain.from_iterable(step.evidence for step in route.steps)
    found = view.reader.nodes({*route.nodes, *evidence})
    return Route(nodes=of_kind(found, route.nodes, Node), steps=links(found, route.steps), cost=route.cost)


def trending(
    info: Info, since: Since = None, until: Until = None, kinds: Kinds = None, first: First = 20
) -> Trend:
    view = info.context.view
    asked = trending_window(info.context.now, view.traversals.newest, since, until)
    trend = view.traversals.trending(asked, kinds=names(kinds), limit=checked_first(first))
    found = view.reader.nodes(row.key for row in trend.rows)
    return Trend(
        since=trend.window.since,
        until=trend.window.until,
        rows=[
            Rising(node=node, count=row.count, expected=row.expected, p=row.p)
            for row in trend.rows
            if isinstance(node := found.get(row.key), Entity)
        ],
        reason=trend.reason,
    )


def trending_window(
    now: datetime, newest: datetime | None, since: datetime | None, until: datetime | None
) -> Window:
    """The window asked for; the current month where none is.  Raises BadRequest for half a window."""
    if since is None and until is None:
        return current_month(now, newest)
    if since is None or until is None:
        raise BadRequest(
            "what rises is asked for a window with both ends", do="Give since and until, or neither"
        )
    return Window(since, until)


def counts(info: Info) -> list[Count]:
    found = info.context.view.reader.counts()
    return [Count(name=name, count=count) for name, count in sorted(found.items())]


def revision(info: Info) -> int:
    return info.context.view.traversals.revision


def observed_by(info: Info) -> datetime | None:
    return info.context.view.traversals.observed_by


def newest(info: Info) -> datetime | None:
    return info.context.view.traversals.newest


def _by_key(kind: str) -> Any:
    cls = KINDS[kind]

    def find(info: Info, key: str) -> Any:
        found = info.context.view.reader.nodes([checked_key(key)]).get(key)
        return found if isinstance(found, cls) else None

    find.__annotations__["return"] = Optional[TYPES[kind]]  # noqa: UP045  # the type is made at run time
    return strawberry.field(resolver=find, description=inspect.cleandoc(cls.__doc__ or "").split("\n")[0])


def _answering(resolver: Any, made: Any, description: str) -> Any:
    resolver.__annotations__["return"] = made
    return strawberry.field(resolver=resolver, description=description)


def _query() -> type:
    by_key = {cls.word(): _by_key(name) for name, cls in KINDS.items() if name not in ENTITY_KINDS}
    fields = {
        "entity": _answering(find_entity, Optional[TYPES["Entity"]], "An entity by its slug, key or name."),  # noqa: UP045
        "node": _answering(find_node, Optional[TYPES["Node"]], "Any node by its key."),  # noqa: UP045
        "resolve": _answering(
            resolved,
            TYPES["Node"],
            "The node that a key, slug, address, URL or name means; an error with near misses.",
        ),
        **by_key,
        "entities": strawberry.field(
            resolver=entities, description="Entities; active and retired ones where no status is given."
        ),
        "nodes": strawberry.field(resolver=nodes, description="Nodes of any kind and status."),
        "events": strawberry.field(resolver=events, description="Events, newest first."),
        "search": strawberry.field(
            resolver=search, description="Names and texts that hold all words, best first."
        ),
        "path": strawberry.field(resolver=path, description="The least-cost way between two nodes."),
        "trending": strawberry.field(
            resolver=trending,
            description="What is met more often than before; in the current month by default.",
        ),
        "counts": strawberry.field(
            resolver=counts, description="How many nodes of each kind, edges of each type."
        ),
        "revision": strawberry.field(
            resolver=revision, description="The revision that this answer speaks of."
        ),
        "as_of": strawberry.field(
            resolver=observed_by,
            description="By when the events of this answer were observed; null for all.  Typed edges, names and judgements"
            " are always today's.  Asked for by the parameter as_of of the address.",
        ),
        "newest": strawberry.field(resolver=newest, description="The instant of the newest event."),
    }
    made = types.new_class("Query", (), {}, lambda into: into.update({**fields, "__module__": __name__}))
    return strawberry.type(made, description="What can be asked.")


Query = _query()
