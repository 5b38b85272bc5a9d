"""A process that asks for co-occurrence without pause while another loads: every answer is of a whole revision, and how long it takes.

Every changeset brings the same number of events that all mention two probe entities and a third one: were half a revision
ever seen, their counts would differ, or not be a multiple of that number.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from api.app import answer_evenly, step_back
from api.background import Background
from bench.almanac import Almanac, folder_of, now
from bench.loading import renamed
from bench.statements import news
from bench.synthetic import Synthetic, synthetic
from bench.timing import Figure
from graph.projection import open_projection
from graph.sqlite import open_store
from schema.changeset import Changeset, Said
from schema.edges.news import Mentions
from schema.keys import Key
from schema.kinds.entity import Technique

LOADED = 100_000
BATCH = 500
PROBES = tuple(Technique.named(f"Hammered probe {which}") for which in "abc")


def hammered(made: Synthetic, path: Path, events: int = LOADED) -> Iterator[Figure]:
    """Load `events` more while a reader hammers: its answers a second, and their 99th percentile beside the idle one."""
    store = open_store(path)
    store.apply(
        Changeset(
            "source/list-probes", "probes", now(), nodes=tuple(Said(p, "source/list-probes") for p in PROBES)
        )
    )
    store.close()
    Almanac(path).follower.keep()  # so that both begin with a base that is up to date
    idle = _run(path, made.keys[0], None)
    loading = [sys.executable, "-m", "bench.hammer", "load", str(path), str(made.size), str(events)]
    with subprocess.Popen(loading, stdin=subprocess.DEVNULL) as loader:
        busy = _run(path, made.keys[0], loader)
        assert loader.wait() == 0
    assert busy["revisions"] > events / BATCH / 20, busy
    yield Figure("hub co-occurrence asked without pause, p99, idle", "almanac", idle["p99"], "ms")
    ratio = busy["p99"] / idle["p99"]
    figure = Figure(
        f"the same while {events:,} events are loaded",
        "almanac",
        busy["p99"],
        "ms",
        ratio=ratio,
        reference="idle",
    )
    yield figure.within("< 3 × idle", ratio < 3)
    yield Figure("whole revisions seen meanwhile", "almanac", busy["revisions"], "")
    yield Figure("broken answers seen meanwhile", "almanac", busy["broken"], "").within(
        "0", not busy["broken"]
    )


def _run(path: Path, hub: Key, loader: subprocess.Popen[bytes] | None) -> dict[str, float]:
    """What a reader process tells, which asks for some seconds, or for as long as the loader runs."""
    command = [sys.executable, "-m", "bench.hammer", "read", str(path), hub]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin
        assert reader.stdout
        if loader is None:
            time.sleep(8)
        else:
            loader.wait()
        reader.stdin.close()
        told: dict[str, float] = json.loads(reader.stdout.read())
    return told


def read(path: Path, hub: Key) -> dict[str, float]:
    """Ask without pause until standard input ends."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    store = open_store(path)
    follower = open_projection(store, folder_of(path), Background(path, "snapshot", pause=60))
    answer_evenly()  # as `almanac serve` does
    took: list[float] = []
    revisions: set[int] = set()
    broken = 0
    last = 0
    with follower.following():
        while not ended.is_set():
            begun = time.perf_counter()
            with follower.view() as view:
                view.traversals.cooccurring(hub)
                took.append((time.perf_counter() - begun) * 1000)
                counts = {one.count for one in view.traversals.presence([probe.key for probe in PROBES])}
                both = [row.count for row in view.traversals.cooccurring(PROBES[0].key, limit=2).rows]
                revision = view.traversals.revision
            whole = (
                len(counts) == 1 and counts.union(both) == counts.union(both[:1]) and not min(counts) % BATCH
            )
            broken += not whole or revision < last or (bool(both) and set(both) != counts)
            last = revision
            revisions.add(revision)
    took.sort()
    return {
        "p99": took[min(len(took) - 1, len(took) * 99 // 100)],
        "asked": len(took),
        "revisions": len(revisions),
        "broken": broken,
    }


def load(path: Path, size: int, events: int) -> None:
    """Apply changesets of 500 new events, each of which mentions all probes, behind those who ask as `almanac load` does."""
    step_back()
    store, made = open_store(path), synthetic(min(size, events))
    run, batch = f"hammer-{time.time_ns()}", 0  # so that another run brings other events
    while batch * BATCH < events:
        for change in news(made, BATCH, 0, min(made.size, events)):
            store.apply(_probed(change, f"{run}-{batch}"))
            batch += 1
            if batch * BATCH >= events:
                break


def _probed(change: Changeset, batch: str) -> Changeset:
    """The same events under keys of their own, each mentioning the probes beside the rest."""
    fresh = renamed(change, batch)
    edges = [tied for tied in fresh.edges if tied.what.type() != "ANNOUNCES"]
    for told in fresh.nodes:
        src = told.what.key
        edges += [Said(Mentions(src=src, dst=probe.key, surface="probe"), change.actor) for probe in PROBES]
    return replace(fresh, edges=tuple(edges))


if __name__ == "__main__":
    if sys.argv[1] == "load":
        load(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.stdout.write(json.dumps(read(Path(sys.argv[2]), sys.argv[3])))
