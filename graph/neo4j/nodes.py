"""Reads nodes: where they stand, and what is said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from neo4j import Record

from graph.cluster import Judged
from graph.effect import counted
from graph.fold import Sourced, Statement, read_node, read_props
from graph.neo4j.form import KNOWN, MERGED, OURS, Placed, read_labels, said_of
from graph.neo4j.session import STEP, Session
from graph.store import Row, Stands
from schema.declare import Node
from schema.keys import Key

_PLACED = f"n.key AS key, n._survivor AS survivor, NOT n:{KNOWN} AS living, n._merged AS merged, n._position AS position"
_BY_KEY = f"MATCH (n:{OURS}) WHERE n.key IN $keys RETURN {_PLACED}"


class Known(NamedTuple):
    """A node that is known: where it stands and what is said of it under its own key."""

    placed: Placed
    said: dict[Key, Statement]


def _placed(row: Record) -> Placed:
    return Placed(row["survivor"] or row["key"], row["living"], bool(row["merged"]), row["position"])


def placed(session: Session, keys: Iterable[Key]) -> dict[Key, Placed]:
    """Where those of these nodes stand that are known."""
    return {row["key"]: _placed(row) for batch in batches(keys) for row in session.rows(_BY_KEY, keys=batch)}


def known(session: Session, keys: Iterable[Key]) -> dict[Key, Known]:
    """The same with what is said of them."""
    return {
        row["key"]: Known(_placed(row), said_of(row["said"]))
        for batch in batches(keys)
        for row in session.rows(f"{_BY_KEY}, n._said AS said", keys=batch)
    }


def survivors(session: Session, keys: Iterable[Key]) -> dict[Key, Key]:
    """Each living key to what it is read as."""
    return {key: one.survivor for key, one in placed(session, keys).items() if one.living}


def members(session: Session, keys: Collection[Key]) -> dict[Key, list[Key]]:
    """Every living node that is read as one of these survivors: itself first, then in key order."""
    found = {key: [key] for key in keys}
    for batch in batches(keys):
        for row in session.rows(
            f"MATCH (n:{OURS}&{MERGED}) WHERE n._survivor IN $keys RETURN n._survivor AS survivor, n.key AS key ORDER BY key",
            keys=batch,
        ):
            found[row["survivor"]].append(row["key"])
    return found


def read_nodes(session: Session, keys: Collection[Key], judged: Judged) -> dict[Key, Node]:
    """Each living key to its node as read."""
    read_as = survivors(session, keys)
    clusters = members(session, set(read_as.values()))
    said = known(session, {member for cluster in clusters.values() for member in cluster})
    read = {
        survivor: read_node(survivor, _counted(cluster, {key: said[key].said for key in cluster}, judged))
        for survivor, cluster in clusters.items()
    }
    return {key: node for key, survivor in read_as.items() if (node := read[survivor]) is not None}


def _counted(
    cluster: Iterable[Key], said: dict[Key, dict[Key, Statement]], judged: Judged
) -> dict[Key, list[Sourced]]:
    return {key: counted(key, said[key], judged) for key in cluster}


def living(kinds: Collection[str] | None) -> str:
    """The pattern of nodes `n` that are read, of some kinds or of all; "" where no kind is one."""
    labels = read_labels(None if kinds is None else frozenset(kinds))
    return f"(n:{OURS}&({labels}))" if labels else ""


def scan_rows(session: Session, kinds: Collection[str] | None, judged: Judged) -> Iterator[Row]:
    """Every living survivor as read, by rising position.  What was merged into others is held meanwhile."""
    merged: dict[Key, dict[Key, list[Sourced]]] = {}
    for row in session.rows(
        f"MATCH (n:{MERGED}:{OURS}) RETURN n.key AS key, n._survivor AS survivor, n._said AS said"
    ):
        own = counted(row["key"], said_of(row["said"]), judged)
        merged.setdefault(row["survivor"], {})[row["key"]] = own
    if not (pattern := living(kinds)):
        return
    # The comparison makes the server follow the index on positions, which has them in order, instead of sorting all.
    for row in session.stream(
        f"MATCH {pattern} USING INDEX n:{OURS}(_position) WHERE n._position > 0"
        " RETURN n.key AS key, n._position AS position, n._said AS said ORDER BY n._position"
    ):
        key = row["key"]
        own = counted(key, said_of(row["said"]), judged)
        props = read_props(key, {key: own, **merged.get(key, {})})
        if props is not None:
            yield Row(row["position"], key, props)


def scan_keys(session: Session, kinds: Collection[str] | None) -> Iterator[Key]:
    """The key of every living survivor in key order."""
    if pattern := living(kinds):
        for row in session.stream(
            f"MATCH {pattern} USING INDEX n:{OURS}(key) WHERE n.key > '' RETURN n.key AS key ORDER BY n.key"
        ):
            yield row["key"]


def scan_stands(session: Session) -> Iterator[Stands]:
    """Every node that is known, in key order."""
    for row in session.stream(f"MATCH (n:{OURS}) WHERE n.key > '' RETURN {_PLACED} ORDER BY n.key"):
        yield Stands(row["key"], *_placed(row))


def batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Keys in order, a step at a time: whoever locks them locks them in one order."""
    listed = sorted(set(keys))
    for start in range(0, len(listed), STEP):
        yield listed[start : start + STEP]
