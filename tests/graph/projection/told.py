"""A small world as changesets, for a store to hold: who must say what so that it reads with the statuses and instants it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from graph.store import Store
from schema.changeset import Changeset, Said
from schema.declare import Edge, Node
from schema.errors import Refused
from schema.judgement import DenyEdge, Judgement, Same
from schema.keys import Key
from schema.kinds.entity import Entity
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from tests.graph.projection.world import PERSON, START, World, edge_of

LIST, LISTING, RULE = "source/list-world", "source/listing-world", "source/rule-world"
_SAYS = {"listed": LISTING, "candidate": RULE}


def tell(store: Store, before: World, after: World) -> None:
    """Bring a store from one world to another.  Judgements that can't stand together are refused, and left out."""
    with_nodes = after.nodes.keys() | before.nodes.keys()
    gone = [(key, _by(node)) for key, node in before.nodes.items() if _moved(key, node, after)]
    cut = [(ref, LIST) for ref in before.edges - after.edges]
    known = [ref for ref in after.edges if {ref.src, ref.dst} <= with_nodes]
    stamp = f"2026-01-{after.revision % 28 + 1:02d}"
    nodes: tuple[Said[Node], ...] = tuple(
        Said(_said(node), _by(node), stamp)
        for node in after.nodes.values()
        if before.nodes.get(node.key) != node
    )
    edges: tuple[Said[Edge], ...] = tuple(Said(edge_of(ref), LIST, stamp) for ref in sorted(known))
    store.apply(Changeset(PERSON, "told", START, nodes=nodes, edges=edges, unsaid=(*gone, *cut)))
    for change in _judged(before, after):
        with suppress(Refused):
            store.apply(change)


def _judged(before: World, after: World) -> Iterator[Changeset]:
    then, now = _decisions(before), _decisions(after)
    for gone in sorted(then - now, key=str):
        yield Changeset(PERSON, "withdrawn", START, unjudge=(_judgement(gone).id,))
    for given in sorted(now - then, key=str):
        yield Changeset(PERSON, "judged", START, judge=(_judgement(given),))


def _decisions(world: World) -> set[Same | DenyEdge]:
    return {*world.same, *map(DenyEdge, world.denied)}


def _judgement(decision: Same | DenyEdge) -> Judgement:
    return Judgement(decision, PERSON, "", START)


def _moved(key: Key, node: Node, after: World) -> bool:
    """Whether who said a node says it no longer."""
    return key not in after.nodes or _by(after.nodes[key]) != _by(node)


def _by(node: Node) -> Key:
    return _SAYS.get(node.status, LIST) if isinstance(node, Entity) else LIST


def _said(node: Node) -> Node:
    """A node without what the fold computes, but with what it computes that from."""
    told = node.model_dump(exclude={"status", "at"}, exclude_unset=True)
    if isinstance(node, Entity) and node.status == "retired":
        told["retired"] = True
    if isinstance(node, Event | Paper):
        told["published"] = node.at
    return type(node)(**told)
