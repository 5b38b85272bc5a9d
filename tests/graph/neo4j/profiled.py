"""A transaction whose queries are profiled as they run: what the server did for each, operator by operator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from neo4j import Record, Transaction

from graph.neo4j.session import Calls, Session


@dataclass(frozen=True)
class Step:
    """An operator of a plan, with what it says of itself."""

    operator: str
    hits: int
    rows: int
    details: str


@dataclass(frozen=True)
class Ran:
    """A query and its plan's operators, the outermost first."""

    query: str
    steps: tuple[Step, ...]

    @property
    def hits(self) -> int:
        """How often the store was asked for something."""
        return sum(step.hits for step in self.steps)

    def operators(self) -> set[str]:
        """The kinds of operators that ran."""
        return {step.operator for step in self.steps}


class Profiled(Session):
    """A session that keeps the plans of what it ran in `ran`."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, Calls())
        self._running = transaction
        self.ran: list[Ran] = []

    def stream(self, query: str, /, **parameters: Any) -> Iterator[Record]:
        """See `Session.stream`."""
        result = self._running.run(f"PROFILE {query}", parameters)
        rows = list(result)
        profile = result.consume().profile
        assert profile is not None
        self.ran.append(Ran(query, tuple(_steps(profile))))
        yield from rows


def _steps(plan: dict[str, Any]) -> Iterator[Step]:
    told = plan["args"]
    yield Step(
        plan["operatorType"].partition("@")[0],
        int(told.get("DbHits", 0)),
        int(told.get("Rows", 0)),
        str(told.get("Details", "")),
    )
    for child in plan.get("children", ()):
        yield from _steps(child)
