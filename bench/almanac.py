"""The almanac itself under the same questions as its peers: what an opened one answers, in process."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from graph.projection import open_projection
from graph.sqlite import open_store
from graph.view import View, Window
from schema.keys import Key


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def folder_of(path: Path) -> Path:
    """Where the projection's base of an almanac lies."""
    return path.with_name(f"{path.name}-projection")


class Almanac:
    """An open almanac with its projection, opened from the base that it keeps; `ready` is how many milliseconds that took."""

    def __init__(self, path: Path) -> None:
        self.store = open_store(path)
        begun = time.perf_counter()
        self.follower = open_projection(self.store, folder_of(path))
        with self.follower.view():
            self.ready = (time.perf_counter() - begun) * 1000

    def asking(self, question: Callable[[View], object]) -> Callable[[], object]:
        """A question to time: a view is opened, asked and closed."""

        def ask() -> object:
            with self.follower.view() as view:
                return question(view)

        return ask

    def cooccurring(self, entity: Key, since: int | None = None) -> Callable[[], object]:
        """The first page of co-occurring entities."""
        window = Window(datetime.fromtimestamp(since, UTC)) if since else Window()
        return self.asking(lambda view: view.traversals.cooccurring(entity, window))

    def page(self, entity: Key) -> Callable[[], object]:
        """All that the page of an entity shows, contents included."""
        return self.asking(lambda view: page(view, entity))


def page(view: View, entity: Key) -> object:
    """Node, aliases, presence, 20 co-occurring, 12 alike, 10 events with their members and sources: values and contents."""
    asked = view.traversals
    events = asked.events_of(entity)
    company = asked.cooccurring(entity)
    alike = asked.similar(entity)
    presence = asked.presence([entity])
    keys = [row.event for row in events.rows]
    around = view.reader.edges(keys, "out")
    names = {edge.dst for edges in around.values() for edge in edges}
    names |= {row.key for row in company.rows} | {row.key for row in alike}
    tied = view.reader.edges([entity], "in", {"ALIAS_OF", "COVERS"})
    names |= {edge.src for edge in tied[entity]}
    return view.reader.nodes({entity, *keys, *names}), company, alike, presence
