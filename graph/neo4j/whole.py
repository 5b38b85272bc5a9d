"""A whole almanac as it lies in Neo4j: every node and relationship that it is made of, from any store's reader.

In flat memory, but for what was merged, denied or withdrawn: that is little, and held.  Every node that a relationship
joins is one of the nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from graph.cluster import Judged
from graph.fold import By
from graph.neo4j.drawn import edge_properties, node_properties, relationships
from graph.neo4j.form import Own, Placed, labels_of
from graph.reading import Denied
from graph.store import Reader
from schema.declare import EdgeRef
from schema.keys import Key

T = TypeVar("T")


class DrawnNode(NamedTuple):
    """A node: its labels, but for `Almanac`, and its properties."""

    key: Key
    labels: tuple[str, ...]
    props: dict[str, Any]


class DrawnEdge(NamedTuple):
    """A relationship between the ends of `ref`: of its type where it is read, else an `_UNREAD`."""

    ref: EdgeRef
    is_read: bool
    props: dict[str, Any]


def drawn_nodes(reader: Reader) -> Iterator[DrawnNode]:
    """Every node, in key order."""
    judged = Judged.of(reader.judgements())
    said_of = _Following(
        (str(key), {by: told for _, by, told in some})
        for key, some in groupby(reader.scan_statements("nodes"), key=itemgetter(0))
    )
    body_of = _Following((key, body.text) for key, body in reader.kept_bodies())
    for one in reader.scan_stands():
        said: dict[Key, By] = {one.key: said_of.of(one.key) or {}}
        if one.merged and one.survivor == one.key:
            others = [key for key in reader.members([one.key]).get(one.key, ()) if key != one.key]
            said.update(
                (ref, told) for ref, told in reader.statements(others).items() if isinstance(ref, str)
            )
        placed = Placed(*one[1:])
        props = node_properties(one.key, placed, said, judged, body_of.of(one.key) or "")
        yield DrawnNode(one.key, labels_of(one.key, placed), props)


def drawn_edges(reader: Reader) -> Iterator[DrawnEdge]:
    """Every relationship; those out of one node follow each other."""
    apart = {one.key: one for one in reader.scan_stands() if not one.living or one.survivor != one.key}

    def read_as(key: Key) -> Key | None:
        one = apart.get(key)
        return key if one is None else one.survivor if one.living else None

    judged = Judged.of(reader.judgements())
    ends = {end for ref in judged.denied_edges for end in (ref.src, ref.dst)}
    denied = Denied.of(judged, {end: key for end in ends if (key := read_as(end))})
    merged = {one.survivor for one in apart.values()} | apart.keys()
    held: list[Own] = []
    edges = (
        Own(ref, by, told) for ref, by, told in reader.scan_statements("edges") if isinstance(ref, EdgeRef)
    )
    for src, owns in groupby(edges, key=lambda own: own.ref.src):
        if src in merged:
            held += owns
        else:
            yield from _drawn(owns, read_as, denied)
    yield from sorted(_drawn(held, read_as, denied), key=lambda edge: edge.ref.src)


def _drawn(owns: Iterable[Own], read_as: Callable[[Key], Key | None], denied: Denied) -> Iterator[DrawnEdge]:
    for (ref, is_read), group in relationships(owns, read_as, denied).items():
        yield DrawnEdge(ref, is_read, edge_properties(ref, is_read, group))


class _Following(Generic[T]):
    """Pairs of a key and a value in key order, asked for by rising keys."""

    def __init__(self, pairs: Iterator[tuple[Key, T]]) -> None:
        self._pairs = pairs
        self._next = next(pairs, None)

    def of(self, key: Key) -> T | None:
        """The value of `key`; None where it has none."""
        while self._next is not None and self._next[0] < key:
            self._next = next(self._pairs, None)
        return self._next[1] if self._next is not None and self._next[0] == key else None
