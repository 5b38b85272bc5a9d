"""Listings in Cypher: see `graph/traverse/listing.py`.  Filtered, ordered and cut on the server, by an index where one fits.

Things and events pass different filters, so each kind of row is a branch of its own.  Rows without an instant are the
least by `at`, but last or first by an index: where `at` orders, they are a statement of their own, run only where the
page is not full without.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from graph.neo4j.form import OURS
from graph.neo4j.traverse.asking import EVENT, Asking, instants, of_kinds, shape, within
from graph.neo4j.traverse.concerns import concerning
from graph.projection.instants import ABSENT, instant
from graph.projection.nodes import status_number
from graph.traverse.cursor import Place, checked_limit, page, read
from graph.traverse.listing import listed
from graph.view import ALWAYS, Filter, Order, Page, Window
from schema.edges.news import PublishedBy
from schema.errors import BadRequest
from schema.keys import Key
from schema.ontology import KINDS

_PUBLISHED_BY = PublishedBy.type()
_THINGS = tuple(name for name in KINDS if name != EVENT)
_VALUES = {
    "key": ("0", "0"),
    "at": ("n.at.epochSeconds", "n.at.epochSeconds"),
    "importance": ("0", "coalesce(n.importance, 0)"),
    "count": (f"{concerning('n')} + COUNT {{ (n)<-[:{_PUBLISHED_BY}]-() }}", "0"),
}  # of things, and of events


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a filter decides how it is asked; the values themselves are parameters."""

    things: str  # the condition on kinds; "" where none pass
    events: bool
    statuses: bool
    window: Window
    importance: bool
    source: bool

    @classmethod
    def of(cls, which: Filter) -> Shape:
        """Raises BadRequest for an unknown kind or status."""
        kinds = set(which.kinds)
        of_kinds("n", kinds)  # says what is no kind, Event or not
        for status in which.statuses:
            status_number(status)
        about_events = which.source is not None or which.importance is not None
        things = () if about_events else tuple(kinds - {EVENT}) if kinds else _THINGS
        return cls(
            of_kinds("n", things) if things else "",
            not which.statuses and (not kinds or EVENT in kinds),
            bool(which.statuses),
            shape(which.window),
            which.importance is not None,
            which.source is not None,
        )

    def branches(self) -> Iterator[tuple[str, bool]]:
        """The rows that pass, each kind as the clauses that find it as `n`, and whether they are events."""
        if self.things:
            conditions = [self.things]
            if self.statuses:
                conditions.append("n.status IN $statuses")
            if self.window != ALWAYS:
                conditions += [within("n", self.window), "n.at IS NOT NULL"]
            yield f"MATCH (n:{OURS}) WHERE {' AND '.join(conditions)}", False
        if self.events:
            conditions = [within("n", self.window)] if self.window != ALWAYS else []
            if self.importance:
                conditions.append("coalesce(n.importance, 0) >= $importance")
            found = f"MATCH (:{OURS} {{key: $source}})<-[:{_PUBLISHED_BY}]-(n)"
            if not self.source:
                found = f"MATCH (n:{OURS})"
                conditions.insert(0, f"n:{EVENT}")
            yield f"{found} WHERE {' AND '.join(conditions) or 'true'}", True


def listing(
    asking: Asking,
    which: Filter,
    *,
    order: Order = "key",
    descending: bool = False,
    limit: int = 20,
    after: str = "",
) -> Page[Key]:
    """Nodes that pass a filter, by a column, then key.  Raises NotFound for an unknown source, BadRequest."""
    asked = listed(which, order, descending)
    if order == "rank":
        raise BadRequest(
            "rank is measured on the projection, not kept on the server",
            do="Order by count, or ask the projection over the same store",
        )
    place = read(after, asked, 1)
    checked_limit(limit)
    form = Shape.of(which)
    source = None if which.source is None else asking.find([which.source])[0]
    told = {
        "statuses": list(which.statuses),
        "importance": which.importance,
        "source": source,
        **instants(which.window),
    }

    def counted() -> int:
        found: int = asking.session.rows(total(form), **told)[0]["count"] if form.things or form.events else 0
        return found

    turn = -1 if descending else 1
    value = turn * int(place.values[0]) if place else None
    rows: dict[Key, int] = {}
    for phase in _phases(form, order, descending, value) if form.things or form.events else ():
        found = asking.session.rows(
            paged(form, order, descending, phase),
            limit=limit + 1 - len(rows),
            value=value,
            at=instant(value) if value is not None and phase.name == "dated" else None,
            after=place and place.key,
            **told,
        )
        rows |= {row["key"]: row["value"] for row in found}
        if len(rows) > limit:
            break
    count = asking.memory.get(("listed", asking.revision, asked), counted)
    return page(list(rows), limit, count, asked, lambda key: Place((turn * rows[key],), key))


class Phase(NamedTuple):
    """Which rows a statement asks for, and whether it goes on after a place among them."""

    name: Literal["all", "dated", "undated"]
    goes_on: bool


def _phases(form: Shape, order: Order, descending: bool, value: int | None) -> list[Phase]:
    """What is asked for one after the other, given the value of the place that it goes on after."""
    if order != "at":
        return [Phase("all", value is not None)]
    dated = Phase("dated", value is not None and value != ABSENT)
    undated = Phase("undated", value == ABSENT)
    if form.window.since is not None:
        return [dated]
    in_turn = [dated, undated] if descending else [undated, dated]
    return in_turn[in_turn.index(undated if undated.goes_on else dated) :] if value is not None else in_turn


@cache
def total(form: Shape) -> str:
    """The query for how many rows there are."""
    branches = " UNION ALL ".join(f"{found} RETURN count(n) AS some" for found, _ in form.branches())
    return f"CALL () {{ {branches} }} RETURN sum(some) AS count"


@cache
def paged(form: Shape, order: Order, descending: bool, phase: Phase) -> str:
    """The query for the first `$limit` rows of a phase."""
    branches = "\n  UNION ALL\n  ".join(
        _page(found, _VALUES[order][is_event], order, descending, phase)
        for found, is_event in form.branches()
    )
    down, key_down = (" DESC" if descending else ""), (" DESC" if descending and order == "key" else "")
    return f"CALL () {{\n  {branches}\n}}\nRETURN key, value ORDER BY value{down}, key{key_down} LIMIT $limit"


def _page(found: str, value: str, order: Order, descending: bool, phase: Phase) -> str:
    """One branch of a page, by the property itself where there may be an index on it."""
    later = "<" if descending else ">"
    down = " DESC" if descending else ""
    if order == "key":
        on = f" AND n.key {later} $after" if phase.goes_on else ""
        return f"{found}{on} RETURN n.key AS key, 0 AS value ORDER BY n.key{down} LIMIT $limit"
    if phase.name == "undated":
        on = " AND n.key > $after" if phase.goes_on else ""
        return (
            f"{found} AND n.at IS NULL{on} RETURN n.key AS key, {ABSENT} AS value ORDER BY n.key LIMIT $limit"
        )
    if phase.name == "dated":
        on = f" AND n.at {later}= $at AND (n.at {later} $at OR n.key > $after)" if phase.goes_on else ""
        return (
            f"{found} AND n.at IS NOT NULL{on}"
            f" RETURN n.key AS key, {value} AS value ORDER BY n.at{down}, n.key LIMIT $limit"
        )
    on = f" WHERE value {later} $value OR (value = $value AND n.key > $after)" if phase.goes_on else ""
    return f"{found} WITH n, {value} AS value{on} RETURN n.key AS key, value ORDER BY value{down}, key LIMIT $limit"
