"""Reads what was said, source by source, under own keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from graph.effect import Body
from graph.fold import Statement
from graph.sqlite.ids import EdgeTypes
from graph.sqlite.session import Session, many
from graph.store import Subjects
from schema.declare import EdgeRef, Ref
from schema.keys import Key

_NONE = many(())
_SCANNED = 500  # nodes whose statements are held at once


def read_statements(session: Session, refs: Collection[Ref]) -> dict[Ref, dict[Key, Statement]]:
    """Every statement of these nodes and edges."""
    found: dict[Ref, dict[Key, Statement]] = {ref: {} for ref in refs}
    for ref, by, told in _statements(session, found):
        found[ref][by] = told
    return found


def _statements(session: Session, refs: Collection[Ref]) -> Iterator[tuple[Ref, Key, Statement]]:
    nodes = [ref for ref in refs if not isinstance(ref, EdgeRef)]
    for key, by, stamp, complete, props in session.rows(
        "SELECT n.key, b.key, s.stamp, s.complete, s.props FROM node n JOIN node_said s ON s.node = n.id"
        " JOIN node b ON b.id = s.by WHERE n.key IN (SELECT value FROM json_each(?))",
        many(nodes),
    ):
        yield key, by, Statement(stamp, bool(complete), props)
    edges = {ref for ref in refs if isinstance(ref, EdgeRef)}
    if not edges:
        return
    names = EdgeTypes(session).names
    sources, targets = ({ref[side] for ref in edges} for side in (1, 2))
    for type_, src, dst, slot, by, stamp, complete, props in session.rows(
        "SELECT e.type, s.key, d.key, e.slot, b.key, e.stamp, e.complete, e.props FROM edge_said e"
        " JOIN node s ON s.id = e.src JOIN node d ON d.id = e.dst JOIN node b ON b.id = e.by"
        " WHERE e.src IN (SELECT id FROM node WHERE key IN (SELECT value FROM json_each(?1)))"
        " AND d.key IN (SELECT value FROM json_each(?2))",
        many(sources),
        many(targets),
    ):
        ref = EdgeRef(names[type_], src, dst, slot)
        if ref in edges:
            yield ref, by, Statement(stamp, bool(complete), props)


def read_said_by(session: Session, by: Key) -> Iterator[Ref]:
    """The subjects of which `by` makes complete statements."""
    for (key,) in session.rows(
        "SELECT n.key FROM node_said s JOIN node n ON n.id = s.node"
        " WHERE s.complete AND s.by = (SELECT id FROM node WHERE key = ?)",
        by,
    ):
        yield key
    names = EdgeTypes(session).names
    for type_, src, dst, slot in session.rows(
        "SELECT e.type, s.key, d.key, e.slot FROM edge_said e JOIN node s ON s.id = e.src JOIN node d ON d.id = e.dst"
        " WHERE e.complete AND e.by = (SELECT id FROM node WHERE key = ?)",
        by,
    ):
        yield EdgeRef(names[type_], src, dst, slot)


def read_bodies(session: Session, keys: Collection[Key]) -> dict[Key, str]:
    """Full texts of events that have one."""
    return dict(
        session.rows(
            "SELECT n.key, b.text FROM body b JOIN node n ON n.id = b.node"
            " WHERE b.text <> '' AND n.key IN (SELECT value FROM json_each(?))",
            many(keys),
        )
    )


def scan_statements(session: Session, what: Subjects = "all") -> Iterator[tuple[Ref, Key, Statement]]:
    """Every statement under its own key, by the key of its node or of its edge's source."""
    names = EdgeTypes(session).names
    keys = session.rows("SELECT key, id FROM node ORDER BY key")
    while ids := [node for _, node in islice(keys, _SCANNED)]:
        asked = many(ids)
        found: list[tuple[Key, tuple[str, ...], Ref, Key, Statement]] = []
        for key, by, stamp, complete, props in session.rows(
            "SELECT n.key, b.key, s.stamp, s.complete, s.props FROM node_said s JOIN node n ON n.id = s.node"
            " JOIN node b ON b.id = s.by WHERE s.node IN (SELECT value FROM json_each(?))",
            asked if what != "edges" else _NONE,
        ):
            found.append((key, (), key, by, Statement(stamp, bool(complete), props)))
        for type_, src, dst, slot, by, stamp, complete, props in session.rows(
            "SELECT e.type, s.key, d.key, e.slot, b.key, e.stamp, e.complete, e.props FROM edge_said e"
            " JOIN node s ON s.id = e.src JOIN node d ON d.id = e.dst JOIN node b ON b.id = e.by"
            " WHERE e.src IN (SELECT value FROM json_each(?))",
            asked if what != "nodes" else _NONE,
        ):
            ref = EdgeRef(names[type_], src, dst, slot)
            found.append((src, ref, ref, by, Statement(stamp, bool(complete), props)))
        found.sort(key=lambda row: (row[0], row[1], row[3]))
        for _, _, subject, by, told in found:
            yield subject, by, told


def scan_bodies(session: Session, keys: Collection[Key] | None = None) -> Iterator[tuple[Key, Body]]:
    """Every full text as it is kept, removed ones too, in key order; of all events or of these."""
    for key, stamp, text in session.rows(
        "SELECT n.key, b.stamp, b.text FROM node n JOIN body b ON b.node = n.id"
        " WHERE (?1 IS NULL OR n.key IN (SELECT value FROM json_each(?1))) ORDER BY n.key",
        None if keys is None else many(keys),
    ):
        yield key, Body(stamp, text)
