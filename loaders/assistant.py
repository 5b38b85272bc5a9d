"""Another process that prepares the next batch of a long document while this one writes the last.

It is given linkers and tasks through a pipe and gives back what `prepared` makes of them; it touches no store.
Invariants: one task at a time; it ends when its pipe does, so none is left behind where the loading process is killed.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from subprocess import Popen
from typing import Any

from loaders.items import Item
from loaders.link.linker import Linker
from loaders.prepare import Task, prepared
from loaders.seldom import seldom_collected
from schema.errors import StoreProblem

PAYS = 20_000  # records from which on another process is worth the second or two until it is ready


def pays(records: int) -> bool:
    """Whether a document of so many records is worth an assistant here."""
    return records >= PAYS and (os.cpu_count() or 1) > 1


class Assistant:
    """This process's end.  Every `begin` is followed by one `finished`.  pid: of the other."""

    def __init__(self, pipe: Connection, pid: int) -> None:
        self.pid = pid
        self._pipe = pipe
        self._linker: Linker | None = None

    def begin(self, linker: Linker, task: Task) -> None:
        """Give it a task, and the linker where that is another one than before.  Raises StoreProblem where it has ended."""
        with _still_there():
            _send(self._pipe, (linker if linker is not self._linker else None, task))
        self._linker = linker

    def finished(self) -> list[Item | str]:
        """What it has made of the task; waits for it.  Raises StoreProblem where it has ended."""
        with _still_there():
            made: list[Item | str] = _receive(self._pipe)
        return made


# Not by the pipe's own `send`, which lends a buffer out of a BytesIO: where the other end is gone, the error keeps both, and
# early releases of Python 3.12 crash when they collect them.
def _send(pipe: Connection, value: object) -> None:
    pipe.send_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def _receive(pipe: Connection) -> Any:
    return pickle.loads(pipe.recv_bytes())  # noqa: S301  # from our own process at the other end


@contextmanager
def _still_there() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError):
        raise StoreProblem(
            "the process that prepares items has ended", do="Load again: what was loaded stays"
        ) from None


@contextmanager
def assistant() -> Iterator[Assistant]:
    """Start one, and end it."""
    ours, theirs = Pipe()
    with theirs:
        end = theirs.fileno()
        # Not by multiprocessing, which would run the main module of whoever loads again.
        process = Popen([sys.executable, "-m", "loaders.assistant", str(end)], pass_fds=[end])  # noqa: S603  # constant but for a number
    try:
        with ours:
            yield Assistant(ours, process.pid)
    finally:
        process.wait()


def assist(pipe: Connection) -> None:
    """Prepare what comes through the pipe, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the loading process decides, and closes the pipe
    linker = Linker(())
    with seldom_collected():
        while True:
            try:
                given, task = _receive(pipe)
                linker = given or linker
                _send(pipe, prepared(linker, task))
            except (EOFError, ConnectionError):
                return


if __name__ == "__main__":
    assist(Connection(int(sys.argv[1])))
