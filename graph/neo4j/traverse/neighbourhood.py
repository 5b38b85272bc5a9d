"""What stands one hop around a node, in Cypher: see `graph/traverse/neighbourhood.py`.  More hops are the projection's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain

import numpy as np

from graph.neo4j.form import OURS
from graph.neo4j.traverse.asking import MENTIONS, Asking, instants, mentioning, shape, within
from graph.neo4j.traverse.evidence import NEWEST_FIRST
from graph.neo4j.traverse.measures import NPMI
from graph.projection.typed import world_types
from graph.traverse import measures
from graph.traverse.neighbourhood import LEAST_TOGETHER
from graph.traverse.ties import CO_OCCURS, EVIDENCE, in_order
from graph.view import ALWAYS, Link, Neighbourhood, Window
from schema.errors import BadRequest
from schema.keys import Key


def neighbourhood(
    asking: Asking,
    centre: Key,
    *,
    hops: int = 1,
    width: int = 30,
    types: Collection[str] = (),
    cooccurrence: bool = True,
    events: bool = False,
    window: Window = ALWAYS,
) -> Neighbourhood:
    """The nodes one hop around `centre`, at most `width`, and every tie between those shown.  Raises NotFound, BadRequest."""
    if hops < 1 or width < 1:
        raise BadRequest(f"{hops} hops of {width} nodes show nothing", do="Ask for 1 or more of both")
    if hops > 1:
        raise BadRequest(
            f"{hops} hops are not asked in Cypher", do="Ask for 1, or ask the projection over the same store"
        )
    named, within_ = world_types(types), window if cooccurrence else None
    (key,) = asking.find([centre])
    around, omitted = _layer(asking, key, named, within_, width)
    shown = [key, *around]
    links = sorted(chain(said_between(asking, shown, named), _meetings(asking, shown, within_)), key=in_order)
    found, mentions = _events(asking, links, shown) if events else ((), [])
    layers = ((key,), tuple(around)) if around else ((key,),)
    return Neighbourhood(layers, (*links, *mentions), (omitted,), found)


def _layer(
    asking: Asking, key: Key, types: tuple[str, ...], window: Window | None, width: int
) -> tuple[list[Key], int]:
    """The strongest around a node, and how many did not fit."""
    told = {}
    if window is not None:
        told = {
            "mine": asking.mentioned([key], window)[key],
            "events": asking.events(window),
            **instants(window),
        }
    query = tied(types, None if window is None else shape(window))
    (found,) = asking.session.rows(query, key=key, width=width, **told)
    return found["keys"], found["total"] - len(found["keys"])


@cache
def tied(types: tuple[str, ...], window: Window | None) -> str:
    """The query for who is tied to a node: how many there are, and the `$width` strongest."""
    met = (
        ""
        if window is None
        else (
            "  UNION ALL\n"
            f"  MATCH (one)<-[:{MENTIONS}]-(event)-[:{MENTIONS}]->(other) WHERE {within('event', window)}\n"
            f"  WITH other, count(*) AS both WHERE both >= {LEAST_TOGETHER}\n"
            f"  WITH other, both, {mentioning('other', window)} AS single\n"
            f"  WITH other, {NPMI} AS npmi\n"
            "  RETURN other, CASE WHEN npmi > 0 THEN npmi ELSE 0.0 END AS strength\n"
        )
    )
    return (
        f"MATCH (one:{OURS} {{key: $key}})\n"
        "CALL (one) {\n"
        f"  MATCH (one)-[:{'|'.join(types)}]-(other) RETURN DISTINCT other, 1.0 AS strength\n"
        f"{met}"
        "}\n"
        "WITH other, max(strength) AS strength\n"
        "WITH collect([other, strength]) AS tied\n"
        "RETURN size(tied) AS total, COLLECT {\n"
        "  UNWIND tied AS row\n"
        "  WITH row[0] AS other, row[1] AS strength\n"
        "  RETURN other.key ORDER BY strength DESC, other.key LIMIT $width\n"
        "} AS keys"
    )


def said_between(asking: Asking, keys: Sequence[Key], types: tuple[str, ...]) -> list[Link]:
    """The said edges between some nodes, one of each type and direction."""
    rows = asking.session.rows(said(types), keys=list(keys))
    return [Link(row["src"], row["dst"], row["type"], 1.0) for row in rows]


@cache
def said(types: tuple[str, ...]) -> str:
    """The query for the edges of some types between `$keys`."""
    return (
        f"MATCH (one:{OURS}) WHERE one.key IN $keys\n"
        f"MATCH (one)-[tie:{'|'.join(types)}]->(other) WHERE other.key IN $keys\n"
        "RETURN DISTINCT type(tie) AS type, one.key AS src, other.key AS dst"
    )


def _meetings(asking: Asking, shown: Sequence[Key], window: Window | None) -> list[Link]:
    """The co-occurrences between shown nodes, with their newest events, out of the centre, else the lesser key."""
    if window is None:
        return []
    rows = asking.session.rows(
        meetings(shape(window)), keys=list(shown), centre=shown[0], most=EVIDENCE, **instants(window)
    )
    single, total = asking.mentioned(shown, window), asking.events(window)
    both = np.array([row["both"] for row in rows], np.int64)
    ones = np.array([single[row["src"]] for row in rows], np.int64)
    others = np.array([single[row["dst"]] for row in rows], np.int64)
    npmi = measures.npmi(both, ones, others, total)
    return [
        Link(row["src"], row["dst"], CO_OCCURS, max(score, 0.0), tuple(row["events"]))
        for row, score in zip(rows, npmi.tolist(), strict=True)
    ]


@cache
def meetings(window: Window) -> str:
    """The query for how often, and where last, those of `$keys` meet.  Looks once at each of their events."""
    return (
        f"MATCH (one:{OURS}) WHERE one.key IN $keys\n"
        "WITH one ORDER BY one.key <> $centre, one.key\n"
        f"MATCH (one)<-[:{MENTIONS}]-(event) WHERE {within('event', window)}\n"
        "WITH event, collect(one) AS here WHERE size(here) > 1\n"
        f"WITH event, here {NEWEST_FIRST}\n"
        "UNWIND range(0, size(here) - 2) AS first UNWIND range(first + 1, size(here) - 1) AS second\n"
        "WITH here[first] AS one, here[second] AS other, count(*) AS both, collect(event)[..$most] AS newest\n"
        f"WHERE both >= {LEAST_TOGETHER}\n"
        "RETURN one.key AS src, other.key AS dst, both, [event IN newest | event.key] AS events"
    )


def _events(
    asking: Asking, links: Sequence[Link], shown: Sequence[Key]
) -> tuple[tuple[Key, ...], list[Link]]:
    """The events that the links show as evidence, newest first, and what each mentions of the shown nodes."""
    keys = sorted({event for link in links for event in link.evidence})
    rows = asking.session.rows(MENTIONED, events=keys, keys=list(shown))
    mentions = [Link(row["event"], key, MENTIONS, 1.0) for row in rows for key in row["keys"]]
    return tuple(row["event"] for row in rows), sorted(mentions, key=in_order)


MENTIONED = (
    f"MATCH (event:{OURS}) WHERE event.key IN $events\n"
    f"MATCH (event)-[:{MENTIONS}]->(one) WHERE one.key IN $keys\n"
    f"WITH event, collect(one.key) AS keys {NEWEST_FIRST}\n"
    "RETURN event.key AS event, keys"
)
