"""A process that answers questions, one at a time, under limits that the kernel keeps: it may have to be killed.

Invariants: it writes nothing; it ends when its pipe does, or its alarm rings, so that none is left behind where the
process that asked is killed.
"""

from __future__ import annotations

import pickle
import re
import resource
import signal
import sys
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph

from api.sparql.answer import Answer, Failed, Question, TooMuch, answered
from api.sparql.generation import in_use

MEGABYTE = 1_000_000
READY = b"ready"  # what it says first: the time of its own start is nobody's question's
_GRACE = 2  # seconds after the limit at which whoever asks kills
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SHOWN = 200
_DAMAGE = "Corruption"  # as RocksDB calls it


class _Opened:
    """The data that are open; others are opened when a question names them."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._data = pyoxigraph.Store()
        self._use = ExitStack()

    def at(self, folder: Path) -> pyoxigraph.Store:
        """Those of that folder.  Raises FileNotFoundError where they are deleted, OSError where they are damaged."""
        if folder != self._folder:
            self._use.close()
            self._folder = None
            self._use.enter_context(in_use(folder.parent))
            self._data = pyoxigraph.Store.read_only(str(folder))
            self._folder = folder
        return self._data


def answer(opened: _Opened, question: Question) -> Answer | Failed:
    """The answer, or why there is none."""
    try:
        data = opened.at(question.data)
    except FileNotFoundError:
        return Failed("gone")
    except (OSError, RuntimeError) as error:
        return Failed("data", str(error))
    try:
        return answered(data, question)
    except SyntaxError as error:
        return Failed("query", _readable(str(error), question.query))
    except TooMuch as error:
        return Failed("too much", str(error))
    except MemoryError:
        return Failed("memory")
    except OSError as error:
        return Failed("data", str(error))
    except (
        RuntimeError,
        ValueError,
    ) as error:  # a function that does not exist, an IRI that is none; or damage
        return Failed("data" if str(error).startswith(_DAMAGE) else "query", str(error))


def _readable(message: str, query: str) -> str:
    """A syntax error with its place; a long list of all that could stand there is left out."""
    place = _PLACE.match(message)
    if place is None:
        return message
    line, column = int(place[1]), int(place[2])
    lines = query.splitlines() or [""]
    rest = lines[min(line, len(lines)) - 1][column - 1 :].strip()
    where = f"line {line}, column {column}, before {rest[:30]!r}" if rest else f"the end of line {line}"
    return f"{where}: {place[3]}" if len(place[3]) <= _SHOWN else where


def serve(pipe: Connection, seconds: float, megabytes: int) -> None:
    """Answer what comes through the pipe, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides, and closes the pipe
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, whatever it is at
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    most = own + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    opened = _Opened()
    pipe.send_bytes(READY)
    while True:
        try:
            question = pickle.loads(pipe.recv_bytes())  # noqa: S301  # from our own process at the other end
            signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
            told = pickle.dumps(answer(opened, question), pickle.HIGHEST_PROTOCOL)
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send_bytes(told)
        except (EOFError, ConnectionError):
            return


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]))
