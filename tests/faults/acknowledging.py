"""The command line in a process of its own, which notes what a server acknowledged.  Run as a module.

`python -m tests.faults.acknowledging NOTES WORD…`: runs `almanac WORD…`; a line of NOTES for each changeset that moved
something: its revision, how many assertions were new, its reason.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from api.cli.main import main
from graph.neo4j.store import Neo4jStore
from schema.changeset import Applied, Changeset


class Noted(NamedTuple):
    """A changeset that was acknowledged."""

    revision: int
    new: int
    reason: str


def noted(path: Path) -> list[Noted]:
    """What stands there; a line that a kill cut short was not told to anybody."""
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    parts = (line.split("\t", 2) for line in lines)
    return [Noted(int(revision), int(new), reason) for revision, new, reason in parts]


def _note(path: str) -> None:
    apply = Neo4jStore.apply
    notes = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def noting(store: Neo4jStore, change: Changeset, *, dry_run: bool = False) -> Applied:
        applied = apply(store, change, dry_run=dry_run)
        if applied.effective and not dry_run:
            os.write(notes, f"{applied.revision}\t{applied.new}\t{change.reason}\n".encode())
        return applied

    Neo4jStore.apply = noting  # type: ignore[assignment]  # it does the same, and says so


if __name__ == "__main__":
    _note(sys.argv[1])
    main(sys.argv[2:])
