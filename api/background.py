"""Has a command of the almanac's run by a process of its own, so that whoever answers requests goes on answering."""

from __future__ import annotations

import os
import subprocess
import sys
import time

_NICER = 10
_COMMAND = "from api.cli.main import main; main()"


class Background:
    """Begins a command on a store, a file or an address, when called: one at a time, and not before `pause` seconds after the last beginning."""

    def __init__(self, store: object, *command: str, pause: float) -> None:
        self._command = [sys.executable, "-c", _COMMAND, "--store", str(store), *command]
        self._pause = pause
        self._child: subprocess.Popen[bytes] | None = None
        self._rested = 0.0

    def __call__(self) -> None:
        if (self._child and self._child.poll() is None) or time.monotonic() < self._rested:
            return
        self._rested = time.monotonic() + self._pause
        # What it has to say beyond success stands on the same standard error.
        self._child = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603  # constant but for the store
        os.setpriority(os.PRIO_PROCESS, self._child.pid, _NICER)
