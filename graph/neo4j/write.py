"""Writes a plan's differences: nodes as they are read now, relationships between what they are read as now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.effect import Body, after_moves, counted
from graph.fold import Statement, read_edge, read_node
from graph.index import indexed
from graph.neo4j.form import (
    BODY,
    OURS,
    UNREAD,
    Own,
    Placed,
    caption,
    labelled,
    labels_of,
    own_text,
    properties,
    said_text,
    words_of,
)
from graph.neo4j.ground import Found
from graph.neo4j.session import Session
from graph.plan import Plan
from graph.reading import Denied, fits
from schema.declare import EdgeRef
from schema.keys import Key
from schema.ontology import kind_of


@dataclass(frozen=True, slots=True)
class After:
    """How nodes stand once a plan is written.  said: of those whose statements are known; new: those that were not known.

    positions: how many nodes are known then.
    """

    said: Mapping[Key, Mapping[Key, Statement]]
    placed: Mapping[Key, Placed]
    new: tuple[Key, ...]
    positions: int

    @classmethod
    def of(cls, plan: Plan, found: Found, positions: int) -> After:
        """By what the plan moves."""
        placed = dict(found.placed)
        new = [key for key in dict.fromkeys(_named(plan)) if key not in placed]
        for key in new:
            positions += 1
            placed[key] = Placed(key, False, False, positions)
        for key, (_, now) in plan.placed.items():
            placed[key] = Placed(now.survivor, now.living, now.merged, placed[key].position)
        said = after_moves({key: one.said for key, one in found.nodes.items()}, plan.moved.nodes)
        return cls(said, placed, tuple(new), positions)


def _named(plan: Plan) -> Iterable[Key]:
    """Every node that a plan's moves name."""
    for node in plan.moved.nodes:
        yield from (node.ref, node.by)
    for edge in plan.moved.edges:
        yield from (edge.ref.src, edge.ref.dst, edge.by)


def write_nodes(session: Session, plan: Plan, found: Found, after: After) -> None:
    """Nodes that are new, and those of which anything moves; what they are read as with its folded properties."""
    moved = {move.ref for move in plan.moved.nodes} | plan.placed.keys() | plan.indexes.keys()
    moved |= {after.placed[key].survivor for key in moved}
    rows: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
    for key in sorted(moved | set(after.new)):
        row = {"key": key, "props": _properties(key, plan, after)}
        now = labels_of(key, after.placed[key])
        then = labels_of(key, found.placed[key]) if key in found.placed else ()
        rows[then, now].append(row)
    for (then, now), some in rows.items():
        if not then:
            session.write(f"UNWIND $rows AS row CREATE (n:{OURS}{labelled(now)}) SET n = row.props", some)
            continue
        change = f" REMOVE n{labelled(then)} SET n{labelled(now)}" if then != now else ""
        session.write(
            f"UNWIND $rows AS row MATCH (n:{OURS} {{key: row.key}}) SET n = row.props{change}", some
        )


def _properties(key: Key, plan: Plan, after: After) -> dict[str, Any]:
    placed = after.placed[key]
    said = after.said.get(key, {})
    kept: dict[str, Any] = {
        "key": key,
        "_kind": kind_of(key).__name__,
        "_said": [said_text(by, told) for by, told in sorted(said.items())],
        "_survivor": placed.survivor,
        "_living": placed.living,
        "_merged": placed.merged,
        "_position": placed.position,
        "_lists": sorted(by for by, told in said.items() if told.complete),
    }
    judged = plan.judging.after
    body = plan.bodies.get(key, plan.ground.bodies.get(key))
    if words := words_of(indexed(key, counted(key, said, judged), body.text if body else "")):
        kept["_words"] = words
    if placed.living and placed.survivor == key:
        cluster = judged.cluster(key) if key in judged.same else {key}
        told = {member: counted(member, after.said.get(member), judged) for member in cluster}
        if (node := read_node(key, told)) is not None:
            return {**properties(node), **caption(node), **kept}
    return kept


def write_edges(session: Session, plan: Plan, found: Found, after: After) -> None:
    """Relationships as they are now in the place of those that were, as far as they differ."""
    then = {(kept.ref, kept.is_read): kept for kept in found.edges.values()}
    owns = _after(plan, found)
    now = _grouped(owns, plan, after)
    gone = [kept.id for place, kept in then.items() if place not in now]
    session.write("UNWIND $rows AS id MATCH ()-[r]->() WHERE elementId(r) = id DELETE r", gone)
    changed, made = [], defaultdict(list)
    for place, group in now.items():
        ref, is_read = place
        group.sort(key=lambda own: (own.ref, own.by))
        old = then.get(place)
        if old is not None and old.owns == group:
            continue
        props = _edge_properties(ref, is_read, group)
        if old is not None:
            changed.append({"id": old.id, "props": props})
        else:
            made[ref.type if is_read else UNREAD].append({"src": ref.src, "dst": ref.dst, "props": props})
    session.write(
        "UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row.id SET r = row.props", changed
    )
    for type_, rows in made.items():
        session.write(
            f"UNWIND $rows AS row MATCH (a:{OURS} {{key: row.src}}) MATCH (b:{OURS} {{key: row.dst}})"
            f" CREATE (a)-[r:`{type_}`]->(b) SET r = row.props",
            rows,
        )


def _after(plan: Plan, found: Found) -> dict[tuple[EdgeRef, Key], Own]:
    """What is said of all edges that were read, and of those that are new."""
    owns = {(own.ref, own.by): own for kept in found.edges.values() for own in kept.owns}
    for ref, by, _, told, _ in plan.moved.edges:
        if told is None:
            owns.pop((ref, by), None)
        else:
            owns[ref, by] = Own(ref, by, told)
    return owns


def _grouped(
    owns: Mapping[tuple[EdgeRef, Key], Own], plan: Plan, after: After
) -> dict[tuple[EdgeRef, bool], list[Own]]:
    """The statements by the relationship that they belong to: as read, or under own ends where they are not read."""
    read_as = {key: placed.survivor for key, placed in after.placed.items() if placed.living}
    denied = Denied.of(plan.judging.after, read_as)
    groups: dict[tuple[EdgeRef, bool], list[Own]] = {}
    for own in owns.values():
        said = own.ref
        if said.src in read_as and said.dst in read_as:
            read = EdgeRef(said.type, read_as[said.src], read_as[said.dst], said.slot)
            if fits(said, read) and not denied.hides(said, read, own.by):
                groups.setdefault((read, True), []).append(own)
                continue
        groups.setdefault((said, False), []).append(own)
    return groups


def _edge_properties(ref: EdgeRef, is_read: bool, group: list[Own]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "_said": [own_text(own) for own in group],
        "_lists": sorted({own.by for own in group if own.told.complete}),
    }
    if ref.slot:
        kept["_slot"] = ref.slot
    if not is_read:
        return {**kept, "_type": ref.type}
    return {**properties(read_edge(ref, [(own.by, own.told) for own in group])), **kept}


def write_bodies(session: Session, bodies: Mapping[Key, Body]) -> None:
    """The full texts of events."""
    rows = [{"id": key, "stamp": body.stamp, "text": body.text} for key, body in bodies.items()]
    session.write(f"UNWIND $rows AS row MERGE (b:{BODY}:{OURS} {{id: row.id}}) SET b += row", rows)
