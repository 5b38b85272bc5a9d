"""Which said edges are read, and as which.  Pure, for every store.

Invariants: an edge that a merge turned into a loop, or whose ends no longer fit its type because a merge crossed kinds,
is not read; neither is one that maps onto an edge that a person denied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from graph.cluster import Judged
from schema.declare import EdgeRef, Ref
from schema.keys import Key, kind_word
from schema.ontology import check_ends


@dataclass(frozen=True, slots=True)
class Denied:
    """What was denied of edges: `edges` with their ends as read, `assertions` under their own."""

    edges: frozenset[EdgeRef]
    assertions: frozenset[tuple[Ref, Key]]

    @classmethod
    def of(cls, judged: Judged, read_as: Mapping[Key, Key]) -> Denied:
        """From the judgements, and what the ends of denied edges are read as."""
        edges = (
            EdgeRef(ref.type, read_as.get(ref.src, ref.src), read_as.get(ref.dst, ref.dst), ref.slot)
            for ref in judged.denied_edges
        )
        return cls(frozenset(edges), judged.denied)

    def hides(self, said: EdgeRef, read: EdgeRef, by: Key) -> bool:
        """Whether what `by` says of `said` does not count."""
        return read in self.edges or (said, by) in self.assertions


def fits(said: EdgeRef, read: EdgeRef) -> bool:
    """Whether an edge said under its own ends can be read with its survivors' ends."""
    if said == read:
        return True
    if read.src == read.dst and said.src != said.dst:
        return False
    return _allowed(read.type, kind_word(read.src), kind_word(read.dst))


@cache
def _allowed(type_: str, src: str, dst: str) -> bool:
    """Whether an edge of this type may go between these kinds."""
    return not check_ends(EdgeRef(type_, f"{src}/x", f"{dst}/x"))
