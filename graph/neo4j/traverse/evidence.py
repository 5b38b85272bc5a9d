"""The events behind a co-occurrence, in Cypher: those that mention both, newest first.  See `graph/traverse/evidence.py`.

Of two entities the one with fewer events is looked through, and each of its events asked whether it mentions the other;
of one and many others, the events of the one, unless the others have fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        return shared(asking, [(key, other) for other in found], window, limit)
    rows = asking.session.rows(
        among(shape(window)),
        key=key,
        others=sorted(set(found) - {key}),
        limit=limit,
        **instants(window),
    )
    events = {row["other"]: tuple(row["events"]) for row in rows}
    return [events.get(other, ()) for other in found]


def shared(asking: Asking, pairs: Sequence[KeyPair], window: Window, limit: int) -> list[tuple[Key, ...]]:
    """The newest events that both of each pair share; none for a pair of one with itself."""
    rows = asking.session.rows(
        together(shape(window)),
        pairs=[list(pair) for pair in dict.fromkeys(pairs) if pair[0] != pair[1]],
        limit=limit,
        **instants(window),
    )
    events = {(row["one"], row["other"]): tuple(row["events"]) for row in rows}
    return [events.get(pair, ()) for pair in pairs]


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


@cache
def together(window: Window) -> str:
    """The query for the newest `$limit` events of each of `$pairs`."""
    return (
        "UNWIND $pairs AS pair\n"
        f"MATCH (one:{OURS} {{key: pair[0]}}) MATCH (other:{OURS} {{key: pair[1]}})\n"
        f"WITH one, other, COUNT {{ (one)<-[:{MENTIONS}]-() }} <= COUNT {{ (other)<-[:{MENTIONS}]-() }} AS one_less\n"
        "WITH one, other, CASE WHEN one_less THEN one ELSE other END AS less,"
        " CASE WHEN one_less THEN other ELSE one END AS more\n"
        "RETURN one.key AS one, other.key AS other, COLLECT {\n"
        f"  MATCH (less)<-[:{MENTIONS}]-(event) WHERE {within('event', window)}\n"
        f"    AND EXISTS {{ (event)-[:{MENTIONS}]->(more) }}\n"
        f"  RETURN event.key {NEWEST_FIRST} LIMIT $limit\n"
        "} AS events"
    )


@cache
def counted(window: Window) -> str:
    """The query for how many events each of `$pairs` shares."""
    return (
        "UNWIND $pairs AS pair\n"
        f"MATCH (one:{OURS} {{key: pair[0]}}) MATCH (other:{OURS} {{key: pair[1]}})\n"
        "RETURN one.key AS one, other.key AS other,"
        f" COUNT {{ (one)<-[:{MENTIONS}]-(event)-[:{MENTIONS}]->(other) WHERE {within('event', window)} }} AS count"
    )
