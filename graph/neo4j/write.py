"""Writes a plan's differences: nodes as they are read now, relationships between what they are read as now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from graph.effect import Body, after_moves
from graph.fold import Statement
from graph.neo4j.drawn import edge_properties, node_properties, relationships
from graph.neo4j.form import BODY, OURS, UNREAD, Own, Placed, internal, labelled, labels_of
from graph.neo4j.ground import Found, around, place_ends
from graph.neo4j.session import STEP, Session
from graph.neo4j.tables import instants
from graph.plan import Plan
from graph.reading import Denied
from schema.batches import batched
from schema.declare import Declared, EdgeRef
from schema.keys import Key
from schema.ontology import KINDS
from schema.values import iso

Edge: TypeAlias = tuple[EdgeRef, bool, list[Own]]  # a relationship, whether it is read, what is said of it
_SOURCES = 500  # those of one statement


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
    def of(cls, plan: Plan, found: Found, positions: int, named: Iterable[Key]) -> After:
        """By what the plan moves; `named` are further nodes that become known."""
        placed = dict(found.placed)
        new = [key for key in dict.fromkeys((*_named(plan), *sorted(named))) if key not in placed]
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


def write_plan(session: Session, plan: Plan, found: Found, positions: int, named: Iterable[Key] = ()) -> int:
    """Write what a plan moves of the graph; how many nodes are known then.  See `After.of`."""
    around(session, found, [key for old, (_, now) in plan.placed.items() for key in (old, now.survivor)])
    place_ends(session, found, plan.judging)
    after = After.of(plan, found, positions, named)
    _write_nodes(session, plan, found, after)
    _write_edges(session, plan, found, after)
    _write_bodies(session, plan.bodies)
    return after.positions


def _write_nodes(session: Session, plan: Plan, found: Found, after: After) -> None:
    """Nodes that are new, and those of which anything moves; what they are read as with its folded properties."""
    moved = {move.ref for move in plan.moved.nodes} | plan.placed.keys() | plan.indexes.keys()
    moved |= {after.placed[key].survivor for key in moved}
    keys: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[Key]] = defaultdict(list)
    for key in sorted(moved | set(after.new)):
        now = labels_of(key, after.placed[key])
        then = labels_of(key, found.placed[key]) if key in found.placed else ()
        keys[then, now].append(key)
    for (then, now), alike in keys.items():
        some = (_row(key, plan, after) for key in alike)
        setting = _setting("n", KINDS.get(now[0]))
        if not then:
            session.write(f"UNWIND $rows AS row CREATE (n:{OURS}{labelled(now)}) {setting}", some)
            continue
        change = f" REMOVE n{labelled(then)} SET n{labelled(now)}" if then != now else ""
        session.write(f"UNWIND $rows AS row MATCH (n:{OURS} {{key: row.key}}) {setting}{change}", some)


def _row(key: Key, plan: Plan, after: After) -> dict[str, Any]:
    body = plan.bodies.get(key, plan.ground.bodies.get(key))
    text = body.text if body else ""
    return {
        "key": key,
        **_split(node_properties(key, after.placed[key], after.said, plan.judging.after, text)),
    }


def _split(props: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as parameters: instants as text, which the server reads in a fraction of the time that the driver takes."""
    instants = {name: iso(value) for name, value in props.items() if isinstance(value, datetime)}
    if not instants:
        return {"props": props}
    return {"props": {name: props[name] for name in props.keys() - instants.keys()}, "instants": instants}


def _setting(name: str, cls: type[Declared] | None) -> str:
    """What sets the properties of a node or relationship of a kind or type to those of a `row` as `_split` makes it."""
    told = [] if cls is None else sorted(instants(cls))
    return f"SET {name} = row.props" + "".join(
        f", {name}.{one} = datetime(row.instants.{one})" for one in told
    )


def _write_edges(session: Session, plan: Plan, found: Found, after: After) -> None:
    """Relationships as they are now in the place of those that were, as far as they differ."""
    then = {(kept.ref, kept.is_read): kept for kept in found.edges.values()}
    read_as = {key: placed.survivor for key, placed in after.placed.items() if placed.living}
    now = relationships(_after(plan, found).values(), read_as.get, Denied.of(plan.judging.after, read_as))
    gone = [kept.id for place, kept in then.items() if place not in now]
    session.write("UNWIND $rows AS id MATCH ()-[r]->() WHERE elementId(r) = id DELETE r", gone)
    changed: list[tuple[str, Edge]] = []
    made: defaultdict[str, defaultdict[Key, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for (ref, is_read), group in now.items():
        old = then.get((ref, is_read))
        if old is None:
            made[ref.type if is_read else UNREAD][ref.src].append((ref, is_read, group))
        elif old.owns != group:
            changed.append((old.id, (ref, is_read, group)))
    session.write(
        "UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row.id SET r = row.props",
        ({"id": known, "props": edge_properties(*edge)} for known, edge in changed),
    )
    for type_, sources in made.items():
        session.write(
            f"UNWIND $rows AS row MATCH (a:{OURS} {{key: row.src}}) UNWIND row.ties AS tie"
            f" MATCH (b:{OURS} {{key: tie.dst}}) CREATE (a)-[r:`{type_}`]->(b) SET r = tie.props",
            _by_source(sources),
            step=_SOURCES,
        )


def _by_source(sources: Mapping[Key, list[Edge]]) -> Iterator[dict[str, Any]]:
    """New relationships by where they begin, so that each source is looked up once."""
    for src, edges in sorted(sources.items()):
        for some in batched(edges, STEP):
            ties = [{"dst": edge[0].dst, "props": edge_properties(*edge)} for edge in some]
            yield {"src": src, "ties": ties}


def _after(plan: Plan, found: Found) -> dict[tuple[EdgeRef, Key], Own]:
    """What is said of all edges that were read, and of those that are new."""
    owns = {(own.ref, own.by): own for kept in found.edges.values() for own in kept.owns}
    for ref, by, _, told, _ in plan.moved.edges:
        if told is None:
            owns.pop((ref, by), None)
        else:
            owns[ref, by] = Own(ref, by, told)
    return owns


def _write_bodies(session: Session, bodies: Mapping[Key, Body]) -> None:
    """The full texts of events."""
    rows = [body_properties(key, body) for key, body in bodies.items()]
    session.write(f"UNWIND $rows AS row MERGE (b:{OURS} {{_id: row._id}}) SET b = row, b:{BODY}", rows)


def body_properties(key: Key, body: Body) -> dict[str, str]:
    """The properties of a full text's node."""
    return {"_id": internal(BODY, key), "of": key, "stamp": body.stamp, "text": body.text}
