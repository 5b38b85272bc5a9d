"""Has the projection's base written anew by a process of its own, so that whoever answers requests goes on answering."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

_PAUSE = 60.0  # seconds from one beginning to the next at the least, should it fail or be too slow
_NICER = 10
_COMMAND = "from api.cli.main import main; main()"


class Rewriting:
    """Begins `almanac snapshot` on a store when called, one at a time, and not at once again."""

    def __init__(self, path: Path) -> None:
        self._command = [sys.executable, "-c", _COMMAND, "--store", str(path), "snapshot"]
        self._child: subprocess.Popen[bytes] | None = None
        self._rested = 0.0

    def __call__(self) -> None:
        if (self._child and self._child.poll() is None) or time.monotonic() < self._rested:
            return
        self._rested = time.monotonic() + _PAUSE
        # What it has to say beyond success stands on the same standard error.
        self._child = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603  # constant but for the path
        os.setpriority(os.PRIO_PROCESS, self._child.pid, _NICER)

    def ended(self, wait: float) -> int | None:
        """Wait so many seconds for the process that was begun last; its exit code, None where none was begun."""
        return self._child.wait(wait) if self._child else None
