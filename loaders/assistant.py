"""Another process that prepares the next batch of a long document while this one writes the last.

It is given linkers and tasks through a pipe and gives back what `prepared` makes of them; it touches no store.
Invariants: one task at a time; it ends when its pipe does, so none is left behind where the loading process is killed.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

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
    """This process's end.  Every `begin` is followed by one `finished`."""

    def __init__(self, pipe: Connection) -> None:
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
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_assist, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Assistant(ours)
    finally:
        ours.close()
        process.join()


def _assist(pipe: Connection) -> None:
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
