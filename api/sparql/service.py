"""Asking in SPARQL: guarded, of a copy that is kept in step, within limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from api.sparql.answer import Answer, Failed, Question
from api.sparql.copy import Copy
from api.sparql.generation import Generation
from api.sparql.guard import refuse
from api.sparql.limits import Limits
from api.sparql.pool import Pool
from graph.store import Store
from schema.changeset import Revision
from schema.errors import BadRequest, NotReady, StoreProblem
from schema.rdf import VOCABULARIES

_LOOKS = 0.05  # seconds between two looks at whether a copy is there
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the query, media types for an answer of either sort ("" where none will do), and the dataset."""

    query: str
    solutions: str = ""
    graph: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, and the revision that it is of."""

    answer: Answer
    revision: Revision


class Service:
    """Answers questions about one store.

    renew: brings the copy in step, or has another process begin to.  wait: seconds that a question waits for that; where
    the copy is older still, the answer is of the older one.
    """

    def __init__(
        self,
        store: Store,
        copy: Copy,
        renew: Callable[[], object],
        limits: Limits,
        *,
        wait: float,
        processes: int = 1,
    ) -> None:
        self._store = store
        self._copy = copy
        self._renew = renew
        self._wait = wait
        self._limits = limits
        self._pool = Pool(limits, processes)

    def ask(self, asked: Asked) -> Told:
        """The answer.

        Raises NotAllowed, BadRequest for what is no query or has too long an answer, Stopped, and NotReady while the
        first copy is being made.
        """
        refuse(asked.query)
        for _ in range(_TRIES):
            generation = self.newest()
            told = self._pool.ask(self._question(asked, generation))
            if isinstance(told, Answer):
                return Told(told, generation.about.revision)
            if told.why == "data":
                self._copy.drop(generation)
            elif told.why != "gone":
                raise _bad(told)
        raise StoreProblem(
            "the RDF copy can't be read", where=str(self._copy.folder), do="Delete that folder"
        )

    def newest(self) -> Generation:
        """The copy of the newest revision, or what there is when the time to wait for it is over.  Raises NotReady."""
        until = time.monotonic() + self._wait
        wanted = self._store.revision()
        while (found := self._copy.newest(self._store)) is None or found.about.revision < wanted:
            if time.monotonic() > until:
                break
            self._renew()
            time.sleep(_LOOKS)
        if found is None:
            raise NotReady("the almanac is being copied as RDF for the first time", do="Ask again in a while")
        return found

    def close(self) -> None:
        """End the processes that answer."""
        self._pool.close()

    def _question(self, asked: Asked, generation: Generation) -> Question:
        return Question(
            generation.data,
            asked.query,
            asked.solutions,
            asked.graph,
            self._limits.rows,
            PREFIXES,
            asked.default_graphs,
            asked.named_graphs,
        )


# What a query need not declare.
PREFIXES = {one.prefix: one.base for one in VOCABULARIES}


def _bad(failed: Failed) -> BadRequest:
    if failed.why == "too much":
        return BadRequest(failed.text, do="Give the query a LIMIT, or ask for less")
    return BadRequest(f"the query can't be read: {failed.text}")
