"""Writes a plan's differences: rows are made in one pass and handed over in one go for each table."""

from __future__ import annotations

from operator import itemgetter

from graph.index import full_text
from graph.plan import Plan
from graph.sqlite.ids import EdgeTypes, Ids
from graph.sqlite.session import Session
from schema.ontology import kind_of


def write_nodes(session: Session, plan: Plan, ids: Ids) -> None:
    """Nodes that are new, where they and others stand, and what is said of them."""
    rows, gone = [], []
    for move in plan.moved.nodes:
        node, by = ids[move.ref], ids[move.by]
        if move.after is None:
            gone.append((node, by))
        else:
            rows.append((node, by, *move.after))
    for asserter in dict.fromkeys(move.by for move in plan.moved.edges):
        ids[asserter]
    _place(session, plan, ids)
    session.write("DELETE FROM node_said WHERE node = ? AND by = ?", gone)
    session.write(
        "INSERT INTO node_said VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET stamp = excluded.stamp, complete = excluded.complete, props = excluded.props",
        rows,
    )


def _place(session: Session, plan: Plan, ids: Ids) -> None:
    new = []
    for key in ids.new:
        node = ids[key]
        placed = plan.placed.get(key)
        if placed is None:
            new.append((node, key, kind_of(key).__name__, node, False, False))
        else:
            now = placed[1]
            new.append((node, key, kind_of(key).__name__, ids[now.survivor], now.living, now.merged))
    session.write("INSERT INTO node VALUES (?, ?, ?, ?, ?, ?)", new)
    moved = [
        (ids[now.survivor], now.living, now.merged, ids[key])
        for key, (_, now) in plan.placed.items()
        if key in ids.known
    ]
    session.write("UPDATE node SET survivor = ?, living = ?, merged = ? WHERE id = ?", moved)


def write_edges(session: Session, plan: Plan, ids: Ids, types: EdgeTypes) -> None:
    """What is said of edges."""
    rows, gone = [], []
    numbers = {kind: types[kind] for kind in dict.fromkeys(move.ref.type for move in plan.moved.edges)}
    for (kind, src, dst, slot), by, _, after, _ in plan.moved.edges:
        place = (ids[src], numbers[kind], ids[dst], slot, ids[by])
        if after is None:
            gone.append(place)
        else:
            rows.append(place + after)
    # By target, as the index on targets has them: its pages are then written one after another, not all over the file.
    rows.sort(key=itemgetter(2))
    session.write(
        "DELETE FROM edge_said WHERE src = ? AND type = ? AND dst = ? AND slot = ? AND by = ?", gone
    )
    session.write(
        "INSERT INTO edge_said VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET stamp = excluded.stamp, complete = excluded.complete, props = excluded.props",
        rows,
    )


def write_indexes(session: Session, plan: Plan, ids: Ids) -> None:
    """What nodes are found by.  A full text is deleted by its old words, since only their index is kept."""
    unlooked: list[tuple[str, str, int]] = []
    looked: list[tuple[str, str, int]] = []
    unread: list[tuple[int, str]] = []
    read: list[tuple[int, str]] = []
    for key, (then, now) in plan.indexes.items():
        node = ids[key]
        unlooked.extend((*pair, node) for pair in then.looked_up - now.looked_up)
        looked.extend((*pair, node) for pair in now.looked_up - then.looked_up)
        if then.texts != now.texts:
            if old := full_text(then.texts):
                unread.append((node, old))
            if new := full_text(now.texts):
                read.append((node, new))
    session.write("DELETE FROM lookup WHERE prop = ? AND value = ? AND node = ?", unlooked)
    session.write("INSERT INTO lookup VALUES (?, ?, ?)", looked)
    # Sorted, for FTS5 gathers rising rows in memory and writes them out whenever one is smaller than the last.
    session.write("INSERT INTO full_text (full_text, rowid, words) VALUES ('delete', ?, ?)", sorted(unread))
    session.write("INSERT INTO full_text (rowid, words) VALUES (?, ?)", sorted(read))


def write_bodies(session: Session, plan: Plan, ids: Ids) -> None:
    """The full texts of events."""
    rows = [(ids[key], body.stamp, body.text) for key, body in plan.bodies.items()]
    session.write("INSERT OR REPLACE INTO body VALUES (?, ?, ?)", rows)
