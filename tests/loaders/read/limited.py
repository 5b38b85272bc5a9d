"""Runs a function of the tests in a process of its own, under a limit of memory and of time."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MAPPED = Path("/proc/self/statm")  # its first figure: pages that a process has mapped


def run_limited(module: str, *arguments: str, more: int, seconds: int) -> str:
    """What `python -m module` prints.  It may take `more` bytes beyond what it has once it calls `hold`."""
    if not MAPPED.exists():
        pytest.skip(f"memory can't be limited here: there is no {MAPPED}")
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ALMANAC_TEST_MORE": str(more)},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"ended with {done.returncode}: {done.stderr[-2000:]}"
    return done.stdout


def hold() -> None:
    """From here on the process may map only as much more memory as its caller allowed."""
    mapped = int(MAPPED.read_text().split()[0]) * resource.getpagesize()
    limit = mapped + int(os.environ["ALMANAC_TEST_MORE"])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
