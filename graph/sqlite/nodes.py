"""Reads nodes: statements of whole clusters, folded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from graph.build import build_node
from graph.cluster import Judged
from graph.fold import Sourced, Statement, read_node, read_props
from graph.sqlite.session import Session, many
from graph.store import Row, Stands
from schema.declare import Node
from schema.keys import Key
from schema.ontology import kind_of

_ASKED = "(SELECT value FROM json_each(?1))"
# Members of clusters are found by the index of merged nodes alone, so that each arm is a search.
_MEMBERS = f"(SELECT id FROM node WHERE id IN {_ASKED} UNION SELECT id FROM node WHERE merged AND survivor IN {_ASKED})"


def survivors(session: Session, keys: Iterable[Key]) -> dict[Key, tuple[int, Key]]:
    """Each living key to the id and the key of what it is read as."""
    return {
        key: (survivor, read_as)
        for key, survivor, read_as in session.rows(
            "SELECT n.key, s.id, s.key FROM node n JOIN node s ON s.id = n.survivor"
            f" WHERE n.living AND n.key IN {_ASKED}",
            many(set(keys)),
        )
    }


def members(session: Session, ids: Collection[int]) -> dict[int, list[tuple[int, Key]]]:
    """Every node that is read as one of these survivors, by survivor: ids and keys, in key order."""
    found: dict[int, list[tuple[int, Key]]] = {}
    for survivor, node, key in session.rows(
        f"SELECT survivor, id, key FROM node WHERE id IN {_MEMBERS} ORDER BY key", many(ids)
    ):
        found.setdefault(survivor, []).append((node, key))
    return found


def read_nodes(session: Session, keys: Collection[Key], judged: Judged) -> dict[Key, Node]:
    """Each living key to its node as read."""
    read_as = survivors(session, keys)
    clusters: dict[Key, dict[Key, list[Sourced]]] = {}
    for survivor, member, by, told in _statements(session, {node for node, _ in read_as.values()}):
        own = clusters.setdefault(survivor, {}).setdefault(member, [])
        if (member, by) not in judged.denied:
            own.append((by, told))
    read = {survivor: read_node(survivor, said) for survivor, said in clusters.items()}
    return {key: node for key, (_, survivor) in read_as.items() if (node := read.get(survivor)) is not None}


def _statements(session: Session, ids: Collection[int]) -> Iterator[tuple[Key, Key, Key, Statement]]:
    """(survivor, member, asserter, statement) of whole clusters."""
    for survivor, member, by, stamp, complete, props in session.rows(
        "SELECT s.key, m.key, b.key, said.stamp, said.complete, said.props"
        " FROM node m JOIN node s ON s.id = m.survivor JOIN node_said said ON said.node = m.id"
        f" JOIN node b ON b.id = said.by WHERE m.id IN {_MEMBERS}",
        many(ids),
    ):
        yield survivor, member, by, Statement(stamp, bool(complete), props)


def scan_nodes(session: Session, kinds: Collection[str] | None, judged: Judged) -> Iterator[Node]:
    """Every living survivor as read, by rising id."""
    for _, key, props in scan_rows(session, kinds, judged):
        yield build_node(kind_of(key), key, props)


def scan_rows(session: Session, kinds: Collection[str] | None, judged: Judged) -> Iterator[Row]:
    """Every living survivor as read, by rising id.  What was merged into others is held meanwhile."""
    merged = _merged(session)
    rows = session.rows(
        "SELECT n.id, n.key, b.key, said.stamp, said.complete, said.props"
        " FROM node n LEFT JOIN node_said said ON said.node = n.id LEFT JOIN node b ON b.id = said.by"
        " WHERE n.living AND n.survivor = n.id AND (?1 IS NULL OR n.kind IN (SELECT value FROM json_each(?1)))"
        " ORDER BY n.id",
        None if kinds is None else many(kinds),
    )
    for (node, key), told in groupby(rows, key=itemgetter(0, 1)):
        said = [
            (by, Statement(stamp, bool(complete), text))
            for _, _, by, stamp, complete, text in told
            if by is not None
        ]
        props = read_props(key, _counted({key: said, **merged.get(key, {})}, judged))
        if props is not None:
            yield Row(node, key, props)


def scan_keys(session: Session, kinds: Collection[str] | None) -> Iterator[Key]:
    """The key of every living survivor in key order, by the index of keys."""
    asked = None if kinds is None else many(kinds)
    for (key,) in session.rows(
        "SELECT key FROM node WHERE living AND survivor = id"
        " AND (?1 IS NULL OR kind IN (SELECT value FROM json_each(?1))) ORDER BY key",
        asked,
    ):
        yield key


def _counted(cluster: dict[Key, list[Sourced]], judged: Judged) -> dict[Key, list[Sourced]]:
    """The statements of a cluster that nobody denied."""
    if not judged.denied:
        return cluster
    return {
        member: [pair for pair in pairs if (member, pair[0]) not in judged.denied]
        for member, pairs in cluster.items()
    }


def _merged(session: Session) -> dict[Key, dict[Key, list[Sourced]]]:
    """The statements of all nodes that are read as another, by survivor and own key."""
    found: dict[Key, dict[Key, list[Sourced]]] = {}
    for survivor, member, by, stamp, complete, props in session.rows(
        "SELECT s.key, m.key, b.key, said.stamp, said.complete, said.props"
        " FROM node m JOIN node s ON s.id = m.survivor JOIN node_said said ON said.node = m.id"
        " JOIN node b ON b.id = said.by WHERE m.merged AND m.survivor <> m.id"
    ):
        found.setdefault(survivor, {}).setdefault(member, []).append(
            (by, Statement(stamp, bool(complete), props))
        )
    return found


def scan_stands(session: Session) -> Iterator[Stands]:
    """Every node that is known, in key order."""
    for key, survivor, living, merged, position in session.rows(
        "SELECT n.key, s.key, n.living, n.merged, n.id FROM node n JOIN node s ON s.id = n.survivor ORDER BY n.key"
    ):
        yield Stands(key, survivor, bool(living), bool(merged), position)
