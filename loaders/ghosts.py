"""Finds the entities that no longer live but may still be mentioned: mentions of them are said, though no longer read.

A reader shows no edge of which an end is gone, so only the revision log tells: what was touched or mentioned since the
almanac was last settled, and does not live now.  Invariant: before that, every mention of what was gone was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.store import Reader, Store
from schema.canonical import Json
from schema.changeset import Change, Revision
from schema.declare import EdgeRef
from schema.errors import Forgotten
from schema.keys import Key
from schema.ontology import is_entity

_JUDGED = ("loser", "survivor", "a", "b", "ref")


class Ghosts:
    """Follows the log from the revision at which an almanac was last settled."""

    def __init__(self, store: Store, settled: Revision) -> None:
        self._store = store
        self._read = settled
        self._touched: set[Key] = set()

    def now(self, reader: Reader) -> set[Key]:
        """Those that do not live in what `reader` sees."""
        try:
            for change in self._store.changes(self._read):
                self._touched.update(key for key in _nodes(change) if is_entity(key))
                self._read = change.revision
        except Forgotten:
            # The log keeps far more than one load makes; what it has forgotten was settled long ago.
            self._read = reader.revision
        return self._touched - reader.resolve(self._touched).keys()


def _nodes(change: Change) -> Iterator[Key]:
    for ref in change.touched:
        yield ref.dst if isinstance(ref, EdgeRef) else ref
    for judged in (*change.judged, *change.unjudged):
        yield from _judged(judged)


def _judged(judgement: Mapping[str, Json]) -> Iterator[Key]:
    """The nodes that a judgement of the log names."""
    for name in _JUDGED:
        if isinstance(value := judgement.get(name), str):
            yield value
