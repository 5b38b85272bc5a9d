"""The events behind a co-occurrence, in Cypher: those that mention both, newest first.  See `graph/traverse/evidence.py`.

Of two entities the one with fewer events is looked through, and each of its events asked whether it mentions the other;
of one and many others, the events of the one, unless the others have fewer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias

from graph.neo4j.form import OURS
from graph.neo4j.traverse.asking import MENTIONS, Asking, instants, shape, within
from graph.traverse.cursor import checked_limit
from graph.view import ALWAYS, Window
from schema.keys import Key

KeyPair: TypeAlias = tuple[Key, Key]
NEWEST_FIRST = "ORDER BY event.at IS NULL, event.at DESC, event.key"


def evidence(
    asking: Asking, entity: Key, others: Sequence[Key], window: Window = ALWAYS, *, limit: int = 3
) -> list[tuple[Key, ...]]:
    """For each of `others`, the newest events that mention it and `entity`.  Raises NotFound, BadRequest."""
    key, *found = asking.find([entity, *others])
    checked_limit(limit)
    degrees = asking.mentioned({key, *found}, ALWAYS)
    # The events of `entity` are looked through once for all others, unless those have fewer between them.
    if sum(min(degrees[key], degrees[other]) for other in found if other != key) <= degrees[key]:
        return shared(asking, [(key, other) for other in found], degrees, window, limit)
    rows = asking.session.rows(
        among(shape(window)),
        key=key,
        others=sorted(set(found) - {key}),
        limit=limit,
        **instants(window),
    )
    events = {row["other"]: tuple(row["events"]) for row in rows}
    return [events.get(other, ()) for other in found]


def shared(
    asking: Asking, pairs: Sequence[KeyPair], degrees: Mapping[Key, int], window: Window, limit: int
) -> list[tuple[Key, ...]]:
    """The newest events that both of each pair share, none for a pair of one with itself.  degrees: n(x) over all of time."""
    rows = asking.session.rows(
        together(shape(window)), pairs=_fewer_first(pairs, degrees), limit=limit, **instants(window)
    )
    events = {frozenset(row["pair"]): tuple(row["events"]) for row in rows}
    return [events.get(frozenset(pair), ()) for pair in pairs]


def counts(asking: Asking, pairs: Sequence[KeyPair], degrees: Mapping[Key, int]) -> list[int]:
    """n(x,y) over all of time of each pair."""
    rows = asking.session.rows(COUNTED, pairs=_fewer_first(pairs, degrees))
    found = {frozenset(row["pair"]): row["count"] for row in rows}
    return [found[frozenset(pair)] for pair in pairs]


def _fewer_first(pairs: Sequence[KeyPair], degrees: Mapping[Key, int]) -> list[list[Key]]:
    """Each pair of two that differ once, the one with fewer events before the other."""
    different = {
        tuple(sorted(pair, key=lambda key: (degrees[key], key))) for pair in pairs if len(set(pair)) > 1
    }
    return [list(pair) for pair in sorted(different)]


@cache
def among(window: Window) -> str:
    """The query for the newest `$limit` events that one shares with each of `$others`.  Looks once at each of its events."""
    return (
        f"MATCH (other:{OURS}) WHERE other.key IN $others\n"
        "WITH collect(other) AS others\n"
        f"MATCH (:{OURS} {{key: $key}})<-[:{MENTIONS}]-(event)-[:{MENTIONS}]->(other)\n"
        f"WHERE {within('event', window)} AND other IN others\n"
        f"WITH other, event {NEWEST_FIRST}\n"
        "WITH other, collect(event)[..$limit] AS newest\n"
        "RETURN other.key AS other, [event IN newest | event.key] AS events"
    )


_SHARED = (
    f"MATCH (:{OURS} {{key: pair[0]}})<-[:{MENTIONS}]-(event)\n"
    f"  WHERE EXISTS {{ (event)-[:{MENTIONS}]->(other) WHERE other.key = pair[1] }}"
)
COUNTED = f"UNWIND $pairs AS pair\nRETURN pair, COUNT {{\n  {_SHARED}\n}} AS count"


@cache
def together(window: Window) -> str:
    """The query for the newest `$limit` events of each of `$pairs`."""
    return (
        "UNWIND $pairs AS pair\n"
        "RETURN pair, COLLECT {\n"
        f"  {_SHARED} AND {within('event', window)}\n"
        f"  RETURN event.key {NEWEST_FIRST} LIMIT $limit\n"
        "} AS events"
    )
