"""Co-occurrence in Cypher: see `graph/traverse/cooccurrence.py`.

Two steps along mentions, one count, and the best of them: the server orders, and sends one page.
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
    query = ranked(checked_rank(rank), shape(window), of_kinds("other", kinds), bool(after))
    (key,) = asking.find([entity])
    fingerprint = question("cooccurring", key, window, kinds, rank)
    place = read(after, fingerprint, 3)
    checked_limit(limit)
    end = int(place.values[2]) if place else age_end(window, now, asking.newest)
    mine, events = asking.mentioned([key], window)[key], asking.events(window)
    at = {"score": place.values[0], "count": place.values[1], "after": place.key} if place else {}
    (found,) = asking.session.rows(
        query, key=key, mine=mine, events=events, end=end, limit=limit + 1, **instants(window), **at
    )
    rows = _described([tuple(row) for row in found["rows"]], mine, events)
    return page(
        rows, limit, found["total"], fingerprint, lambda row: Place((row.score, row.count, end), row.key)
    )


@cache
def ranked(rank: Rank, window: Window, of_kinds: str, goes_on: bool) -> str:
    """The query for everyone met, ranked: how many there are, and the first `$limit` of them, or of those after a place."""
    weighed = f", {WEIGHT} AS weight" if rank == "recent" else ""
    least = LEAST_FOR_NPMI if rank == "npmi" else 1
    single = mentioning("other", window)
    counted = f"WITH other, both, {single} AS single\n" if rank in BY_SINGLE else ""
    shown = "single" if counted else single
    return (
        f"MATCH (:{OURS} {{key: $key}})<-[:{MENTIONS}]-(event)-[:{MENTIONS}]->(other)\n"
        f"WHERE {within('event', window)}\n"
        f"WITH other, count(*) AS both{weighed}\n"
        f"WHERE both >= {least} AND {of_kinds}\n"
        f"{counted}"
        f"WITH other, both{', single' if counted else ''}, {SCORES[rank]} AS score\n"
        f"WITH collect([other, both, {'single' if counted else 'null'}, score]) AS met\n"
        "RETURN size(met) AS total, COLLECT {\n"
        "  UNWIND met AS row\n"
        "  WITH row[0] AS other, row[1] AS both, row[2] AS single, row[3] AS score\n"
        f"{_AFTER if goes_on else ''}"
        "  ORDER BY score DESC, both DESC, other.key LIMIT $limit\n"
        f"  RETURN [other.key, both, score, {shown}]\n"
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
