"""How things are timed: several runs, the median with its spread, ratios to a reference of the same run."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("apsw", "numpy", "networkx", "pydantic", "strawberry-graphql", "ahocorasick-rs")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.  Times in milliseconds; `ratio` is to `reference`, both of this run."""

    what: str
    engine: str
    value: float
    unit: str
    low: float = 0.0
    high: float = 0.0
    ratio: float | None = None
    reference: str = ""

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


def private_megabytes() -> float:
    """Memory that this process shares with nobody, in megabytes; the peak resident size where Linux does not tell."""
    try:
        rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def machine() -> dict[str, Any]:
    """What this was measured on."""
    return {
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }
