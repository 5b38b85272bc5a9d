"""The projection at one revision: nodes, said edges, and events in a base and a tail.  It never changes.

The tail holds the events touched since the base was made; `Part.live` marks the rows of the base that it does not
replace.  What takes long to compute is kept with the state and computed once, when first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from graph.projection.derived import Derived
from graph.projection.events import Block, EventRows
from graph.projection.instants import bounds, instant, seconds
from graph.projection.nodes import NodeTable
from graph.projection.ragged import Ints, Longs, Mask, Ragged, Rows, ints
from graph.projection.typed import TypedEdges
from graph.view import Window
from schema.changeset import Revision
from schema.keys import Key

T = TypeVar("T")
_REMEMBERED = 64
_UNKNOWN = object()
_DATED = Window(since=datetime.min.replace(tzinfo=UTC))


class Span(NamedTuple):
    """A slice of rows."""

    start: int
    stop: int


class Totals(NamedTuple):
    """What a window holds: for each node the events that mention it, and the events with any mention."""

    mentioning: Longs
    events: int


@dataclass(frozen=True, slots=True)
class Part:
    """A block of events and which of its rows count; None where all do."""

    block: Block
    live: Mask | None = None

    def span(self, window: Window) -> Span:
        """The rows of a window."""
        return Span(*(int(place) for place in np.searchsorted(self.block.rows.at, bounds(window))))

    def mentioning(self, node: int, span: Span) -> Ints:
        """The rows within `span` that mention a node, rising."""
        return self._living(_within(self.block.mentioned.row(node), span))

    def published_by(self, node: int, span: Span) -> Ints:
        """The rows within `span` that a source published, rising."""
        return self._living(_within(self.block.published.row(node), span))

    def concerning(self, node: int, span: Span) -> tuple[Ints, NDArray[np.uint8]]:
        """The rows within `span` that concern a node, rising, and the bits of why."""
        rows, why = self.block.concerned.of(node)
        low, high = np.searchsorted(rows, span)
        rows, why = rows[low:high], why[low:high]
        if self.live is None:
            return rows, why
        kept = self.live[rows]
        return rows[kept], why[kept]

    def living(self, span: Span) -> Ints:
        """All rows within `span`, rising."""
        return self._living(np.arange(span.start, span.stop, dtype=np.int32))

    def counted(self, rows: Rows, size: int) -> Longs:
        """For each of `size` nodes, how many of these rows mention it.  One gather, one count."""
        return np.bincount(self.block.rows.mentions.gather(rows), minlength=size)

    def totals(self, span: Span) -> Totals:
        """What all rows within `span` hold, dead ones too."""
        mentions = self.block.rows.mentions
        low, high = mentions.starts[[span.start, span.stop]]
        counts = np.bincount(mentions.values[low:high], minlength=self.block.reach)
        events = int(np.count_nonzero(np.diff(mentions.starts[span.start : span.stop + 1])))
        return Totals(counts, events)

    def dead(self, span: Span) -> Totals:
        """What the dead rows within `span` hold."""
        mentions = self.block.rows.mentions
        if self.live is None:
            return Totals(np.zeros(0, np.int64), 0)
        dead = np.flatnonzero(~self.live[span.start : span.stop]) + span.start
        counts = np.bincount(mentions.gather(dead), minlength=1)
        return Totals(counts, int(np.count_nonzero(mentions.sizes(dead))))

    def observed_by(self, limit: int) -> Part:
        """This part with the events observed by then, those without an observation among them."""
        seen = self.block.rows.observed <= limit
        return Part(self.block, seen if self.live is None else seen & self.live)

    def find(self, keys: Sequence[Key]) -> Ints:
        """The rows of those keys that are here, in no particular order."""
        return self._living(self.block.find(keys))

    def _living(self, rows: Ints) -> Ints:
        return rows if self.live is None else rows[self.live[rows]]


class Memory:
    """Answers worth keeping, each computed once whichever thread asks first.  Forgets the oldest."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Hashable, _Answer] = {}

    def get(self, question: Hashable, compute: Callable[[], T]) -> T:
        """The answer kept for `question`, computed where there is none.  Only those who ask the same wait."""
        with self._lock:
            answer = self._kept.get(question)
            if answer is None:
                while len(self._kept) >= _REMEMBERED:
                    del self._kept[next(iter(self._kept))]
                answer = self._kept[question] = _Answer()
        return cast("T", answer.once(compute))


class _Answer:
    def __init__(self) -> None:
        self._lock = Lock()
        self._value: object = _UNKNOWN

    def once(self, compute: Callable[[], object]) -> object:
        if self._value is _UNKNOWN:
            with self._lock:
                if self._value is _UNKNOWN:
                    self._value = compute()
        return self._value


@dataclass(frozen=True, slots=True)
class State:
    """Everything that traversals ask, at one revision.

    memory: answers of this state.  of_base: answers of its base alone, which later states of the same base share.
    """

    nodes: NodeTable
    typed: TypedEdges
    base: Part
    tail: Part
    revision: Revision = 0
    observed_by: datetime | None = None
    derived: Derived | None = None
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)
    of_base: Memory = field(default_factory=Memory, compare=False, repr=False)

    @classmethod
    def empty(cls) -> State:
        """The projection of an empty almanac."""
        nothing = Part(Block.of(EventRows.empty(), Ragged.empty(), 0))
        return cls(NodeTable.empty(), TypedEdges.of((), 0), nothing, nothing)

    @property
    def parts(self) -> tuple[Part, Part]:
        """Base and tail."""
        return self.base, self.tail

    def as_of(self, limit: datetime) -> State:
        """The same nodes and edges with only the events that were observed by `limit`, to the second.  Kept."""
        whole = limit.replace(microsecond=0)

        def seen() -> State:
            base, tail = (part.observed_by(seconds(whole)) for part in self.parts)
            return State(self.nodes, self.typed, base, tail, self.revision, whole, of_base=self.of_base)

        return self.memory.get(("as of", whole), seen)

    @property
    def size(self) -> int:
        """How many numbers nodes have."""
        return len(self.nodes)

    @property
    def reach(self) -> int:
        """How many numbers there are up to the last node that an event mentions."""
        return max(part.block.reach for part in self.parts)

    def spans(self, window: Window) -> Iterator[tuple[Part, Span]]:
        """Each part with the rows of a window."""
        for part in self.parts:
            yield part, part.span(window)

    def totals(self, window: Window) -> Totals:
        """What a window holds.  Kept."""
        return self.memory.get(("totals", window), lambda: self._totals(window))

    def _totals(self, window: Window) -> Totals:
        (base, here), (tail, there) = self.spans(window)
        added = self.of_base.get(("totals", here), lambda: base.totals(here)), tail.totals(there)
        taken = base.dead(here), tail.dead(there)
        mentioning = np.zeros(self.size, np.int64)
        for some in added:
            mentioning[: len(some.mentioning)] += some.mentioning
        for some in taken:
            mentioning[: len(some.mentioning)] -= some.mentioning
        events = sum(some.events for some in added) - sum(some.events for some in taken)
        return Totals(mentioning, events)

    def concern_counts(self) -> Longs:
        """For each node, how many events concern it.  Kept."""
        return self.memory.get("concerns", lambda: self._counted(lambda part: part.block.concerned.rows))

    def published_counts(self) -> Longs:
        """For each source, how many events it published.  Kept."""
        return self.memory.get("published", lambda: self._counted(lambda part: part.block.published))

    def _counted(self, select: Callable[[Part], Ragged]) -> Longs:
        counts = np.zeros(self.size, np.int64)
        for part in self.parts:
            rows = select(part)
            counts[: len(rows)] += rows.lengths
            if part.live is not None:
                dead = np.flatnonzero(~part.live[rows.values])
                nodes = np.searchsorted(rows.starts, dead, side="right") - 1
                counts -= np.bincount(nodes, minlength=self.size)
        return counts

    def extent(self) -> tuple[datetime | None, datetime | None]:
        """The instants of the oldest and the newest event that have one.  Kept."""
        return self.memory.get("extent", self._extent)

    def newest(self) -> datetime | None:
        """The instant of the newest event."""
        return self.extent()[1]

    def _extent(self) -> tuple[datetime | None, datetime | None]:
        found: list[int] = []
        for part, span in self.spans(_DATED):
            rows = part.living(span)
            found.extend(part.block.rows.at[rows[[0, -1]]].tolist() if len(rows) else ())
        return (instant(min(found)), instant(max(found))) if found else (None, None)

    def events_at(self, numbers: Collection[int]) -> set[Key]:
        """The keys of all events that mention, announce or concern one of these nodes or that it published."""
        found: set[Key] = set()
        for part in self.parts:
            everything = Span(0, len(part.block))
            for number in numbers:
                found.update(part.block.rows.named(part.concerning(number, everything)[0]))
                found.update(part.block.rows.named(part.published_by(number, everything)))
        return found

    def sources_into(self, keys: Iterable[Key]) -> set[Key]:
        """The keys of events and nodes with an edge into one of `keys`, and of events that concern it otherwise."""
        numbers = [number for key in keys if (number := self.nodes.living(key)) is not None]
        edges = self.typed.into.gather(ints(numbers))
        return self.events_at(numbers) | set(self.nodes.named(self.typed.src[edges]))

    def resolve(self, keys: Collection[Key]) -> dict[Key, Key]:
        """Each living key to its survivor, events included; unknown and withdrawn keys are absent."""
        found = {key: self.nodes.redirects.get(key, key) for key in keys}
        events: set[Key] = set()
        for part in self.parts:
            events.update(part.block.rows.named(part.find(list(found.values()))))
        return {
            key: survivor
            for key, survivor in found.items()
            if survivor in events or self.nodes.living(survivor) is not None
        }


def _within(rows: Ints, span: Span) -> Ints:
    low, high = np.searchsorted(rows, span)
    return rows[low:high]
