"""Another process that prepares the next batch of a long document while this one writes the last.

It is given linkers and tasks through a pipe and gives back what `prepared` makes of them; it touches no store.
Invariants: one task at a time; it ends when its pipe does, so none is left behind where the loading process is killed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from subprocess import Popen

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
            self._pipe.send((linker if linker is not self._linker else None, task))
        self._linker = linker

    def finished(self) -> list[Item | str]:
        """What it has made of the task; waits for it.  Raises StoreProblem where it has ended."""
        with _still_there():
            made: list[Item | str] = self._pipe.recv()
        return made


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
                given, task = pipe.recv()
                linker = given or linker
                pipe.send(prepared(linker, task))
            except (EOFError, ConnectionError):
                return


if __name__ == "__main__":
    assist(Connection(int(sys.argv[1])))
