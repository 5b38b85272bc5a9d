"""Reads what was said, source by source, under own keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from graph.digest import body_fact, edge_fact, judgement_fact, node_fact
from graph.effect import Body
from graph.fold import Statement
from graph.neo4j.edges import out_of
from graph.neo4j.finding import quoted
from graph.neo4j.form import BODY, OURS, UNREAD, Own, internal, kept_types, owns_of, said_of
from graph.neo4j.indexes import SAYERS, TIED
from graph.neo4j.judged import read_judgements
from graph.neo4j.nodes import batches, known, placed
from graph.neo4j.session import Session
from graph.store import Fact, Subjects
from schema.declare import EdgeRef, Ref
from schema.keys import Key

_SCANNED = 500  # nodes whose statements are held at once
_OF_EDGES = (
    "CASE type(r) WHEN $unread THEN r._type ELSE type(r) END AS type, r._slot AS slot, r._said AS said"
)


def read_statements(session: Session, refs: Collection[Ref]) -> dict[Ref, dict[Key, Statement]]:
    """Every statement of these nodes and edges."""
    found: dict[Ref, dict[Key, Statement]] = {ref: {} for ref in refs}
    for key, one in known(session, (ref for ref in refs if not isinstance(ref, EdgeRef))).items():
        found[key] = one.said
    edges = {ref for ref in refs if isinstance(ref, EdgeRef)}
    for own in _owns_out_of(session, {ref.src for ref in edges}):
        if own.ref in edges:
            found[own.ref][own.by] = own.told
    return found


def _owns_out_of(session: Session, keys: set[Key]) -> Iterator[Own]:
    """Every statement of edges out of these nodes under their own keys, wherever they are read."""
    stand = placed(session, keys)
    near = stand.keys() | {one.survivor for one in stand.values()}
    for kept in out_of(session, near):
        yield from (own for own in kept.owns if own.ref.src in keys)


def read_said_by(session: Session, by: Key) -> Iterator[Ref]:
    """The subjects of which `by` makes complete statements."""
    for row in session.stream(
        f"CALL db.index.fulltext.queryNodes('{SAYERS}', $by) YIELD node AS n RETURN n.key AS key",
        by=quoted(by),
    ):
        yield row["key"]
    for row in session.stream(
        f"CALL db.index.fulltext.queryRelationships('{TIED}', $by) YIELD relationship AS r WITH r WHERE startNode(r):{OURS} AND endNode(r):{OURS} RETURN {_OF_EDGES}",
        by=quoted(by),
        unread=UNREAD,
    ):
        yield from (
            own.ref
            for own in owns_of(row["type"], row["slot"], row["said"])
            if own.by == by and own.told.complete
        )


def read_bodies(session: Session, keys: Sequence[Key]) -> dict[Key, str]:
    """Full texts of events that have one."""
    return {
        row["key"]: row["text"]
        for batch in batches(keys)
        for row in session.rows(
            f"MATCH (b:{OURS}) WHERE b._id IN $ids AND b.text <> '' RETURN b.of AS key, b.text AS text",
            ids=[internal(BODY, key) for key in batch],
        )
    }


def scan_bodies(session: Session, keys: Collection[Key] | None = None) -> Iterator[tuple[Key, Body]]:
    """Every full text as it is kept, removed ones too, in key order; of all events or of these."""
    for row in session.stream(
        f"MATCH (b:{OURS}) WHERE b._id STARTS WITH $bodies AND ($ids IS NULL OR b._id IN $ids)"
        " RETURN b.of AS key, b.stamp AS stamp, b.text AS text ORDER BY b._id",
        bodies=internal(BODY, ""),
        ids=None if keys is None else [internal(BODY, key) for key in sorted(keys)],
    ):
        yield row["key"], Body(row["stamp"], row["text"])


def scan_statements(session: Session, what: Subjects = "all") -> Iterator[tuple[Ref, Key, Statement]]:
    """Every statement under its own key, by the key of its node or of its edge's source."""
    after = ""
    while keys := [
        row["key"]
        for row in session.rows(
            f"MATCH (n:{OURS}) WHERE n.key > $after RETURN n.key AS key ORDER BY key LIMIT {_SCANNED}",
            after=after,
        )
    ]:
        after = keys[-1]
        found: list[tuple[Key, tuple[str, ...], Ref, Key, Statement]] = []
        for key, one in known(session, keys if what != "edges" else ()).items():
            found += [(key, (), key, by, told) for by, told in one.said.items()]
        for own in _owns_out_of(session, set(keys if what != "nodes" else ())):
            found.append((own.ref.src, own.ref, own.ref, own.by, own.told))
        found.sort(key=lambda row: (row[0], row[1], row[3]))
        for _, _, subject, by, told in found:
            yield subject, by, told


def facts(session: Session) -> Iterator[Fact]:
    """Every fact, streamed."""
    for row in session.stream(
        f"MATCH (n:{OURS}) WHERE n.key IS NOT NULL RETURN n.key AS key, n._said AS said"
    ):
        for by, told in said_of(row["said"]).items():
            yield node_fact(row["key"], by, told)
    for row in session.stream(
        f"MATCH (:{OURS})-[r:{kept_types()}]->(:{OURS}) RETURN {_OF_EDGES}", unread=UNREAD
    ):
        for own in owns_of(row["type"], row["slot"], row["said"]):
            yield edge_fact(own.ref, own.by, own.told)
    for judgement in read_judgements(session):
        yield judgement_fact(judgement)
    for key, body in scan_bodies(session):
        if body.text:
            yield body_fact(key, body.text)
