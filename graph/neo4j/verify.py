"""Proves the insides of an almanac on a server: every node and relationship is what was said and judged makes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from neo4j.time import DateTime

from graph.check import Finding
from graph.neo4j.form import ENTITY, KNOWN, MERGED, OURS, UNREAD, kept_types, labelled
from graph.neo4j.indexes import indexes
from graph.neo4j.session import Session
from graph.neo4j.whole import DrawnEdge, DrawnNode, drawn_edges, drawn_nodes
from graph.store import Reader
from schema.batches import batched
from schema.keys import Key
from schema.ontology import KINDS

_MEND = "Copy the almanac into an empty database, and use that"
_EVERY = labelled((*KINDS, ENTITY, MERGED, KNOWN))
Place = tuple[str, Key, str, str]


class Differs(NamedTuple):
    """What should be there, None for what should not, and the id of what is; None where nothing is."""

    item: str
    wanted: DrawnNode | DrawnEdge | None
    id: str | None
    what: str


def verify(session: Session, reader: Reader) -> Iterator[Finding]:
    """What is wrong with how the almanac lies there."""
    there = {row["name"] for row in session.rows("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE'")}
    for name in indexes():
        if name not in there:
            yield Finding(
                name, "this index is not there, or not ready", "Open the almanac again: it is made then"
            )
    for one in differing(session, reader):
        yield Finding(one.item, one.what, _MEND)


def differing(session: Session, reader: Reader) -> Iterator[Differs]:
    """Nodes and relationships that are not as they should be, as far as statements can be trusted."""
    yield from _nodes(session, reader)
    yield from _edges(session, reader)


def _nodes(session: Session, reader: Reader) -> Iterator[Differs]:
    """Both are in key order, and of the same keys: those that are there."""
    actual = session.stream(
        f"MATCH (n:{OURS}) WHERE n.key > '' RETURN n.key AS key, elementId(n) AS id, labels(n) AS labels,"
        " properties(n) AS props ORDER BY n.key"
    )
    for wanted, row in zip(drawn_nodes(reader), actual, strict=True):
        if {*wanted.labels, OURS} != set(row["labels"]):
            yield Differs(wanted.key, wanted, row["id"], f"is labelled {sorted(row['labels'])}")
        elif unlike := _unlike(wanted.props, row["props"]):
            yield Differs(
                wanted.key, wanted, row["id"], f"is kept with another {unlike} than its sources make it"
            )


def _edges(session: Session, reader: Reader) -> Iterator[Differs]:
    count = 0
    by_source = groupby(drawn_edges(reader), key=lambda edge: edge.ref.src)
    for some in batched(((src, list(edges)) for src, edges in by_source), 200):
        wanted = {_place(edge): edge for _, edges in some for edge in edges}
        count += len(wanted)
        for row in session.rows(
            f"MATCH (a:{OURS})-[r:{kept_types()}]->(b:{OURS}) WHERE a.key IN $keys RETURN elementId(r) AS id,"
            " type(r) AS type, a.key AS src, b.key AS dst, r._slot AS slot, r._type AS of, properties(r) AS props",
            keys=[src for src, _ in some],
        ):
            place = (row["type"], row["src"], row["dst"], f"{row['of'] or ''} {row['slot'] or ''}")
            edge = wanted.pop(place, None)
            if edge is None:
                yield Differs(str(place), None, row["id"], "is drawn twice, or is not what its sources say")
            elif unlike := _unlike(edge.props, row["props"]):
                yield Differs(
                    str(edge.ref), edge, row["id"], f"is kept with another {unlike} than its sources make it"
                )
        for edge in wanted.values():
            yield Differs(str(edge.ref), edge, None, "is said and not drawn")
    [row] = session.rows(f"MATCH (:{OURS})-[r:{kept_types()}]->(:{OURS}) RETURN count(r) AS count")
    if row["count"] != count:
        yield Differs("relationships", None, None, f"there are {row['count']:,}, and sources say {count:,}")


def _place(edge: DrawnEdge) -> Place:
    ref = edge.ref
    return (
        ref.type if edge.is_read else UNREAD,
        ref.src,
        ref.dst,
        f"{'' if edge.is_read else ref.type} {ref.slot}",
    )


def _unlike(wanted: dict[str, Any], actual: dict[str, Any]) -> str:
    """The first property that differs; "" where none does."""
    for name in sorted(wanted.keys() | actual.keys()):
        there = actual.get(name)
        if (there.to_native() if isinstance(there, DateTime) else there) != wanted.get(name):
            return name
    return ""


def redraw(session: Session, differs: list[Differs]) -> None:
    """Make nodes and relationships that are there what they should be."""
    for one in differs:
        if isinstance(one.wanted, DrawnNode):
            session.rows(
                f"MATCH (n) WHERE elementId(n) = $id SET n = $props REMOVE n{_EVERY} SET n{labelled(one.wanted.labels)}",
                id=one.id,
                props=one.wanted.props,
            )
    edges = [
        {"id": one.id, "props": one.wanted.props}
        for one in differs
        if isinstance(one.wanted, DrawnEdge) and one.id is not None
    ]
    session.write("UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row.id SET r = row.props", edges)
