"""Relationships with what was said of them, read by their ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, TypeVar

from neo4j import Record

from graph.fold import read_edge
from graph.neo4j.form import OURS, UNREAD, Own, kept_types, owns_of, read_types
from graph.neo4j.nodes import batches, survivors
from graph.neo4j.session import Session
from graph.store import Direction
from schema.declare import Edge, EdgeRef
from schema.keys import Key

T = TypeVar("T")
_TOLD = "elementId(r) AS id, type(r) AS type, a.key AS src, b.key AS dst, r._slot AS slot, r._type AS of, r._said AS said"


class Kept(NamedTuple):
    """A relationship: its id, the edge that it stands for by the ends it has, whether it is read, what is said of it."""

    id: str
    ref: EdgeRef
    is_read: bool
    owns: list[Own]


def kept(row: Record) -> Kept:
    """A relationship of `_TOLD`."""
    is_read = row["type"] != UNREAD
    type_ = row["type"] if is_read else row["of"]
    slot = row["slot"] or ""
    return Kept(
        row["id"], EdgeRef(type_, row["src"], row["dst"], slot), is_read, owns_of(type_, slot, row["said"])
    )


def out_of(session: Session, keys: Iterable[Key]) -> Iterator[Kept]:
    """Every relationship out of these nodes, read or not."""
    yield from _around(session, keys, f"(a:{OURS})-[r:{kept_types()}]->(b:{OURS}) WHERE a.key IN $keys")


def into(session: Session, keys: Iterable[Key]) -> Iterator[Kept]:
    """Every relationship into these nodes, read or not."""
    yield from _around(session, keys, f"(a:{OURS})-[r:{kept_types()}]->(b:{OURS}) WHERE b.key IN $keys")


def _around(session: Session, keys: Iterable[Key], pattern: str) -> Iterator[Kept]:
    for batch in batches(keys):
        for row in session.rows(f"MATCH {pattern} RETURN {_TOLD}", keys=batch):
            yield kept(row)


def read_edges(
    session: Session, keys: Collection[Key], direction: Direction, types: Collection[str] | None
) -> dict[Key, list[Edge]]:
    """The edges out of or into each asked key, sorted by their identity."""
    found: dict[Key, list[Edge]] = {}
    for near, row in _rows(session, keys, direction, types, "r._said"):
        ref = EdgeRef(row["type"], row["src"], row["dst"], row["slot"] or "")
        statements = [(own.by, own.told) for own in owns_of(ref.type, ref.slot, row["said"])]
        found.setdefault(near, []).append(read_edge(ref, statements))
    return _by_asked(
        session, keys, {near: sorted(edges, key=lambda edge: edge.ref) for near, edges in found.items()}
    )


def read_edge_refs(
    session: Session, keys: Collection[Key], direction: Direction, types: Collection[str] | None
) -> dict[Key, list[EdgeRef]]:
    """The identities of those edges."""
    found: dict[Key, list[EdgeRef]] = {}
    for near, row in _rows(session, keys, direction, types, "null"):
        found.setdefault(near, []).append(EdgeRef(row["type"], row["src"], row["dst"], row["slot"] or ""))
    return _by_asked(session, keys, {near: sorted(refs) for near, refs in found.items()})


def _rows(
    session: Session, keys: Collection[Key], direction: Direction, types: Collection[str] | None, said: str
) -> Iterator[tuple[Key, Record]]:
    allowed = read_types(None if types is None else frozenset(types))
    if not allowed:
        return
    near = "a" if direction == "out" else "b"
    for batch in batches(survivors(session, keys).values()):
        for row in session.rows(
            f"MATCH (a:{OURS})-[r:{allowed}]->(b:{OURS}) WHERE {near}.key IN $keys"
            f" RETURN type(r) AS type, a.key AS src, b.key AS dst, r._slot AS slot, {said} AS said",
            keys=batch,
        ):
            yield row["src" if direction == "out" else "dst"], row


def _by_asked(session: Session, keys: Collection[Key], found: dict[Key, list[T]]) -> dict[Key, list[T]]:
    read_as = survivors(session, keys)
    return {key: found.get(read_as[key], []) if key in read_as else [] for key in keys}
