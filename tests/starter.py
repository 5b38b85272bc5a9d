"""The starter almanac, loaded once by a run of the tests however many workers it has: loading it takes seconds."""

from __future__ import annotations

import fcntl
from pathlib import Path

from click.testing import CliRunner

from api.cli.main import main


def loaded_starter(folder: Path) -> Path:
    """The file of the starter almanac in `folder`, loaded by the command line by whoever comes first."""
    store = folder / "almanac.db"
    whole = folder / "whole"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            loaded = CliRunner().invoke(main, ["--store", str(store), "load", "--starter"])
            assert loaded.exit_code == 0, loaded.output
            whole.touch()
    return store
