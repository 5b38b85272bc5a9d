"""What queries share: the transaction and the revision that they ask, how a window is written, keys, and totals of a window."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graph.neo4j.form import OURS, labelled
from graph.neo4j.nodes import survivors
from graph.neo4j.session import Session
from graph.projection.nodes import kind_number, unanswerable
from graph.projection.state import Memory
from graph.view import ALWAYS, Window
from schema.changeset import Revision
from schema.edges.news import Mentions
from schema.keys import Key, kind_word
from schema.kinds.event import Event

MENTIONS = Mentions.type()
EVENT = Event.__name__
_SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asking:
    """A transaction, the revision that it was begun at, and what is remembered of revisions."""

    session: Session
    revision: Revision
    memory: Memory

    def find(self, keys: Sequence[Key]) -> list[Key]:
        """What these keys stand for, a merged one for its survivor.  Raises NotFound, BadRequest."""
        read_as = survivors(self.session, keys)
        for key in keys:
            if key not in read_as or kind_word(key) == Event.word():
                raise unanswerable(key)
        return [read_as[key] for key in keys]

    def newest(self) -> datetime | None:
        """The instant of the newest event."""
        rows = self.session.rows(_NEWEST)
        return native(rows[0]["at"]) if rows else None

    def mentioned(self, keys: Collection[Key], window: Window) -> dict[Key, int]:
        """n(x): how many events of a window mention each of these nodes."""
        query = f"MATCH (one:{OURS}) WHERE one.key IN $keys RETURN one.key AS key, {mentioning('one', window)} AS count"
        rows = self.session.rows(query, keys=list(keys), **instants(window))
        return {row["key"]: row["count"] for row in rows}

    def events(self, window: Window) -> int:
        """N: how many events of a window mention anything.  Looks at each of them, once a revision."""
        if window.since is None and window.until is not None:  # so that none is looked at that has no instant
            return self.events(ALWAYS) - self.events(Window(since=window.until))

        def counted() -> int:
            (row,) = self.session.rows(
                EVENTS if window == ALWAYS else events_within(window), **instants(window)
            )
            found: int = row["count"]
            return found

        return self.memory.get(("events", self.revision, window), counted)


def events_within(window: Window) -> str:
    """The query for N in a window that has a beginning."""
    return (
        f"MATCH (event:{OURS}) WHERE {within('event', window)} AND EXISTS {{ (event)-[:{MENTIONS}]->() }}"
        " RETURN count(event) AS count"
    )


def shape(window: Window) -> Window:
    """A window that is open where `window` is: all windows of one shape are asked by one query."""
    return Window(window.since and _SOME_TIME, window.until and _SOME_TIME)


def within(event: str, window: Window) -> str:
    """The condition that an event is in a window; what has no instant is only in those that are open at the start."""
    if window == ALWAYS:
        return "true"
    dated = dated_within(event, window)
    return dated if window.since else f"({dated} OR {event}.at IS NULL)"


def dated_within(event: str, window: Window) -> str:
    """The condition that an event has an instant, which is in a window that is not open on both sides; by the index on `at`."""
    since, until = f"{event}.at >= $since", f"{event}.at < $until"
    if window.since is None:
        return until
    return since if window.until is None else f"{since} AND {until}"


def mentioning(one: str, window: Window) -> str:
    """n(x) as an expression; over all of time it is read off the node."""
    if window == ALWAYS:
        return f"COUNT {{ ({one})<-[:{MENTIONS}]-() }}"
    return f"COUNT {{ ({one})<-[:{MENTIONS}]-(its) WHERE {within('its', window)} }}"


def instants(window: Window) -> dict[str, datetime]:
    """The parameters of a window."""
    bounds = {"since": window.since, "until": window.until}
    return {
        name: at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        for name, at in bounds.items()
        if at is not None
    }


def native(at: Any) -> datetime | None:
    """An instant as Python has it."""
    return None if at is None else at.to_native().astimezone(UTC)


def keyed(node: str, word: str) -> str:
    """The condition that a key is of one kind, whatever became of the node; the index on keys answers it."""
    return f"{node}.key >= '{word}/' AND {node}.key < '{word}0'"  # 0 comes after /


def of_kinds(node: str, kinds: Iterable[str]) -> str:
    """The condition that a node is of one of these kinds, of any where none is named.  Raises BadRequest."""
    names = sorted(set(kinds), key=kind_number)
    return f"({' OR '.join(f'{node}{labelled([name])}' for name in names)})" if names else "true"


_NEWEST = (
    f"MATCH (event:{OURS}) WHERE event.at IS NOT NULL AND event:{EVENT}"
    " RETURN event.at AS at ORDER BY at DESC LIMIT 1"
)
EVENTS = (
    f"MATCH (event:{OURS}) WHERE {keyed('event', Event.word())} AND EXISTS {{ (event)-[:{MENTIONS}]->() }}"
    " RETURN count(event) AS count"
)
