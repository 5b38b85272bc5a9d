"""Loads paths into an almanac, as a process of its own that tests can kill.  Prints a line after every batch."""

from __future__ import annotations

import sys
from pathlib import Path

from graph.sqlite import open_store
from loaders.pipeline import load
from tests.loaders.almanacs import ANN, clock


def main(almanac: str, batch: str, *paths: str) -> None:
    """Load and say so."""
    store = open_store(Path(almanac), clock=clock)
    load(
        store,
        [Path(path) for path in paths],
        actor=ANN,
        clock=clock,
        batch=int(batch),
        progress=lambda done, total, what: print(done, what, flush=True),
    )
    print("loaded", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
