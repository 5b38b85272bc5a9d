"""Reads edges: ends mapped to survivors, denied and dangling ones left out, assertions of one read edge folded."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graph.cluster import Judged
from graph.fold import Sourced, Statement, read_edge
from graph.reading import fits
from graph.sqlite.ids import EdgeTypes
from graph.sqlite.nodes import members, survivors
from graph.sqlite.scanning import denied
from graph.sqlite.session import Session, many
from graph.store import Direction
from schema.declare import Edge, EdgeRef
from schema.keys import Key

_NEAR: dict[Direction, tuple[str, str]] = {"out": ("src", "dst"), "in": ("dst", "src")}


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
    # Types are a part of the statement where they are asked for, so that an index finds them: a hub has 100,000 others.
    of_types = "" if types is None else " AND e.type IN (SELECT value FROM json_each(?2))"
    asked = (many(nodes),) if types is None else (many(nodes), known.among(types))
    for here, type_, there, read_there, slot, by, stamp, complete, props in session.rows(
        f"SELECT e.{near}, e.type, o.key, s.key, e.slot, b.key, e.stamp, e.complete, e.props"
        f" FROM edge_said e JOIN node o ON o.id = e.{far} JOIN node s ON s.id = o.survivor JOIN node b ON b.id = e.by"
        f" WHERE o.living AND e.{near} IN (SELECT value FROM json_each(?1)){of_types}",
        *asked,
    ):
        yield here, known.names[type_], there, read_there, slot, by, Statement(stamp, bool(complete), props)
