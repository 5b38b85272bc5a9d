"""Streams the edges as read: their identities, or many at a time as ids alone.

What is read differs from what was said only where something was merged or denied.  Everything else is read by ids from
the index on targets, which holds all that is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import orjson

from graph.cluster import Judged
from graph.reading import Denied, fits
from graph.sqlite.ids import EdgeTypes
from graph.sqlite.nodes import survivors
from graph.sqlite.session import Session, many
from graph.store import Ends
from schema.declare import EdgeRef
from schema.keys import Key

_ANY_TYPE = "(?1 IS NULL OR e.type IN (SELECT value FROM json_each(?1)))"
# In the order of the index on targets.
_SCAN = (
    "SELECT e.type, s.key, d.key, e.slot,"
    " CASE WHEN s.merged OR d.merged THEN (SELECT key FROM node WHERE id = s.survivor) END,"
    " CASE WHEN s.merged OR d.merged THEN (SELECT key FROM node WHERE id = d.survivor) END, {by}"
    " FROM {edges} e JOIN node s ON s.id = e.src JOIN node d ON d.id = e.dst WHERE s.living AND d.living"
    f" AND {_ANY_TYPE} ORDER BY e.dst, e.type, e.src, e.slot"
)
# Nodes whose edges have to be looked at one by one: merged ones, those that do not live, sources of denied edges.
_APART = "(SELECT id FROM node WHERE merged OR NOT living OR key IN (SELECT value FROM json_each(?2)))"
_ENDS = (
    f"WITH apart AS MATERIALIZED {_APART} SELECT type, dst, json_group_array(src) FROM"
    " (SELECT DISTINCT dst, type, src, slot FROM edge_said e"
    f" WHERE dst NOT IN apart AND src NOT IN apart AND {_ANY_TYPE} ORDER BY dst, type, src, slot) GROUP BY dst, type"
)
_EDGES_APART = (
    f"(SELECT src, type, dst, slot, by FROM edge_said WHERE src IN {_APART}"
    f" UNION SELECT src, type, dst, slot, by FROM edge_said WHERE dst IN {_APART})"
)


def denied(session: Session, judged: Judged) -> Denied:
    """What persons denied of edges, ready to ask with the ends as they are read."""
    ends = {end for ref in judged.denied_edges for end in (ref.src, ref.dst)}
    read_as = {key: survivor for key, (_, survivor) in survivors(session, ends).items()} if ends else {}
    return Denied.of(judged, read_as)


def scan_edges(session: Session, types: Collection[str] | None, judged: Judged) -> Iterator[EdgeRef]:
    """The identity of every edge as read, each once."""
    return _scan(session, "edge_said", types, judged)


def scan_ends(session: Session, types: Collection[str] | None, judged: Judged) -> Iterator[Ends]:
    """Every edge as read, by the ids of its ends."""
    known = EdgeTypes(session)
    sources = _denied_sources(judged)
    for type_, dst, srcs in session.rows(_ENDS, known.among(types), many(sources)):
        yield Ends(known.names[type_], dst, orjson.loads(srcs))
    apart = list(_scan(session, _EDGES_APART, types, judged, sources))
    if apart:
        ids: dict[Key, int] = dict(
            session.all(
                "SELECT key, id FROM node WHERE key IN (SELECT value FROM json_each(?))",
                many({end for ref in apart for end in (ref.src, ref.dst)}),
            )
        )
        for ref in apart:
            yield Ends(ref.type, ids[ref.dst], [ids[ref.src]])


def _denied_sources(judged: Judged) -> set[Key]:
    """Where the edges go out from of which something was denied."""
    said = {ref.src for ref, _ in judged.denied if isinstance(ref, EdgeRef)}
    return said | {ref.src for ref in judged.denied_edges}


def _scan(
    session: Session,
    edges: str,
    types: Collection[str] | None,
    judged: Judged,
    *values: Collection[Key],
) -> Iterator[EdgeRef]:
    """The identities of `edges`, a table.

    Statements of one edge follow each other; only edges of merged nodes can meet again later, so only those are
    remembered.
    """
    known = EdgeTypes(session)
    names = known.names
    gone = denied(session, judged)
    plain = not (judged.denied or judged.denied_edges)
    of_merged: set[EdgeRef] = set()
    last: EdgeRef | None = None
    sql = _SCAN.format(edges=edges, by="''" if plain else "(SELECT key FROM node WHERE id = e.by)")
    for type_, src, dst, slot, read_src, read_dst, by in session.rows(
        sql, known.among(types), *map(many, values)
    ):
        said = read = EdgeRef(names[type_], src, dst, slot)
        if read_src is not None:
            read = EdgeRef(said.type, read_src, read_dst, slot)
            if read in of_merged or not fits(said, read):
                continue
        elif read == last:
            continue
        if plain or not gone.hides(said, read, by):
            last = read
            if read_src is not None:
                of_merged.add(read)
            yield read
