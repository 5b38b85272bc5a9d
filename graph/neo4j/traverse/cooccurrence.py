"""Co-occurrence in Cypher: see `graph/traverse/cooccurrence.py`.

Two steps along mentions, one count, and the best of them: the server orders, and sends one page.  The steps begin at the
entity, or, where a window holds few events, at those.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

import numpy as np

from graph.neo4j.form import OURS
from graph.neo4j.traverse.asking import MENTIONS, Asking, instants, mentioning, of_kinds, shape, within
from graph.neo4j.traverse.measures import BY_SINGLE, SCORES, WEIGHT
from graph.traverse import measures
from graph.traverse.cooccurrence import LEAST_FOR_NPMI, age_end, checked_rank
from graph.traverse.cursor import Place, checked_limit, page, question, read
from graph.view import ALWAYS, CoOccurrence, Page, Rank, Window
from schema.keys import Key

# How many times as many events as mention an entity a window may hold to be looked through itself: then the events of those
# who are shown need not be, of all who are met where n(y) ranks them.
_WIDE, _WIDE_BY_SINGLE = 4, 16


def cooccurring(
    asking: Asking,
    entity: Key,
    window: Window = ALWAYS,
    *,
    kinds: Collection[str] = (),
    rank: Rank = "count",
    limit: int = 20,
    after: str = "",
    now: datetime | None = None,
) -> Page[CoOccurrence]:
    """Entities mentioned together with `entity`, ranked.  Raises NotFound, BadRequest."""
    checked_rank(rank)
    of_those = of_kinds("other", kinds)
    (key,) = asking.find([entity])
    fingerprint = question("cooccurring", key, window, kinds, rank)
    place = read(after, fingerprint, 3)
    checked_limit(limit)
    end = int(place.values[2]) if place else age_end(window, now, asking.newest)
    at = {"score": place.values[0], "count": place.values[1], "after": place.key} if place else {}
    events = asking.events(window)
    if _looks_through_window(asking, key, window, rank):
        query = from_window(rank, shape(window), of_those, bool(place))
    else:
        query = from_entity(rank, shape(window), of_those, bool(place))
        at["mine"] = asking.mentioned([key], window)[key]
    (found,) = asking.session.rows(
        query, key=key, events=events, end=end, limit=limit + 1, **instants(window), **at
    )
    rows = _described([tuple(row) for row in found["rows"]], found["mine"], events)
    return page(
        rows, limit, found["total"], fingerprint, lambda row: Place((row.score, row.count, end), row.key)
    )


def _looks_through_window(asking: Asking, key: Key, window: Window, rank: Rank) -> bool:
    """Whether a window holds so few events that all of them are looked at sooner than those of an entity, and of who is met."""
    if window.since is None:
        return False  # what has no instant is in it, and in no index
    wide = _WIDE_BY_SINGLE if rank in BY_SINGLE else _WIDE
    return asking.events(window) <= wide * asking.mentioned([key], ALWAYS)[key]


@cache
def from_entity(rank: Rank, window: Window, of_kinds: str, goes_on: bool) -> str:
    """The query for everyone met, ranked, from the events of one: the first `$limit`, or those after a place."""
    weighed = f", sum({WEIGHT}) AS weight" if rank == "recent" else ""
    single = mentioning("other", window)
    counted = f"WITH other, both, {single} AS single\n" if rank in BY_SINGLE else ""
    return (
        f"MATCH (:{OURS} {{key: $key}})<-[:{MENTIONS}]-(event)-[:{MENTIONS}]->(other)\n"
        f"WHERE {within('event', window)}\n"
        f"WITH other, count(*) AS both{weighed}\n"
        f"WHERE both >= {_least(rank)} AND {of_kinds}\n"
        f"{counted}"
        f"WITH other, both, {'single' if counted else 'null AS single'}, {SCORES[rank]} AS score\n"
        "WITH collect([other, both, single, score]) AS met\n"
        "WITH met, $mine AS mine\n"
        f"{_first(goes_on, 'single' if counted else single)}"
    )


@cache
def from_window(rank: Rank, window: Window, of_kinds: str, goes_on: bool) -> str:
    """The same from the events of a window: everyone's n(y) is counted along the way, n(x) among them."""
    weighed = f", sum(CASE WHEN ours THEN {WEIGHT} END) AS weight" if rank == "recent" else ", null AS weight"
    return (
        f"MATCH (one:{OURS} {{key: $key}})\n"
        f"CALL (one) {{ MATCH (event:{OURS}) WHERE {within('event', window)} RETURN event }}\n"
        f"MATCH (event)-[:{MENTIONS}]->(member)\n"
        "WITH one, event, collect(member) AS members\n"
        "WITH one, event, members, one IN members AS ours UNWIND members AS other\n"
        f"WITH one, other, count(*) AS single, count(CASE WHEN ours THEN 1 END) AS both{weighed}\n"
        "WHERE both >= 1\n"
        "WITH collect([other, both, single, weight]) AS everyone,"
        " coalesce(max(CASE WHEN other = one THEN single END), 0) AS mine\n"
        "CALL (everyone, mine) {\n"
        "  UNWIND everyone AS row WITH mine, row[0] AS other, row[1] AS both, row[2] AS single, row[3] AS weight\n"
        f"  WHERE both >= {_least(rank)} AND other.key <> $key AND {of_kinds}\n"
        f"  WITH other, both, single, {SCORES[rank].replace('$mine', 'mine')} AS score\n"
        "  RETURN collect([other, both, single, score]) AS met\n"
        "}\n"
        f"{_first(goes_on, 'single')}"
    )


def _least(rank: Rank) -> int:
    """How many shared events make a row."""
    return LEAST_FOR_NPMI if rank == "npmi" else 1


def _first(goes_on: bool, single: str) -> str:
    """How many were `met`, and the first of them, or those after a place, best first."""
    return (
        "RETURN mine, size(met) AS total, COLLECT {\n"
        "  UNWIND met AS row\n"
        "  WITH row[0] AS other, row[1] AS both, row[2] AS single, row[3] AS score\n"
        f"{_AFTER if goes_on else ''}"
        "  ORDER BY score DESC, both DESC, other.key LIMIT $limit\n"
        f"  RETURN [other.key, both, score, {single}]\n"
        "} AS rows"
    )


_AFTER = (
    "  WHERE score < $score OR (score = $score AND (both < $count OR (both = $count AND other.key > $after)))\n"
    "  WITH other, both, single, score\n"
)


def _described(rows: list[tuple[Key, int, float, int]], mine: int, events: int) -> list[CoOccurrence]:
    """The rows as answered, with npmi where it means something, and Jaccard."""
    both, single = (np.array([row[place] for row in rows], np.int64) for place in (1, 3))
    close, overlap = measures.npmi(both, mine, single, events), measures.jaccard(both, mine, single)
    return [
        CoOccurrence(key, count, score, pmi if count >= LEAST_FOR_NPMI else None, share)
        for (key, count, score, _), pmi, share in zip(rows, close.tolist(), overlap.tolist(), strict=True)
    ]
