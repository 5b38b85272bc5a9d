"""Runs the measures, prints them as a table and keeps them in `bench/results/`."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.almanac import Almanac, bare, load, load_lines
from bench.memory import ENGINES, measured
from bench.peers import CLoop, Networkx, SqlJoins
from bench.synthetic import Synthetic, synthetic
from bench.timing import Figure, machine, percentiles, timed

DRAWS = 1_000
LINES = 5_000
RESULTS = Path(__file__).with_name("results")


def figures(made: Synthetic, folder: Path) -> Iterator[Figure]:
    """Every figure, as it is measured."""
    store, plain = folder / "almanac.db", folder / "joins.db"
    yield from _loading(made, store, folder)
    joins = SqlJoins(plain)
    joins.fill(made)
    almanac = Almanac(store)
    yield Figure("projection ready, from the store alone", "almanac", almanac.ready, "ms")
    peers = (almanac, joins, Networkx(made), CLoop(made, folder))
    yield from _cooccurrence(made, *peers)
    yield from _pages(made, *peers[:3])
    for engine in ENGINES:
        path = plain if engine == "sql" else store
        yield Figure("private memory of a process", engine, measured(engine, made.size, path), "MB")


def _loading(made: Synthetic, store: Path, folder: Path) -> Iterator[Figure]:
    reference = bare(made, folder / "bare.db")
    yield Figure("first load, batches of 5,000", "bare executemany", reference, "events/s")
    applied, whole, settled = load(made, store)
    ratio = applied / reference
    yield Figure(
        "first load, batches of 5,000", "almanac: apply", applied, "events/s", ratio=ratio, reference="bare"
    )
    yield Figure("first load, making changesets too", "almanac", whole, "events/s")
    yield Figure("settling: every event linked anew", "almanac: settle", settled, "events/s")
    rate = load_lines(made, store, min(LINES, made.size))
    yield Figure("more items, from JSON Lines to settled", "almanac: load", rate, "items/s")


def _cooccurrence(
    made: Synthetic, almanac: Almanac, joins: SqlJoins, graph: Networkx, loop: CLoop
) -> Iterator[Figure]:
    middle = int(np.argsort(made.degrees())[len(made.entities) // 2])
    recent = int(made.at[int(made.size * 0.9)])
    for what, entity, since in (
        ("co-occurrence of the hub", 0, 0),
        ("co-occurrence of the hub, last tenth", 0, recent),
        ("co-occurrence of the median entity", middle, 0),
    ):
        key = made.entities[entity].key
        limit = timed(lambda entity=entity: loop.counts(entity), runs=21)  # type: ignore[misc]
        if not since:
            yield Figure(what, "C loop", *_spread(limit))
        for engine, took in (
            ("almanac", timed(lambda key=key, since=since: almanac.cooccurring(key, since or None), runs=21)),  # type: ignore[misc]
            ("SQL joins", timed(lambda entity=entity, since=since: joins.cooccurring(entity, since), runs=5)),  # type: ignore[misc]
            ("networkx", timed(lambda entity=entity, since=since: graph.cooccurring(entity, since), runs=5)),  # type: ignore[misc]
        ):
            ratio = None if since else took[0] / limit[0]
            yield Figure(what, engine, *_spread(took), ratio=ratio, reference="" if since else "C loop")


def _spread(took: tuple[float, float, float]) -> tuple[float, str, float, float]:
    return took[0], "ms", took[1], took[2]


def _pages(made: Synthetic, almanac: Almanac, joins: SqlJoins, graph: Networkx) -> Iterator[Figure]:
    degrees = made.degrees()
    drawn = np.random.default_rng(7).choice(len(made.entities), DRAWS, p=degrees / degrees.sum()).tolist()
    keys = [made.entities[i].key for i in drawn]
    few = drawn[: DRAWS // 5]
    for engine, works, hub in (
        (
            "almanac",
            [lambda key=key: almanac.page(key) for key in keys],
            lambda: almanac.page(made.entities[0].key),
        ),
        ("SQL joins", [lambda i=i: joins.page(i) for i in few], lambda: joins.page(0)),
        ("networkx", [lambda i=i: graph.page(i) for i in few], lambda: graph.page(0)),
    ):
        half, most = percentiles(works)
        yield Figure("page, p50 of draws by popularity", engine, half, "ms")
        yield Figure("page, p99 of draws by popularity", engine, most, "ms")
        yield Figure("page of the hub", engine, *_spread(timed(hub, runs=5)))


def show(found: list[Figure], title: str) -> None:
    """The figures as a table."""
    table = Table(title=title)
    for heading in ("what", "engine"):
        table.add_column(heading)
    for heading in ("median", "unit", "from", "to", "ratio"):
        table.add_column(heading, justify="right")
    for figure in found:
        spread = (f"{figure.low:,.2f}", f"{figure.high:,.2f}") if figure.high else ("", "")
        ratio = f"{figure.ratio:.2f} × {figure.reference}" if figure.ratio is not None else ""
        table.add_row(figure.what, figure.engine, f"{figure.value:,.2f}", figure.unit, *spread, ratio)
    Console(width=130).print(table)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="number of events (default 100000)")
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory(prefix="almanac-bench-") as folder:
        found = list(figures(synthetic(size), Path(folder)))
    show(found, f"{size:,} events")
    RESULTS.mkdir(exist_ok=True)
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    kept = {
        "events": size,
        "day": day,
        "machine": machine(),
        "figures": [figure.as_json() for figure in found],
    }
    (RESULTS / f"{day}-{size}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
