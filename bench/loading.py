"""How fast it loads: prepared changesets beside bare inserts, records from JSON Lines to a settled graph, and how soon they show."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import apsw
import numpy as np

from bench.almanac import Almanac, now
from bench.statements import entities, event_of, ground, lines, news
from bench.synthetic import Synthetic
from bench.timing import Figure, spread
from graph.sqlite import open_store
from loaders.known import Known
from loaders.link.values import Wording
from loaders.pipeline import load as load_files
from loaders.settle import settle
from schema.changeset import Changeset, Said
from schema.keys import Key, event_key

BATCH = 5_000
SAMPLE = 20_000  # events of which the bare reference is measured
LINES = 40_000  # so many that a second process prepares what the first one writes
_SCHEMA = """PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE node(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE node_said(node INTEGER, by TEXT, stamp TEXT, props TEXT, PRIMARY KEY(node, by)) WITHOUT ROWID;
CREATE TABLE edge_said(src INTEGER, type TEXT, dst INTEGER, slot TEXT, by TEXT, stamp TEXT, props TEXT,
  PRIMARY KEY(src, type, dst, slot, by)) WITHOUT ROWID;
CREATE INDEX edge_back ON edge_said(dst, type, src);
CREATE TABLE lookup(prop TEXT, value TEXT, node INTEGER, PRIMARY KEY(prop, value, node)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(text, content='')"""


def first_load(made: Synthetic, path: Path, bare_path: Path) -> Iterator[Figure]:
    """The whole almanac as prepared changesets into an empty store, beside bare inserts of the same rows."""
    store, bare = open_store(path), Bare(bare_path)
    begun, applying, taken = time.perf_counter(), 0.0, 0.0
    for change in ground(made, BATCH):
        store.apply(change)
        bare.insert(change)
    between = time.perf_counter() - begun
    settle(store, now)  # nothing to link yet: what waits is only that names are new
    done = sampled = 0
    alongside = 0.0
    begun = time.perf_counter()
    for change in news(made, BATCH):
        started = time.perf_counter()
        store.apply(change)
        applied = time.perf_counter() - started
        applying += applied
        done += min(BATCH, made.size - done)
        if done <= SAMPLE:  # side by side, in the same changesets of the same run
            taken += bare.insert(change)
            sampled, alongside = done, applying
    whole = time.perf_counter() - begun - taken
    assert settle(store, now) == 0
    store.close()
    reference = sampled / taken
    yield Figure("prepared changesets of 5,000, first ones", "bare executemany", reference, "events/s")
    ratio = sampled / alongside / reference
    yield Figure(
        "prepared changesets of 5,000, first ones",
        "almanac: apply",
        sampled / alongside,
        "events/s",
        ratio=ratio,
        reference="bare",
    ).within("≥ 0.7 × bare", ratio >= 0.7)
    yield Figure("prepared changesets of 5,000, all", "almanac: apply", made.size / applying, "events/s")
    yield Figure("making the changesets too", "bench and almanac", made.size / whole, "events/s")
    yield Figure("names, papers, persons, relations", "bench, almanac, bare", between, "s")


class Bare:
    """The reference for loading: the same rows by `executemany` alone, one commit a changeset."""

    def __init__(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        self._db.execute(_SCHEMA).fetchall()
        self._ids: dict[Key, int] = {}

    def insert(self, change: Changeset) -> float:
        """Insert the rows of a changeset; the seconds that the inserts alone took."""
        nodes, edges, texts, looked = [], [], [], []
        for said in change.nodes:
            number = self._ids.setdefault(said.what.key, len(self._ids) + 1)
            content = said.what.content()
            nodes.append((number, said.what.key, said.by, said.stamp, said.what.content_text()))
            texts.append(
                (number, f"{content.get('title', '')} {content.get('summary', '')} {content.get('name', '')}")
            )
            if content.get("url"):
                looked.append(("url", str(content["url"]), number))
        for tied in change.edges:
            ref = tied.what.ref
            ends = self._ids[ref.src], ref.type, self._ids[ref.dst], ref.slot
            edges.append((*ends, tied.by, tied.stamp, tied.what.content_text()))
        started = time.perf_counter()
        with self._db:
            self._db.executemany(
                "INSERT OR IGNORE INTO node VALUES(?1,?2)", ((row[0], row[1]) for row in nodes)
            )
            self._db.executemany(
                "INSERT OR REPLACE INTO node_said VALUES(?,?,?,?)", ((row[0], *row[2:]) for row in nodes)
            )
            self._db.executemany("INSERT OR REPLACE INTO edge_said VALUES(?,?,?,?,?,?,?)", edges)
            self._db.executemany("INSERT OR REPLACE INTO lookup VALUES(?,?,?)", looked)
            self._db.executemany("INSERT INTO words(rowid, text) VALUES(?,?)", texts)
        return time.perf_counter() - started


def more(made: Synthetic, path: Path) -> Iterator[Figure]:
    """What is loaded into the almanac as it stands: one changeset of 1,000 events, and records from JSON Lines."""
    store = open_store(path)
    extra = list(news(made, 1_000, made.size - 1_000))
    for said in extra:  # known already: the same content again is the cost of comparing alone
        begun = time.perf_counter()
        store.apply(said)
        yield Figure(
            "1,000 known events applied again", "almanac", (time.perf_counter() - begun) * 1000, "ms"
        )
    known: Known
    with store.reader() as reader:
        known = Known.of(reader)
    starts = np.searchsorted(made.event, np.arange(made.size + 1))
    events = [event_of(made, number, starts) for number in range(min(5_000, made.size))]
    wordings = [Wording(event.title, event.summary) for event in events]
    begun = time.process_time()
    linked = known.linker.link_all(wordings)
    rate = len(wordings) / (time.process_time() - begun)
    assert sum(len(one.mentions) for one in linked) > 2 * len(linked)
    yield Figure("linking against all names, a core", "almanac", rate, "items/s").within(
        "≥ 20,000", rate >= 20_000
    )
    document = b"".join(lines(made, 0, LINES))
    begun, spent = time.perf_counter(), _spent()
    done = load_files(store, [BytesIO(document)], actor="source/person-bench", clock=now)
    rate = LINES / (time.perf_counter() - begun)
    assert done.items == LINES
    yield Figure("JSON Lines to a settled graph", "almanac: load", rate, "items/s").within(
        "≥ 2,500", rate >= 2_500
    )
    used = LINES / (_spent() - spent)
    yield Figure(
        "JSON Lines to a settled graph, a second of all cores' time", "almanac: load", used, "items/s"
    )
    store.close()


def first_documents(made: Synthetic, path: Path) -> Iterator[Figure]:
    """Records from JSON Lines into an almanac that knows its entities and has no event yet."""
    path.unlink(missing_ok=True)
    store = open_store(path)
    for start in range(0, made.count, BATCH):
        store.apply(entities(made, range(start, min(start + BATCH, made.count))))
    settle(store, now)
    document = b"".join(lines(made, 0, LINES))
    begun = time.perf_counter()
    done = load_files(store, [BytesIO(document)], actor="source/person-bench", clock=now)
    rate = LINES / (time.perf_counter() - begun)
    assert done.items == LINES
    store.close()
    yield Figure("JSON Lines, the first ones, to a settled graph", "almanac: load", rate, "items/s").within(
        "≥ 8,000", rate >= 8_000
    )


def _spent() -> float:
    """Seconds of processor time that this process and those it waited for have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def visible(made: Synthetic, path: Path) -> Iterator[Figure]:
    """From when a changeset was applied until another process, which follows, shows it."""
    watching = [sys.executable, "-m", "bench.watching", str(path), made.keys[0]]
    took = []
    with subprocess.Popen(watching, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watcher:
        assert watcher.stdout
        assert watcher.stdin
        assert watcher.stdout.readline() == "ready\n"
        almanac = Almanac(path)
        for number in range(5):
            change = next(news(made, 1, number, number + 1))
            almanac.store.apply(renamed(change, f"visible-{number}-{time.time_ns()}"))
            begun = time.perf_counter()
            revision = almanac.store.revision()
            watcher.stdin.write(f"{revision}\n")
            watcher.stdin.flush()
            assert watcher.stdout.readline() == f"{revision}\n"
            took.append((time.perf_counter() - begun) * 1000)
        watcher.stdin.close()
    took.sort()
    figure = spread("visible to another process that follows", "almanac", (took[2], took[0], took[-1]))
    yield figure.within("≤ 1,000 ms", took[-1] <= 1_000)


def renamed(change: Changeset, name: str) -> Changeset:
    """The events of a changeset under other keys, so that they are new."""
    keys = {said.what.key: event_key(said.by, f"{name}-{said.what.key}") for said in change.nodes}
    nodes = tuple(
        Said(said.what.model_copy(update={"key": keys[said.what.key]}), said.by) for said in change.nodes
    )
    edges = tuple(
        Said(tied.what.model_copy(update={"src": keys[tied.what.src]}), tied.by) for tied in change.edges
    )
    return Changeset(change.actor, name, now(), names=1 << 60, nodes=nodes, edges=edges)
