"""The processes that answer: started when first needed, killed at a limit and replaced."""

from __future__ import annotations

import pickle
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from queue import Empty, LifoQueue
from subprocess import Popen

from api.sparql.answer import Answer, Failed, Question
from api.sparql.limits import Limits
from api.sparql.worker import serve
from schema.errors import NotReady, Stopped

_START = 60.0  # seconds that a process may take to start
_PATIENCE = 5.0  # seconds that a question waits for a process that is free


class Worker:
    """This process's end of one that answers."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pipe, theirs = Pipe()
        with theirs:
            end = theirs.fileno()
            told = [str(end), str(limits.seconds), str(limits.megabytes)]
            # Not by multiprocessing, which would run the main module of whoever serves again.
            self.process = Popen([sys.executable, "-m", serve.__module__, *told], pass_fds=[end])  # noqa: S603  # constant but for numbers
        self._started = False

    def ask(self, question: Question) -> Answer | Failed:
        """What it answers.  Raises Stopped where it came to a limit; then it has ended."""
        try:
            self._await_start()
            self._pipe.send_bytes(pickle.dumps(question, pickle.HIGHEST_PROTOCOL))
            if not self._pipe.poll(self._limits.seconds):
                raise Stopped(
                    f"the query was stopped after {self._limits.seconds:g} seconds",
                    do="Ask for less: name kinds or entities, or narrow what is counted",
                )
            told: Answer | Failed = pickle.loads(self._pipe.recv_bytes())  # noqa: S301  # from our own process
        except (EOFError, ConnectionError):
            raise self._ended() from None
        if isinstance(told, Failed) and told.why == "memory":
            raise self._too_large()
        return told

    def _await_start(self) -> None:
        if not self._started:
            if not self._pipe.poll(_START):
                raise NotReady(
                    "the process that answers takes long to start", do="Ask again in a few seconds"
                )
            self._pipe.recv_bytes()
            self._started = True

    def end(self) -> None:
        """End it, whatever it is at."""
        self._pipe.close()
        self.process.kill()
        self.process.wait()

    def _ended(self) -> Stopped:
        if self.process.wait() in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL):
            return self._too_large()
        return Stopped("the process that answers has ended", do="Ask again")

    def _too_large(self) -> Stopped:
        return Stopped(
            f"the query was stopped: it needs more than {self._limits.megabytes:,} MB of memory",
            do="Ask for less: name kinds or entities, or order and group fewer rows",
        )


class Pool:
    """So many processes at most, each for one question at a time.  For any number of threads."""

    def __init__(self, limits: Limits, most: int) -> None:
        self._limits = limits
        self._free: LifoQueue[Worker | None] = LifoQueue()
        for _ in range(most):
            self._free.put(None)

    def ask(self, question: Question) -> Answer | Failed:
        """What one of them answers.  Raises Stopped, NotReady where all are busy for long."""
        with self._one() as worker:
            return worker.ask(question)

    def close(self) -> None:
        """End those that are there, once they are free."""
        while not self._free.empty():
            if worker := self._free.get():
                worker.end()

    @contextmanager
    def _one(self) -> Iterator[Worker]:
        try:
            worker = self._free.get(timeout=_PATIENCE)
        except Empty:
            raise NotReady("other queries are being answered", do="Ask again in a few seconds") from None
        try:
            worker = worker or Worker(self._limits)
            yield worker
        except BaseException:  # whatever it was, it may be in the middle of a question: it is not used again
            if worker:
                worker.end()
            worker = None
            raise
        finally:
            self._free.put(worker)
