"""What a node or relationship is made of in Neo4j, from what was said and judged.  Pure: applying, checking and exporting use it.

Invariants: it depends on what is said of a node, its cluster and its edges alone, so that it can be made anew at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from graph.cluster import Judged
from graph.effect import counted
from graph.fold import By, Statement, best_first, read_node
from graph.index import indexed
from graph.neo4j.form import Own, Placed, own_text, said_text, short, words_of
from graph.neo4j.tables import instants
from graph.reading import Denied, fits
from schema.declare import Declared, EdgeRef, Node
from schema.keys import Key
from schema.ontology import edge_type


def node_properties(
    key: Key, placed: Placed, said: Mapping[Key, By], judged: Judged, body: str
) -> dict[str, Any]:
    """The properties of a node.

    said: what is said of it and, where it is a survivor, of each member of its cluster.  body: the full text of an event.
    """
    own = said.get(key, {})
    kept: dict[str, Any] = {"key": key, "_position": placed.position}
    if own:
        kept["_said"] = [said_text(by, told) for by, told in sorted(own.items())]
    if placed.survivor != key:
        kept["_survivor"] = placed.survivor
    if placed.merged:
        kept["_merged"] = True
    if lists := sorted(by for by, told in own.items() if told.complete):
        kept["_lists"] = lists
    if words := words_of(indexed(key, counted(key, own, judged), body)):
        kept["_words"] = words
    if placed.living and placed.survivor == key:
        cluster = judged.cluster(key) if key in judged.same else (key,)
        told = {member: counted(member, said.get(member), judged) for member in cluster}
        if (node := read_node(key, told)) is not None:
            return {**_properties(node), **_caption(node), **kept}
    return kept


def _properties(what: Declared) -> dict[str, Any]:
    """What is not absent, as Neo4j keeps it: instants as datetimes, lists as lists."""
    found = {}
    for name in what.props():
        value = getattr(what, name)
        if value is not None and value != "" and value != ():
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


def _caption(node: Node) -> dict[str, str]:
    """What the Browser calls a node that has no name: its title, as far as there is room."""
    title = getattr(node, "title", "")
    return {"name": short(title)} if title and not getattr(node, "name", "") else {}


def relationships(
    owns: Iterable[Own], read_as: Callable[[Key], Key | None], denied: Denied
) -> dict[tuple[EdgeRef, bool], list[Own]]:
    """Statements of edges by the relationship that they belong to, each in a fixed order.

    As read, and True; or under own ends, and False, where they are not read.  read_as: what a living node is read as.
    """
    groups: dict[tuple[EdgeRef, bool], list[Own]] = {}
    for own in owns:
        said = own.ref
        src, dst = read_as(said.src), read_as(said.dst)
        if src and dst:
            read = EdgeRef(said.type, src, dst, said.slot)
            if fits(said, read) and not denied.hides(said, read, own.by):
                groups.setdefault((read, True), []).append(own)
                continue
        groups.setdefault((said, False), []).append(own)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=lambda own: (own.ref, own.by))
    return groups


def edge_properties(ref: EdgeRef, is_read: bool, group: list[Own]) -> dict[str, Any]:
    """The properties of a relationship."""
    kept: dict[str, Any] = {"_said": [own_text(own) for own in group]}
    if lists := sorted({own.by for own in group if own.told.complete}):
        kept["_lists"] = lists
    if ref.slot:
        kept["_slot"] = ref.slot
    if not is_read:
        return {**kept, "_type": ref.type}
    best = group[0].told if len(group) == 1 else best_first([(own.by, own.told) for own in group])[0][1]
    return {**_told(ref.type, best), **kept}


def _told(type_: str, told: Statement) -> dict[str, Any]:
    """What is told of an edge: its content is what is not absent; only instants are other than in JSON."""
    props: dict[str, Any] = told.props
    for name in instants(edge_type(type_)) & props.keys():
        props[name] = datetime.fromisoformat(props[name])
    return props
