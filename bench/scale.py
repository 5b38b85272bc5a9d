"""Traversals over arrays straight from the generator, at sizes that need no store: `python -m bench.scale --size 10000000`.

Papers and listed persons are left out at these sizes: they cost a key each, and no traversal that is measured here.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bench.__main__ import RESULTS, show
from bench.asking import Asked
from bench.peers import CLoop
from bench.statements import projected
from bench.synthetic import synthetic
from bench.timing import Figure, machine, spread, timed
from graph.projection.packing import pack
from graph.traverse.derive import derive
from graph.traverse.projected import Projected
from graph.view import Filter, Window


def figures(size: int, folder: Path) -> Iterator[Figure]:
    """Time and memory of making the arrays and of traversing them."""
    begun = time.perf_counter()
    made = synthetic(size)
    yield Figure("making the numbers", "bench", time.perf_counter() - begun, "s")
    begun = time.perf_counter()
    state = projected(made, listed=False)
    yield Figure("the arrays of the base, built", "almanac", time.perf_counter() - begun, "s")
    held = sum(array.nbytes for _, array in pack("block", state.base.block))
    yield Figure("the arrays of the events, in memory", "almanac", held / 1e6, "MB")
    asked, traversals = Asked.of(made), Projected(state)
    hub, middle, other = (
        made.keys[i] for i in (0, asked.middle, int(np.argsort(made.degrees())[made.count // 3]))
    )
    loop = CLoop(made, folder)
    limit = timed(lambda: loop.counts(0), runs=9)
    yield spread("co-occurrence of the hub", "C loop", limit)
    yield spread(
        "co-occurrence of the hub", "almanac", timed(lambda: traversals.cooccurring(hub), runs=9), limit[0]
    )
    end = datetime.fromtimestamp(int(made.at[-1]), UTC)
    month, tenth = Window(end - timedelta(days=30), end), Window(datetime.fromtimestamp(asked.recent, UTC))
    for what, question in (
        ("co-occurrence of the hub, last tenth", lambda: traversals.cooccurring(hub, tenth)),
        ("co-occurrence of the median entity", lambda: traversals.cooccurring(middle)),
        ("neighbourhood, 2 hops of 30", lambda: traversals.neighbourhood(middle, hops=2)),
        ("path between two ordinary entities", lambda: traversals.path(middle, other)),
        ("trending over all entities, 30 days", lambda: traversals.trending(month)),
        ("listing of all, newest first", lambda: traversals.listing(Filter(), order="at", descending=True)),
    ):
        yield spread(what, "almanac", timed(question, runs=3))
    begun = time.perf_counter()
    derive(state)
    yield Figure("vectors, PageRank and communities, made anew", "almanac", time.perf_counter() - begun, "s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure(
        "most memory that the process ever held, the bench's numbers among it", "almanac", peak, "MB"
    )


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000_000, help="number of events (default 10000000)")
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory(prefix="almanac-scale-") as folder:
        found = list(figures(size, Path(folder)))
    show(found, f"{size:,} events, arrays alone")
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    kept = {
        "events": size,
        "day": day,
        "machine": machine(),
        "figures": [figure.as_json() for figure in found],
    }
    (RESULTS / f"{day}-{size}-arrays.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
