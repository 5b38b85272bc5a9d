"""The almanac itself under the same questions as its peers: loading, co-occurrence, a page."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import apsw

from bench.synthetic import Synthetic, ground, lines, news
from graph.projection import open_projection
from graph.sqlite import open_store
from graph.view import View, Window
from loaders.pipeline import load as load_files
from loaders.settle import settle
from schema.keys import Key
from schema.ontology import kind_of

BATCH = 5_000


def _now() -> datetime:
    return datetime.now(UTC)


def load(made: Synthetic, path: Path) -> tuple[float, float, float]:
    """Apply the whole almanac as prepared changesets into an empty store, then settle it.

    Events a second of `apply` alone, of making the changesets too, and of settling, which links every event anew, since
    its names were never settled.
    """
    store = open_store(path)
    begun = time.perf_counter()
    store.apply(ground(made))
    applying = 0.0
    for change in news(made, BATCH):
        started = time.perf_counter()
        store.apply(change)
        applying += time.perf_counter() - started
    whole = time.perf_counter() - begun
    settling = time.perf_counter()
    assert settle(store, _now) == made.size
    settled = time.perf_counter() - settling
    store.close()
    return made.size / applying, made.size / whole, made.size / settled


def bare(made: Synthetic, path: Path) -> float:
    """The reference for loading: the same rows by `executemany` alone, one commit a batch; events a second."""
    db = apsw.Connection(str(path))
    db.execute(
        """PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
        CREATE TABLE node(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
        CREATE TABLE node_said(node INTEGER, by TEXT, stamp TEXT, props TEXT, PRIMARY KEY(node, by)) WITHOUT ROWID;
        CREATE TABLE edge_said(src INTEGER, type TEXT, dst INTEGER, slot TEXT, by TEXT, stamp TEXT, props TEXT,
          PRIMARY KEY(src, type, dst, slot, by)) WITHOUT ROWID;
        CREATE INDEX edge_back ON edge_said(dst, type, src);
        CREATE TABLE lookup(prop TEXT, value TEXT, node INTEGER, PRIMARY KEY(prop, value, node)) WITHOUT ROWID;
        CREATE VIRTUAL TABLE words USING fts5(text, content='')"""
    ).fetchall()
    ids: dict[Key, int] = {}
    taken = 0.0
    for change in [ground(made), *news(made, BATCH)]:
        nodes, edges, texts, looked = [], [], [], []
        for said in change.nodes:
            number = ids.setdefault(said.what.key, len(ids) + 1)
            content = said.what.content()
            nodes.append((number, said.what.key, said.by, said.stamp, said.what.content_text()))
            texts.append(
                (number, f"{content.get('title', '')} {content.get('summary', '')} {content.get('name', '')}")
            )
            if content.get("url"):
                looked.append(("url", str(content["url"]), number))
        for tied in change.edges:
            ref = tied.what.ref
            row = (
                ids[ref.src],
                ref.type,
                ids[ref.dst],
                ref.slot,
                tied.by,
                tied.stamp,
                tied.what.content_text(),
            )
            edges.append(row)
        started = time.perf_counter()
        with db:
            db.executemany("INSERT INTO node VALUES(?1,?2)", ((row[0], row[1]) for row in nodes))
            db.executemany("INSERT INTO node_said VALUES(?,?,?,?)", ((row[0], *row[2:]) for row in nodes))
            db.executemany("INSERT OR REPLACE INTO edge_said VALUES(?,?,?,?,?,?,?)", edges)
            db.executemany("INSERT INTO lookup VALUES(?,?,?)", looked)
            db.executemany("INSERT INTO words(rowid, text) VALUES(?,?)", texts)
        taken += time.perf_counter() - started
    db.close()
    return made.size / taken


def load_lines(made: Synthetic, path: Path, count: int) -> float:
    """Load `count` records from JSON Lines in batches of 500 into the almanac of all these names: items a second.

    From bytes to a settled graph: read, linked against all names, applied durably.
    """
    store = open_store(path)
    text = lines(made, count)
    begun = time.perf_counter()
    done = load_files(store, [BytesIO(text)], actor="source/person-bench", clock=_now)
    taken = time.perf_counter() - begun
    store.close()
    assert done.items == count
    return count / taken


class Almanac:
    """An open almanac with its projection."""

    def __init__(self, path: Path) -> None:
        self._store = open_store(path)
        begun = time.perf_counter()
        self._follower = open_projection(self._store)
        with self._follower.view():
            self.ready = (time.perf_counter() - begun) * 1000

    def cooccurring(self, entity: Key, since: int | None = None) -> object:
        """The first page of co-occurring entities."""
        window = Window(datetime.fromtimestamp(since, UTC)) if since else Window()
        with self._follower.view() as view:
            return view.traversals.cooccurring(entity, window)

    def page(self, entity: Key) -> object:
        """All that the page of an entity shows, contents included."""
        with self._follower.view() as view:
            return page(view, entity)


def page(view: View, entity: Key) -> object:
    """Node, aliases, presence, 20 co-occurring, 12 alike, 10 events with their members and sources: values and contents."""
    asked = view.traversals
    events = asked.events_of(entity)
    company = asked.cooccurring(entity)
    alike = asked.similar(entity)
    presence = asked.presence([entity])
    keys = [row.event for row in events.rows]
    around = view.reader.edges(keys, "out")
    names = {edge.dst for edges in around.values() for edge in edges}
    names |= {row.key for row in company.rows} | {row.key for row in alike}
    tied = view.reader.edges([entity], "in", {"ALIAS_OF", "COVERS"})
    names |= {edge.src for edge in tied[entity]}
    nodes = view.reader.nodes({entity, *keys, *names})
    assert kind_of(entity).__name__ == type(nodes[entity]).__name__
    return nodes, company, alike, presence
