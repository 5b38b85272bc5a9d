"""Listings in Cypher: see `graph/traverse/listing.py`.  Filtered, ordered and cut on the server; queries are in `filtering.py`.

Rows without an instant are the least by `at`, and in no index: where `at` orders they are a statement of their own, run where
the page is not full without.  How many rows there are is counted once a revision.
"""

from __future__ import annotations

from graph.neo4j.traverse.asking import Asking, instants
from graph.neo4j.traverse.filtering import Phase, Shape, paged, total
from graph.projection.instants import ABSENT, instant
from graph.traverse.cursor import Place, checked_limit, page, read
from graph.traverse.listing import listed
from graph.view import Filter, Order, Page
from schema.errors import BadRequest
from schema.keys import Key


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
        "words": list(form.words),
        "statuses": list(which.statuses),
        "importance": which.importance,
        "source": source,
        **instants(which.window),
    }

    def counted() -> int:
        found: int = asking.session.rows(total(form), **told)[0]["count"] if form.words else 0
        return found

    turn = -1 if descending else 1
    value = turn * int(place.values[0]) if place else None
    rows: dict[Key, int] = {}
    for phase in _phases(form, order, descending, value):
        query = paged(form, order, descending, phase)
        if not query:
            continue
        found = asking.session.rows(
            query,
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
