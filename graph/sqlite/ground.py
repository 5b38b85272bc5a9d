"""Reads what stands of all that a changeset concerns.  A constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from graph.effect import Body, Ground, Sayings, spoken_of
from graph.fold import Statement
from graph.relink import is_event
from graph.sqlite.ids import EdgeTypes, Ids, ends_of
from graph.sqlite.session import Session, many
from schema.changeset import Changeset
from schema.declare import EdgeRef
from schema.keys import Key


def keys_concerned(change: Changeset, sayings: Sayings, nodes: Collection[Key]) -> set[Key]:
    """Every node whose id is needed: subjects, ends, asserters; `nodes` are those whose statements are needed."""
    keys = set(nodes)
    keys |= sayings.asserters | sayings.ends
    keys.update(ends_of(ref for ref, _ in change.unsaid))
    keys.update(by for _, by in change.unsaid)
    keys.update(key for judgement in change.judge for key in spoken_of(judgement))
    return keys


def read_ground(
    session: Session, change: Changeset, sayings: Sayings, nodes: Collection[Key], ids: Ids, types: EdgeTypes
) -> Ground:
    """What stands of `nodes`, of the edges said and withdrawn, and of events' bodies."""
    known = [ids[key] for key in nodes if key in ids.known]
    refs = {saying.ref for saying in sayings.edges if saying.ref.src in ids.known}
    refs.update(ref for ref, _ in change.unsaid if isinstance(ref, EdgeRef))
    return Ground(
        known=ids.known,
        nodes=_node_statements(session, known) if known else {},
        edges=_edge_statements(session, refs, ids, types),
        bodies=_bodies(session, [ids[key] for key in nodes if key in ids.known and is_event(key)]),
    )


def _node_statements(session: Session, nodes: Collection[int]) -> dict[Key, dict[Key, Statement]]:
    found: dict[Key, dict[Key, Statement]] = {}
    for key, by, stamp, complete, props in session.rows(
        "SELECT n.key, b.key, s.stamp, s.complete, s.props FROM node_said s"
        " JOIN node n ON n.id = s.node JOIN node b ON b.id = s.by"
        " WHERE s.node IN (SELECT value FROM json_each(?))",
        many(nodes),
    ):
        found.setdefault(key, {})[by] = Statement(stamp, bool(complete), props)
    return found


def _edge_statements(
    session: Session, refs: Collection[EdgeRef], ids: Ids, types: EdgeTypes
) -> dict[EdgeRef, dict[Key, Statement]]:
    asked = dict(_stored(refs, ids, types))
    if not asked:
        return {}
    found: dict[EdgeRef, dict[Key, Statement]] = {}
    sources = {src for src, _, _, _ in asked}
    for src, type_, dst, slot, by, stamp, complete, props in session.rows(
        "SELECT e.src, e.type, e.dst, e.slot, b.key, e.stamp, e.complete, e.props FROM edge_said e"
        " JOIN node b ON b.id = e.by WHERE e.src IN (SELECT value FROM json_each(?))",
        many(sources),
    ):
        ref = asked.get((src, type_, dst, slot))
        if ref is not None:
            found.setdefault(ref, {})[by] = Statement(stamp, bool(complete), props)
    return found


def _stored(
    refs: Iterable[EdgeRef], ids: Ids, types: EdgeTypes
) -> Iterator[tuple[tuple[int, int, int, str], EdgeRef]]:
    """The refs that may be in the file, by what they are there."""
    known = ids.known
    for ref in refs:
        if ref.src in known and ref.dst in known and ref.type in types.ids:
            yield (ids[ref.src], types.ids[ref.type], ids[ref.dst], ref.slot), ref


def _bodies(session: Session, events: Collection[int]) -> dict[Key, Body]:
    if not events:
        return {}
    return {
        key: Body(stamp, text)
        for key, stamp, text in session.rows(
            "SELECT n.key, b.stamp, b.text FROM body b JOIN node n ON n.id = b.node"
            " WHERE b.node IN (SELECT value FROM json_each(?))",
            many(events),
        )
    }
