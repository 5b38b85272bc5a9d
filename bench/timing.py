"""How things are timed: several runs, the median with its spread, ratios to a reference of the same run."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = (
    "apsw",
    "numpy",
    "scipy",
    "networkx",
    "duckdb",
    "pydantic",
    "strawberry-graphql",
    "ahocorasick-rs",
    "scikit-network",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.  Times in milliseconds; `ratio` is to `reference`, both of this run.

    budget: what docs/design.md section 7 allows, as text; met: whether the figure keeps to it.
    """

    what: str
    engine: str
    value: float
    unit: str
    low: float = 0.0
    high: float = 0.0
    ratio: float | None = None
    reference: str = ""
    budget: str = ""
    met: bool | None = None

    def within(self, budget: str, met: bool) -> Figure:
        """The figure beside its budget."""
        return replace(self, budget=budget, met=met)

    def as_json(self) -> dict[str, Any]:
        """The figure as JSON."""
        return asdict(self)


def timed(work: Callable[[], object], runs: int = 7, warm: int = 1) -> tuple[float, float, float]:
    """Median, least and greatest milliseconds of `runs` calls after `warm` that don't count."""
    for _ in range(warm):
        work()
    took = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took), min(took), max(took)


def percentiles(works: Sequence[Callable[[], object]]) -> tuple[float, float]:
    """The 50th and the 99th percentile of the milliseconds that each of `works` takes, called once."""
    took = []
    for work in works:
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)]


def spread(
    what: str, engine: str, took: tuple[float, float, float], reference: float | None = None
) -> Figure:
    """A figure of times, as `timed` gives them; with its ratio to a median of the C loop, if one is given."""
    ratio = took[0] / reference if reference else None
    return Figure(what, engine, took[0], "ms", took[1], took[2], ratio, "C loop" if reference else "")


def megabytes(process: int | str = "self") -> tuple[float, float]:
    """Memory that a process has to itself, and that it shares with others, in megabytes; where Linux does not tell, the peak."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0.0
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in rollup[1:]}
    private = sum(size for name, size in kilobytes.items() if name in ("Private_Clean", "Private_Dirty"))
    shared = sum(size for name, size in kilobytes.items() if name in ("Shared_Clean", "Shared_Dirty"))
    return private / 1024, shared / 1024


def machine() -> dict[str, Any]:
    """What this was measured on."""
    return {
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }
