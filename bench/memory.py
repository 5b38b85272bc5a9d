"""Private memory of each engine, measured in a process of its own: `python -m bench.memory ENGINE SIZE FILE`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench.almanac import Almanac
from bench.peers import Networkx, SqlJoins
from bench.synthetic import synthetic
from bench.timing import private_megabytes

ENGINES = ("almanac", "networkx", "sql")


def measured(engine: str, size: int, path: Path) -> float:
    """Megabytes that a process with this engine ready, and one hub page served, has to itself."""
    command = [sys.executable, "-m", "bench.memory", engine, str(size), str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(json.loads(told))


def _serve(engine: str, size: int, path: Path) -> object:
    """Open the engine and answer the hub's page once; what is returned is kept alive while memory is read."""
    if engine == "almanac":
        almanac = Almanac(path)
        hub = synthetic(size).entities[0].key
        return almanac, almanac.page(hub)
    if engine == "sql":
        joins = SqlJoins(path)
        return joins, joins.page(0)
    graph = Networkx(synthetic(size))
    return graph, graph.page(0)


if __name__ == "__main__":
    kept = _serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps(private_megabytes()))
    del kept
