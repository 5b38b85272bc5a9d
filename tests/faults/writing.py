"""A process of its own that writes batches, and says on its output which were acknowledged.  Run as a module.

`python -m tests.faults.writing PATH WRITER BATCHES`: batch i of writer w says the events w-i-0 … w-i-4 and a note.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from graph.sqlite import open_store
from schema.changeset import Changeset, Said
from schema.edges.news import PublishedBy
from schema.keys import Key, event_key, source_key
from schema.kinds.event import Event
from schema.kinds.source import Source

SIZE = 5
FEED = source_key("feed", "writer")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def events(writer: str, batch: int) -> list[Key]:
    """The keys of the events of a batch."""
    return [event_key(FEED, f"{writer}-{batch}-{i}") for i in range(SIZE)]


def changeset(writer: str, batch: int) -> Changeset:
    """A batch: its events, each with a text and its source, and a cursor."""
    keys = events(writer, batch)
    return Changeset(
        FEED,
        f"batch {batch} of {writer}",
        NOON,
        nodes=(
            Said(Source(key=FEED, name="Writer"), FEED),
            *(Said(Event(key=key, title=f"Item {batch} of {writer}", published=NOON), FEED) for key in keys),
        ),
        edges=tuple(Said(PublishedBy(src=key, dst=FEED), FEED) for key in keys),
        bodies=dict.fromkeys(keys, f"A longer text about batch {batch}"),
        notes={("cursor", writer): batch},
    )


def main(path: str, writer: str, batches: str) -> None:
    """Write them one after the other."""
    store = open_store(Path(path))
    for batch in range(int(batches)):
        store.apply(changeset(writer, batch))
        sys.stdout.write(f"{batch}\n")
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
