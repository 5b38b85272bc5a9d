"""What the oracles stand on: a graph as read, indexed with plain dicts.  Definitions, no speed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar

from graph.view import ALWAYS, Page, Window
from schema.declare import Node
from schema.keys import Key
from schema.kinds.entity import Entity
from schema.kinds.event import Event
from tests.graph.projection.world import Plain

T = TypeVar("T")
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Indexed:
    """A plain graph with its events at hand."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain
        self.nodes = plain.nodes
        self.events: dict[Key, Event] = {
            key: node for key, node in plain.nodes.items() if isinstance(node, Event)
        }
        self.mentions: dict[Key, set[Key]] = {key: set() for key in self.events}
        for link in plain.links:
            if link.type == "MENTIONS":
                self.mentions[link.src].add(link.dst)

    def key(self, key: Key) -> Key:
        """Where a key is read."""
        return self.plain.redirects.get(key, key)

    def at(self, event: Key) -> datetime:
        """The instant of an event; long ago where it has none."""
        return self.events[event].at or LONG_AGO

    def within(self, window: Window) -> set[Key]:
        """The events of a window."""
        return {key for key in self.events if inside(window, self.events[key].at)}

    def newest_first(self, events: Iterable[Key]) -> list[Key]:
        """Events, newest first, then key."""
        return sorted(sorted(events), key=self.at, reverse=True)

    def with_mentions(self, window: Window) -> dict[Key, set[Key]]:
        """What each event of a window mentions."""
        return {event: self.mentions[event] for event in self.within(window)}

    def entities(self) -> list[Key]:
        """All entities, by key."""
        return sorted(key for key, node in self.nodes.items() if isinstance(node, Entity))

    def of_kinds(self, key: Key, kinds: Collection[str]) -> bool:
        """Whether a node is of one of these kinds; of any where none is given."""
        return not kinds or type(self.nodes[key]).__name__ in kinds

    @cached_property
    def concerns(self) -> dict[Key, dict[Key, set[str]]]:
        """node → event → why it concerns the node."""
        links = self.plain.links
        found: dict[Key, dict[Key, set[str]]] = {key: {} for key in self.nodes}
        for link in links:
            if link.type in ("MENTIONS", "ANNOUNCES"):
                found[link.dst].setdefault(link.src, set()).add(link.type.lower())
            if link.type == "ANNOUNCES":
                wrote = {edge.dst for edge in links if edge.type == "AUTHORED_BY" and edge.src == link.dst}
                came = {edge.src for edge in links if edge.type == "INTRODUCED_IN" and edge.dst == link.dst}
                for maker in wrote | came:
                    found[maker].setdefault(link.src, set()).add("paper")
        return found


def inside(window: Window, at: datetime | None) -> bool:
    """Whether an instant, or none, is in a half-open window."""
    if at is None:
        return window.since is None
    return (window.since is None or window.since <= at) and (window.until is None or at < window.until)


def is_open(window: Window) -> bool:
    """Whether a window is the whole of time."""
    return window == ALWAYS


def status(node: Node) -> str:
    """An entity's status, "" for other nodes."""
    return node.status if isinstance(node, Entity) else ""


def all_pages(ask: Callable[[int, str], Page[T]], size: int) -> list[T]:
    """The rows of all pages of `size`, each checked to be full but for the last, with one total."""
    rows: list[T] = []
    page = ask(size, "")
    while True:
        rows += page.rows
        assert len(rows) <= page.total
        if not page.cursor:
            break
        assert len(page.rows) == size
        page = ask(size, page.cursor)
    assert len(rows) == page.total
    return rows
