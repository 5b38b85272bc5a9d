"""Events in the order of time, in Cypher: see `graph/traverse/timeline.py`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from graph.neo4j.form import OURS
from graph.neo4j.traverse.asking import Asking, instants, native, shape, within
from graph.neo4j.traverse.concerns import concerned
from graph.projection.concerns import WHYS
from graph.projection.instants import ABSENT, instant, seconds
from graph.traverse.cursor import Place, checked_limit, page, question, read
from graph.view import ALWAYS, Concern, Page, Presence, Window
from schema.edges.news import PublishedBy
from schema.keys import Key

AT = f"coalesce(event.at.epochSeconds, {ABSENT})"
_AFTER = "  WHERE at < $at OR (at = $at AND event.key > $after)\n  WITH event, why, at\n"


def presence(asking: Asking, entities: Sequence[Key]) -> list[Presence]:
    """Number, first and last instant of the events that concern each of `entities`.  Raises NotFound, BadRequest."""
    keys = asking.find(entities)
    rows = asking.session.rows(PRESENCE, keys=sorted(set(keys)))
    found = {row["key"]: Presence(row["count"], native(row["first"]), native(row["last"])) for row in rows}
    return [found.get(key, Presence()) for key in keys]


PRESENCE = (
    f"MATCH (one:{OURS}) WHERE one.key IN $keys\n"
    "CALL (one) {\n  " + "\n  UNION\n  ".join(f"{way} RETURN event" for _, way in concerned("one")) + "\n}\n"
    "RETURN one.key AS key, count(event) AS count, min(event.at) AS first, max(event.at) AS last\n"
)


def events_of(
    asking: Asking, entity: Key, window: Window = ALWAYS, *, limit: int = 10, after: str = ""
) -> Page[Concern]:
    """The events that concern an entity, newest first, then key, and why each does.  Raises NotFound, BadRequest."""
    (key,) = asking.find([entity])
    asked = question("events_of", key, window)
    place = read(after, asked, 1)
    found = _page(asking, concerning_one(shape(window), bool(place)), place, limit, window, key=key)
    rows = [
        Concern(event, instant(at), tuple(WHYS[why] for why in sorted(why)))
        for event, at, why in found["rows"]
    ]
    return page(rows, limit, found["total"], asked, lambda row: Place((seconds(row.at),), row.event))


def published_by(
    asking: Asking, sources: Sequence[Key], window: Window = ALWAYS, *, limit: int = 10, after: str = ""
) -> Page[Key]:
    """The events of these sources, each once, newest first, then key.  Raises NotFound, BadRequest."""
    keys = sorted(set(asking.find(sources)))
    asked = question("published_by", keys, window)
    place = read(after, asked, 1)
    found = _page(asking, published(shape(window), bool(place)), place, limit, window, keys=keys)
    at = {row[0]: row[1] for row in found["rows"]}
    return page(list(at), limit, found["total"], asked, lambda key: Place((at[key],), key))


def _page(asking: Asking, query: str, place: Place | None, limit: int, window: Window, **told: Any) -> Any:
    """How many events there are, and one more than `limit` of them from a place on."""
    told |= {"limit": checked_limit(limit) + 1, **instants(window)}
    if place:
        told |= {"at": place.values[0], "after": place.key}
    (found,) = asking.session.rows(query, **told)
    return found


@cache
def concerning_one(window: Window, goes_on: bool) -> str:
    """The query for the events that concern a node, newest first."""
    ways = "\n  UNION ALL\n  ".join(f"{way} RETURN event, {why} AS why" for why, way in concerned("one"))
    return (
        f"MATCH (one:{OURS} {{key: $key}})\nCALL (one) {{\n  {ways}\n}}\n"
        f"WITH event, collect(DISTINCT why) AS why WHERE {within('event', window)}\n{_newest(goes_on)}"
    )


@cache
def published(window: Window, goes_on: bool) -> str:
    """The query for the events of some sources, newest first."""
    return (
        f"MATCH (one:{OURS}) WHERE one.key IN $keys\n"
        f"MATCH (one)<-[:{PublishedBy.type()}]-(event) WHERE {within('event', window)}\n"
        f"WITH DISTINCT event, null AS why\n{_newest(goes_on)}"
    )


def _newest(goes_on: bool) -> str:
    return (
        f"WITH collect([event, why, {AT}]) AS found\n"
        "RETURN size(found) AS total, COLLECT {\n"
        "  UNWIND found AS row\n"
        "  WITH row[0] AS event, row[1] AS why, row[2] AS at\n"
        f"{_AFTER if goes_on else ''}"
        "  RETURN [event.key, at, why] ORDER BY at DESC, event.key LIMIT $limit\n"
        "} AS rows"
    )
