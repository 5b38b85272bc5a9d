"""The queries of listings: where their rows are found, how they are cut.

Rows are found by what narrows them most: out of a source, in a window by `at`, by status, by importance, in the order of time,
else kind by kind, since keys begin with their kind.  Of ours only what is read has an instant, a status or an importance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from graph.neo4j.form import KNOWN, MERGED, OURS
from graph.neo4j.traverse.asking import dated_within, keyed, shape, within
from graph.neo4j.traverse.concerns import concerning
from graph.projection.instants import ABSENT
from graph.projection.nodes import kind_number, status_number
from graph.view import ALWAYS, Filter, Order, Window
from schema.edges.news import PublishedBy
from schema.kinds.event import Event
from schema.ontology import KINDS

_EVENT = Event.word()
_WORDS = {name: kind.word() for name, kind in KINDS.items()}
_PUBLISHED_BY = PublishedBy.type()
_VALUES = {
    "key": "0",
    "at": "n.at.epochSeconds",
    "importance": "coalesce(n.importance, 0)",
    "count": f"{concerning('n')} + COUNT {{ (n)<-[:{_PUBLISHED_BY}]-() }}",  # nothing goes into an event
}


class Phase(NamedTuple):
    """Which rows a statement asks for, and whether it goes on after a place among them."""

    name: Literal["all", "dated", "undated"]
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a filter decides how it is asked; the values themselves are parameters.

    words: the kinds that pass, as keys begin.  statuses: nodes without one may pass where "" is named.
    """

    words: tuple[str, ...]
    statuses: Literal["", "one", "one or none"]
    window: Window
    importance: bool
    source: bool

    @classmethod
    def of(cls, which: Filter) -> Shape:
        """Raises BadRequest for an unknown kind or status."""
        for status in which.statuses:
            status_number(status)
        words = [_WORDS[name] for name in sorted(set(which.kinds), key=kind_number) or KINDS]
        if which.statuses:
            words = [word for word in words if word != _EVENT]
        if which.source is not None or which.importance is not None:
            words = [word for word in words if word == _EVENT]
        return cls(
            tuple(words),
            "" if not which.statuses else "one or none" if "" in which.statuses else "one",
            shape(which.window),
            (which.importance or 0) > 0,  # one that is not known counts as 0
            which.source is not None,
        )

    def found(self, order: Order, phase: Phase) -> Iterator[str]:
        """The clauses that find the rows of a phase as `n`, in parts that have none in common; they end with a condition."""
        if not self.words:
            return
        dated, undated = phase.name == "dated", phase.name == "undated"
        when = "".join((" AND n.at IS NOT NULL" if dated else "", " AND n.at IS NULL" if undated else ""))
        rest = self._passing() + when
        among = f" AND split(n.key, '/')[0] IN $words{rest}"
        if self.source:
            yield f"MATCH (:{OURS} {{key: $source}})<-[:{_PUBLISHED_BY}]-(n) WHERE {within('n', self.window)}{rest}"
        elif self.window != ALWAYS:
            if not undated:
                yield f"MATCH (n:{OURS}) WHERE {dated_within('n', self.window)}{among}"
            if self.window.since is None and not dated and _EVENT in self.words:
                yield f"MATCH (n:{OURS}) WHERE {_of(_EVENT)} AND n.at IS NULL{rest}"
        elif self.statuses == "one":
            yield f"MATCH (n:{OURS}) WHERE n.status IN $statuses{among}"
        elif self.importance:
            yield f"MATCH (n:{OURS}) WHERE n.importance >= $importance AND split(n.key, '/')[0] IN $words{when}"
        elif dated and _EVENT in self.words:
            yield f"MATCH (n:{OURS}) WHERE n.at IS NOT NULL{among}"
        else:
            for word in self.words:
                yield f"MATCH (n:{OURS}) WHERE {_of(word)}{rest}"

    def _passing(self) -> str:
        passing = ""
        if self.statuses:
            passing += " AND coalesce(n.status, '') IN $statuses"
        if self.importance:
            passing += " AND n.importance >= $importance"
        return passing


def _of(word: str) -> str:
    """The condition that a node is read, and of one kind."""
    return f"{keyed('n', word)} AND NOT n:{MERGED} AND NOT n:{KNOWN}"


@cache
def total(form: Shape) -> str:
    """The query for how many rows there are."""
    parts = " UNION ALL ".join(
        f"{found} RETURN count(n) AS some" for found in form.found("key", Phase("all"))
    )
    return f"CALL () {{ {parts} }} RETURN sum(some) AS count"


@cache
def paged(form: Shape, order: Order, descending: bool, phase: Phase) -> str:
    """The query for the first `$limit` rows of a phase; "" where there can be none."""
    parts = "\n  UNION ALL\n  ".join(
        _page(found, order, descending, phase) for found in form.found(order, phase)
    )
    down, key_down = (" DESC" if descending else ""), (" DESC" if descending and order == "key" else "")
    order_by = f"ORDER BY value{down}, key{key_down} LIMIT $limit"
    return f"CALL () {{\n  {parts}\n}}\nRETURN key, value {order_by}" if parts else ""


def _page(found: str, order: Order, descending: bool, phase: Phase) -> str:
    """One part of a page, ordered by the property itself where there may be an index on it."""
    later, down = ("<", " DESC") if descending else (">", "")
    if order == "key":
        on = f" AND n.key {later} $after" if phase.goes_on else ""
        return f"{found}{on} RETURN n.key AS key, 0 AS value ORDER BY n.key{down} LIMIT $limit"
    if phase.name == "undated":
        on = " AND n.key > $after" if phase.goes_on else ""
        return f"{found}{on} RETURN n.key AS key, {ABSENT} AS value ORDER BY n.key LIMIT $limit"
    if phase.name == "dated":
        on = f" AND n.at {later}= $at AND (n.at {later} $at OR n.key > $after)" if phase.goes_on else ""
        return f"{found}{on} RETURN n.key AS key, {_VALUES[order]} AS value ORDER BY n.at{down}, n.key LIMIT $limit"
    on = f" WHERE value {later} $value OR (value = $value AND n.key > $after)" if phase.goes_on else ""
    return (
        f"{found} WITH n, {_VALUES[order]} AS value{on}"
        f" RETURN n.key AS key, value ORDER BY value{down}, key LIMIT $limit"
    )
