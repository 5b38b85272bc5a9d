"""Runs the measures, prints them as a table and keeps them in `bench/results/`."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from rich.console import Console
from rich.table import Table

from bench.almanac import Almanac
from bench.asking import Asked, Peer, cooccurrence, pages, traversals
from bench.engines import Duck
from bench.hammer import LOADED, hammered
from bench.loading import first_documents, first_load, more, visible
from bench.memory import memory
from bench.neo4j import BOLT, BULK, SECTION, bulk, neo4j, over_bolt
from bench.peers import CLoop, Networkx, SqlJoins
from bench.rdf import rdf
from bench.reconciling import reconciled
from bench.serving import bare_graphql, over_http, starts
from bench.sparql import sparql
from bench.synthetic import Synthetic, synthetic
from bench.timing import Figure, machine

RESULTS = Path(__file__).with_name("results")
Section: TypeAlias = Callable[[], Iterator[Figure]]


class Bench:
    """One run: an almanac of some size in a folder, and the sections that measure it."""

    def __init__(self, made: Synthetic, folder: Path) -> None:
        self.made = made
        self.folder = folder
        self.store, self.joins = folder / "almanac.db", folder / "joins.db"
        self.asked = Asked.of(made)

    def sections(self) -> dict[str, Section]:
        """What can be measured, in order; those after `load` need it to have run, and `neo4j` `bulk`, but for `graphql`, `bolt` and `first`."""
        return {
            "load": partial(first_load, self.made, self.store, self.folder / "bare.db"),
            "start": partial(self._ready),
            "ask": self._answers,
            "memory": lambda: memory(self.made.size, self.store, self.joins),
            "rdf": lambda: rdf(self.store),
            "serve": lambda: over_http(self.asked, self.store),
            "graphql": bare_graphql,
            "reconcile": lambda: reconciled(self.made, self.store),
            "sparql": lambda: sparql(self.made, self.store),
            BOLT: lambda: over_bolt(self.folder),
            BULK: lambda: bulk(self.store, self.folder),
            SECTION: lambda: neo4j(self.asked, self.store, self.folder),
            "visible": lambda: visible(self.made, self.store),
            "more": lambda: more(self.made, self.store),
            "first": lambda: first_documents(self.made, self.folder / "first.db"),
            "hammer": lambda: hammered(self.made, self.store, min(LOADED, self.made.size)),
        }

    def _ready(self) -> Iterator[Figure]:
        ready = Almanac(self.store).ready
        yield Figure("ready, from the store alone, base written", "almanac", ready, "ms")
        yield starts(self.store)

    def _answers(self) -> Iterator[Figure]:
        made = self.made
        almanac, loop = Almanac(self.store), CLoop(made, self.folder)
        yield from traversals(self.asked, almanac)
        for stale in (self.joins, self.folder / "duck.db"):
            stale.unlink(missing_ok=True)
        joins = SqlJoins(self.joins)
        joins.fill(made)
        peers: list[Peer] = [joins, Duck(made, self.folder / "duck.db"), Networkx(made)]
        yield from cooccurrence(self.asked, almanac, loop, peers)
        yield from pages(self.asked, almanac, peers)


def measured(bench: Bench, only: list[str]) -> Iterator[Figure]:
    """Every figure of the sections asked for, as it is measured; a section that fails costs its own figures, and is said."""
    for name, section in bench.sections().items():
        if only and name not in only:
            continue
        begun = time.perf_counter()
        try:
            for figure in section():
                Console(stderr=True).print(
                    f"{name}: {figure.what}, {figure.engine}: {figure.value:,.2f} {figure.unit}"
                )
                yield figure
        except Exception as error:  # noqa: BLE001  # the other sections' figures are worth having
            yield Figure(
                f"section {name} failed: {type(error).__name__}: {error}",
                "",
                0.0,
                "",
                budget="runs",
                met=False,
            )
            Console(stderr=True).print_exception()
        yield Figure(f"section {name}", "bench", time.perf_counter() - begun, "s")


def show(found: list[Figure], title: str) -> None:
    """The figures as a table."""
    table = Table(title=title)
    for heading in ("what", "engine"):
        table.add_column(heading)
    for heading in ("median", "unit", "from", "to", "ratio", "budget", "met"):
        table.add_column(heading, justify="right")
    for figure in found:
        spread = (f"{figure.low:,.2f}", f"{figure.high:,.2f}") if figure.high else ("", "")
        ratio = f"{figure.ratio:.2f} × {figure.reference}" if figure.ratio is not None else ""
        met = "" if figure.met is None else "yes" if figure.met else "no"
        table.add_row(
            figure.what,
            figure.engine,
            f"{figure.value:,.2f}",
            figure.unit,
            *spread,
            ratio,
            figure.budget,
            met,
        )
    Console(width=170).print(table)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="number of events (default 100000)")
    parser.add_argument(
        "--only",
        nargs="*",
        default=[],
        metavar="SECTION",
        help="these sections, of the almanac in --folder; in the day's results they replace those of before",
    )
    parser.add_argument("--folder", type=Path, help="keep the almanac here, and use the one that is there")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="almanac-bench-") as temporary:
        folder = told.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = list(measured(Bench(synthetic(told.size), folder), told.only))
    show(found, f"{told.size:,} events")
    keep(told.size, [figure.as_json() for figure in found])


def keep(size: int, figures: list[dict[str, Any]]) -> None:
    """Write the figures into the day's results; those of a section that was measured before take the place of the older ones."""
    RESULTS.mkdir(exist_ok=True)
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    path = RESULTS / f"{day}-{size}.json"
    old = json.loads(path.read_text(encoding="utf-8"))["figures"] if path.exists() else []
    sections = _by_section(old) | _by_section(figures)
    kept = {
        "events": size,
        "day": day,
        "machine": machine(),
        "figures": [figure for section in sections.values() for figure in section],
    }
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _by_section(figures: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Figures by the section that they end with."""
    found: dict[str, list[dict[str, Any]]] = {}
    section: list[dict[str, Any]] = []
    for figure in figures:
        section.append(figure)
        if figure["engine"] == "bench" and figure["what"].startswith("section "):
            found[figure["what"]] = section
            section = []
    return found


if __name__ == "__main__":
    main()
