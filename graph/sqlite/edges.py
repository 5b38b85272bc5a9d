"""Reads edges: ends mapped to survivors, denied and dangling ones left out, assertions of one read edge folded."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graph.cluster import Judged
from graph.fold import Sourced, Statement, read_edge
from graph.reading import Denied, fits
from graph.sqlite.ids import EdgeTypes
from graph.sqlite.nodes import members, survivors
from graph.sqlite.session import Session, many
from graph.store import Direction
from schema.declare import Edge, EdgeRef
from schema.keys import Key

_NEAR: dict[Direction, tuple[str, str]] = {"out": ("src", "dst"), "in": ("dst", "src")}


def denied(session: Session, judged: Judged) -> Denied:
    """What persons denied of edges, ready to ask with the ends as they are read."""
    ends = {end for ref in judged.denied_edges for end in (ref.src, ref.dst)}
    read_as = {key: survivor for key, (_, survivor) in survivors(session, ends).items()} if ends else {}
    return Denied.of(judged, read_as)


def read_edges(
    session: Session,
    keys: Collection[Key],
    direction: Direction,
    types: Collection[str] | None,
    judged: Judged,
) -> dict[Key, list[Edge]]:
    """The edges out of or into each asked key, sorted by their identity."""
    found = _found(session, keys, direction, types, judged)
    return {key: [read_edge(ref, refs[ref]) for ref in sorted(refs)] for key, refs in found.items()}


def read_edge_refs(
    session: Session,
    keys: Collection[Key],
    direction: Direction,
    types: Collection[str] | None,
    judged: Judged,
) -> dict[Key, list[EdgeRef]]:
    """The identities of those edges."""
    found = _found(session, keys, direction, types, judged)
    return {key: sorted(refs) for key, refs in found.items()}


def _found(
    session: Session,
    keys: Collection[Key],
    direction: Direction,
    types: Collection[str] | None,
    judged: Judged,
) -> dict[Key, dict[EdgeRef, list[Sourced]]]:
    """The edges out of or into each asked key as read, with the statements that count."""
    read_as = survivors(session, keys)
    clusters = members(session, {node for node, _ in read_as.values()})
    near = {node: survivor for survivor, cluster in clusters.items() for node, _ in cluster}
    own = {node: key for cluster in clusters.values() for node, key in cluster}
    found: dict[int, dict[EdgeRef, list[Sourced]]] = {}
    gone = denied(session, judged)
    names = dict(read_as.values())
    for here, type_, there, read_there, slot, by, told in _rows(session, own, direction, types):
        survivor = near[here]
        forward = direction == "out"
        said = EdgeRef(type_, own[here], there, slot) if forward else EdgeRef(type_, there, own[here], slot)
        mine = names[survivor]
        read = EdgeRef(type_, mine, read_there, slot) if forward else EdgeRef(type_, read_there, mine, slot)
        if fits(said, read) and not gone.hides(said, read, by):
            found.setdefault(survivor, {}).setdefault(read, []).append((by, told))
    return {key: found.get(read_as[key][0], {}) if key in read_as else {} for key in keys}


def _rows(
    session: Session, nodes: Collection[int], direction: Direction, types: Collection[str] | None
) -> Iterator[tuple[int, str, Key, Key, str, Key, Statement]]:
    """(this end's id, type, other end's own key, what that is read as, slot, asserter, statement)."""
    near, far = _NEAR[direction]
    known = EdgeTypes(session)
    for here, type_, there, read_there, slot, by, stamp, complete, props in session.rows(
        f"SELECT e.{near}, e.type, o.key, s.key, e.slot, b.key, e.stamp, e.complete, e.props"
        f" FROM edge_said e JOIN node o ON o.id = e.{far} JOIN node s ON s.id = o.survivor JOIN node b ON b.id = e.by"
        f" WHERE o.living AND e.{near} IN (SELECT value FROM json_each(?1))"
        " AND (?2 IS NULL OR e.type IN (SELECT value FROM json_each(?2)))",
        many(nodes),
        known.among(types),
    ):
        yield here, known.names[type_], there, read_there, slot, by, Statement(stamp, bool(complete), props)


# What is read differs from what was said only where something was merged: elsewhere the survivors need not be read.
# The order is that of the index on targets, which holds all that is asked for.
_SCAN = (
    "SELECT e.type, s.key, d.key, e.slot,"
    " CASE WHEN s.merged OR d.merged THEN (SELECT key FROM node WHERE id = s.survivor) END,"
    " CASE WHEN s.merged OR d.merged THEN (SELECT key FROM node WHERE id = d.survivor) END, {by}"
    " FROM edge_said e JOIN node s ON s.id = e.src JOIN node d ON d.id = e.dst WHERE s.living AND d.living"
    " AND (?1 IS NULL OR e.type IN (SELECT value FROM json_each(?1))) ORDER BY e.dst, e.type, e.src, e.slot"
)


def scan_edges(session: Session, types: Collection[str] | None, judged: Judged) -> Iterator[EdgeRef]:
    """The identity of every edge as read, each once.

    Statements of one edge follow each other; only edges of merged nodes can meet again later, so only those are
    remembered.
    """
    known = EdgeTypes(session)
    names = known.names
    gone = denied(session, judged)
    plain = not (judged.denied or judged.denied_edges)
    of_merged: set[EdgeRef] = set()
    last: EdgeRef | None = None
    for type_, src, dst, slot, read_src, read_dst, by in session.rows(
        _SCAN.format(by="''" if plain else "(SELECT key FROM node WHERE id = e.by)"), known.among(types)
    ):
        said = read = EdgeRef(names[type_], src, dst, slot)
        if read_src is not None:
            read = EdgeRef(said.type, read_src, read_dst, slot)
            if read in of_merged or not fits(said, read):
                continue
        elif read == last:
            continue
        if plain or not gone.hides(said, read, by):
            last = read
            if read_src is not None:
                of_merged.add(read)
            yield read
