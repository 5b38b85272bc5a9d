"""Memory of each engine, measured in a process of its own: `python -m bench.memory ENGINE SIZE FILE`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.almanac import Almanac
from bench.peers import Networkx, SqlJoins
from bench.synthetic import synthetic
from bench.timing import Figure, megabytes


def memory(size: int, store: Path, joins: Path) -> Iterator[Figure]:
    """Megabytes that a process with an engine ready, and one hub page served, has to itself and shares; and what lies on disk."""
    for engine, path in (("almanac", store), ("SQL joins", joins), ("networkx", store)):
        command = [sys.executable, "-m", "bench.memory", engine, str(size), str(path)]
        private, shared = json.loads(
            subprocess.run(command, check=True, capture_output=True, text=True).stdout
        )
        figure = Figure("private memory of a process, in process", engine, private, "MB")
        yield figure.within("≤ 700 MB", private <= 700) if engine == "almanac" else figure
        yield Figure("memory mapped and shared", engine, shared, "MB")
    folder = store.with_name(f"{store.name}-projection")
    yield Figure("store on disk", "almanac", store.stat().st_size / 1e6, "MB")
    yield Figure("base on disk", "almanac", sum(file.stat().st_size for file in folder.iterdir()) / 1e6, "MB")
    yield Figure("store on disk", "SQL joins", joins.stat().st_size / 1e6, "MB")


def _serve(engine: str, size: int, path: Path) -> object:
    """Open the engine and answer the hub's page once; what is returned is kept alive while memory is read."""
    if engine == "almanac":
        almanac = Almanac(path)
        return almanac, almanac.page(synthetic(size).keys[0])()
    if engine == "SQL joins":
        joins = SqlJoins(path)
        return joins, joins.page(0)
    graph = Networkx(synthetic(size))
    return graph, graph.page(0)


if __name__ == "__main__":
    kept = _serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps(megabytes()))
    del kept
