"""Draws what co-occurs as relationships, for those who look: `CO_OCCURS_WITH`, dated, beside the graph and not part of it.

Invariants: no reader of the store reads them, and no digest counts them; drawn again, those of before are gone.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from graph.neo4j.form import CO_OCCURS, ENTITY, OURS
from graph.neo4j.session import Session
from graph.view import Network, View
from schema.changeset import Revision
from schema.keys import Key

LEAST = 2  # events that a pair shares
STRONGEST = 12  # pairs of an entity that are drawn, by log-likelihood; one is drawn for either of its ends


@dataclass(frozen=True, slots=True)
class Drawn:
    """A pair: how many events mention both, its npmi (None below three of them).

    as_of: when it was drawn.  revision: of which almanac.
    """

    src: Key
    dst: Key
    count: int
    npmi: float | None
    as_of: datetime
    revision: Revision

    def props(self) -> dict[str, object]:
        """The relationship's properties."""
        return {name: getattr(self, name) for name in self.types()}

    @staticmethod
    def types() -> dict[str, str]:
        """Their names, and Neo4j's types of them."""
        return {"count": "long", "npmi": "double", "as_of": "datetime", "revision": "long"}


def to_draw(view: View, now: datetime) -> Iterator[Drawn]:
    """The strongest pairs of each entity, in key order."""
    traversals = view.traversals
    network = traversals.network(least=LEAST, rank="llr")
    for pair in sorted(strongest(network)):
        one, other, count, npmi = pair
        yield Drawn(one, other, count, npmi, now, traversals.revision)


def strongest(network: Network) -> set[tuple[Key, Key, int, float | None]]:
    """The pairs that are among the `STRONGEST` of either end."""
    best: dict[Key, list[tuple[float, int, Key, Key, float | None]]] = {}
    for pair in network.pairs():
        row = (pair.score, pair.count, pair.one, pair.other, pair.npmi)
        for end in (pair.one, pair.other):
            heap = best.setdefault(end, [])
            if len(heap) < STRONGEST:
                heapq.heappush(heap, row)
            else:
                heapq.heappushpop(heap, row)
    return {(one, other, count, npmi) for heap in best.values() for _, count, one, other, npmi in heap}


def draw(session: Session, pairs: Iterable[Drawn]) -> int:
    """Draw these pairs, a step of the running transaction; how many."""
    rows = [{"src": one.src, "dst": one.dst, "props": one.props()} for one in pairs]
    session.write(
        f"UNWIND $rows AS row MATCH (a:{OURS}&{ENTITY} {{key: row.src}}) MATCH (b:{OURS}&{ENTITY} {{key: row.dst}})"
        f" MERGE (a)-[r:{CO_OCCURS}]->(b) SET r = row.props",
        rows,
    )
    return len(rows)


def undraw(session: Session, but: datetime | None, most: int) -> int:
    """Take away at most so many of those that were not drawn at that instant; how many."""
    [row] = session.rows(
        f"MATCH (:{OURS})-[r:{CO_OCCURS}]->(:{OURS}) WHERE $but IS NULL OR r.as_of <> $but WITH r LIMIT $most"
        " DELETE r RETURN count(*) AS count",
        but=but,
        most=most,
    )
    return int(row["count"])
