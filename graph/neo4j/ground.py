"""Reads what stands of all that a changeset concerns.  A constant number of statements for each step of keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.concerned import nodes_concerned, with_clusters
from graph.effect import Body, Ground, Judging, Sayings, spoken_of
from graph.fold import Statement
from graph.neo4j.edges import Kept, into, out_of
from graph.neo4j.form import BODY, OURS, Placed, internal
from graph.neo4j.nodes import Known, batches, known, placed
from graph.neo4j.session import Session
from graph.relink import is_event
from schema.changeset import Changeset
from schema.declare import EdgeRef
from schema.judgement import DenyAssertion, DenyEdge
from schema.keys import Key


@dataclass
class Found:
    """What was read: nodes with what is said of them, where further nodes stand, relationships by their id."""

    nodes: dict[Key, Known]
    placed: dict[Key, Placed]
    edges: dict[str, Kept]

    def add(self, edges: Iterable[Kept]) -> None:
        """More relationships."""
        self.edges.update((edge.id, edge) for edge in edges)


def read_ground(
    session: Session, change: Changeset, sayings: Sayings, judging: Judging
) -> tuple[Ground, Found]:
    """What stands of the nodes, edges and bodies that a changeset speaks of."""
    nodes = nodes_concerned(change, sayings, judging)
    others = sayings.asserters | sayings.ends | {by for _, by in change.unsaid}
    others |= {key for judgement in change.judge for key in spoken_of(judgement)}
    for ref, _ in change.unsaid:
        others |= {ref.src, ref.dst} if isinstance(ref, EdgeRef) else {ref}
    stand = known(session, nodes)
    found = Found(
        stand, {key: one.placed for key, one in stand.items()} | placed(session, others - stand.keys()), {}
    )
    found.add(out_of(session, _sources(change, sayings, judging, found.placed)))
    edges: dict[EdgeRef, dict[Key, Statement]] = {}
    for kept in found.edges.values():
        for own in kept.owns:
            edges.setdefault(own.ref, {})[own.by] = own.told
    ground = Ground(
        found.placed.keys(),
        {key: one.said for key, one in stand.items() if one.said},
        edges,
        _bodies(session, [key for key in nodes if is_event(key)]),
    )
    return ground, found


def _sources(change: Changeset, sayings: Sayings, judging: Judging, stand: Mapping[Key, Placed]) -> set[Key]:
    """The nodes out of which the edges go that are said, withdrawn or denied: own ends, and what they are read as."""
    own = {saying.ref.src for saying in sayings.edges}
    own.update(ref.src for ref, _ in change.unsaid if isinstance(ref, EdgeRef))
    for judgement in judging.moved:
        decision = judgement.decision
        ref = decision.edge if isinstance(decision, DenyEdge) else None
        if isinstance(decision, DenyAssertion) and isinstance(decision.ref, EdgeRef):
            ref = decision.ref
        if ref is not None:
            own.add(ref.src)
    own = with_clusters(own, judging.before, judging.after)
    return {key for key in own if key in stand} | {stand[key].survivor for key in own if key in stand}


def around(session: Session, found: Found, keys: Iterable[Key]) -> None:
    """Read every relationship of these nodes too, and of what they are read as."""
    near = {key for key in keys if key in found.placed}
    near |= {found.placed[key].survivor for key in near}
    found.add(out_of(session, near))
    found.add(into(session, near))


def place_ends(session: Session, found: Found, judging: Judging) -> None:
    """Find out where the own ends of all relationships stand, and those of denied edges."""
    ends = {end for kept in found.edges.values() for own in kept.owns for end in (own.ref.src, own.ref.dst)}
    ends.update(end for ref in judging.after.denied_edges for end in (ref.src, ref.dst))
    found.placed.update(placed(session, ends - found.placed.keys()))


def _bodies(session: Session, events: Iterable[Key]) -> dict[Key, Body]:
    return {
        row["key"]: Body(row["stamp"], row["text"])
        for batch in batches(events)
        for row in session.rows(
            f"MATCH (b:{OURS}) WHERE b._id IN $ids RETURN b.of AS key, b.stamp AS stamp, b.text AS text",
            ids=[internal(BODY, key) for key in batch],
        )
    }
