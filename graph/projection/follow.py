"""Keeps a projection and its names at the newest revision of a store, and gives out views.

Invariants: what a view holds never changes; the next state is made beside it and put in its place at once.  A view's
reader is opened after its state was made, so it is never older.  Whoever opens a view after a change was applied
sees it; only those who open one while that change is being taken in wait, and those who look at views never do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import takewhile
from threading import Lock

from graph.names import NameIndex
from graph.projection.advance import advance, compacted
from graph.projection.build import from_reader
from graph.projection.state import State
from graph.projection.touched import Touched
from graph.store import Reader, Store
from graph.traverse.projected import Projected
from graph.view import View
from schema.errors import Forgotten
from schema.keys import Key

LONGEST_TAIL = 50_000
WORTH_FOLLOWING = 4  # reading a node with its edges again costs about as much as streaming past this many
_SHORTEST_TAIL = 1_000


@dataclass(frozen=True, slots=True)
class Moment:
    """The projection and the names of one revision."""

    state: State
    names: NameIndex

    @classmethod
    def of(cls, reader: Reader) -> Moment:
        """Built from all that a reader sees."""
        return cls(from_reader(reader), NameIndex.of(reader))

    def followed(self, touched: Touched, reader: Reader) -> Moment:
        """This moment brought to the reader's revision, given all that was touched since."""
        advanced = advance(self.state, touched, reader)
        names = self.names
        if advanced.renamed or touched.forms:
            names = names.updated(reader, advanced.renamed)
        return Moment(advanced.state, names)

    def view(self, reader: Reader) -> View:
        """What one request asks."""
        names = self.names.bound(self.state.revision, self._counts)
        return View(Projected(self.state), reader, names)

    def _counts(self, entities: Sequence[Key]) -> list[int]:
        counts = self.state.concern_counts()
        numbers = (self.state.nodes.living(entity) for entity in entities)
        return [0 if number is None else int(counts[number]) for number in numbers]


class Follower:
    """Follows one store.  For any number of threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        with store.reader() as reader:
            self._moment = Moment.of(reader)

    @contextmanager
    def view(self) -> Iterator[View]:
        """A view of the newest revision.  Costs little where nothing changed.  The reader is for this thread alone."""
        moment = self._moment
        with ExitStack() as open_now:
            reader = open_now.enter_context(self._store.reader())
            if reader.revision != moment.state.revision:
                open_now.close()
                with self._lock:
                    # Opened under the lock, it is not older than what another thread has just taken in.
                    reader = open_now.enter_context(self._store.reader())
                    moment = self._caught_up(reader)
            yield moment.view(reader)

    def _caught_up(self, reader: Reader) -> Moment:
        if reader.revision != self._moment.state.revision:
            self._moment = self._next(reader)
        return self._moment

    def _next(self, reader: Reader) -> Moment:
        since = self._moment.state.revision
        try:
            changes = list(
                takewhile(lambda change: change.revision <= reader.revision, self._store.changes(since))
            )
        except Forgotten:
            return Moment.of(reader)
        touched, state = Touched.by(changes), self._moment.state
        everything = state.size + sum(len(part.block) for part in state.parts)
        if len(touched.nodes | touched.sources) > max(_SHORTEST_TAIL, everything // WORTH_FOLLOWING):
            return Moment.of(reader)
        moment = self._moment.followed(touched, reader)
        base, tail = (len(part.block) for part in moment.state.parts)
        if tail > min(LONGEST_TAIL, max(_SHORTEST_TAIL, base // 4)):
            moment = Moment(compacted(moment.state), moment.names)
        return moment
