"""The contract of asking: traversals, reader and names of one moment, and the values that traversals answer with.

`View.traversals` are of one revision R, `names` of R, `reader` of R or later.  All values name nodes by key; contents are
fetched from the reader in one batch.  A window is half-open: since ≤ at < until.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from graph.store import Reader
from schema.changeset import Revision
from schema.errors import BadRequest
from schema.keys import Key
from schema.values import iso

T = TypeVar("T")
Rank: TypeAlias = Literal["count", "npmi", "llr", "jaccard", "recent"]
Order: TypeAlias = Literal["key", "at", "importance", "count", "rank"]
Why: TypeAlias = Literal["mentions", "announces", "paper"]


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open stretch of time; None is open on that side.  Raises BadRequest where it ends before it starts."""

    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise BadRequest(
                f"the window ends ({iso(self.until)}) before it starts ({iso(self.since)})",
                do="Swap since and until",
            )


ALWAYS = Window()


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of an ordered answer; `cursor` continues it, "" where it ends; `total` counts all rows."""

    rows: tuple[T, ...]
    cursor: str = ""
    total: int = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """How much an almanac has on an entity: number of its events, the first and the last instant."""

    count: int = 0
    first_seen: datetime | None = None
    last_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """An event that concerns an entity, and why."""

    event: Key
    at: datetime
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """An entity met in the same events.  npmi is None below three shared events; score is what it was ranked by."""

    key: Key
    count: int
    score: float
    npmi: float | None
    jaccard: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities met in the same events, `one` before `other` in key order; else as `CoOccurrence`."""

    one: Key
    other: Key
    count: int
    score: float
    npmi: float | None
    jaccard: float


class Network(Protocol):
    """The co-occurrence network of a window.  Both streams are computed as they are read, in flat memory."""

    def nodes(self) -> Iterator[tuple[Key, int]]:
        """The entities that stand in a pair, in key order, each with how many events of the window mention it."""

    def pairs(self) -> Iterator[Pair]:
        """Every pair, each once, in the order of its two keys."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A similar entity, the cosine, and the shared neighbours that make it so, strongest first.

    revision: of which revision the company is that was compared; it may be older than the other answers' one.
    """

    key: Key
    score: float
    shared: tuple[Key, ...]
    revision: Revision


@dataclass(frozen=True, slots=True)
class Cluster:
    """A community of entities that are often met together; `key` is its member of the highest rank.

    leading: the first of its members by rank.  revision: of which revision it is; it may be older than other answers.
    """

    key: Key
    size: int
    leading: tuple[Key, ...]
    revision: Revision


@dataclass(frozen=True, slots=True)
class Stands:
    """How an entity stands in the whole: its PageRank, 1 on average, 0 without ties; and its community."""

    rank: float
    cluster: Cluster | None


@dataclass(frozen=True, slots=True)
class Link:
    """One tie of a neighbourhood or step of a path.

    type: an edge type, or CO_OCCURS.  strength: 1 for a said edge; npmi for co-occurrence.  evidence: shared events,
    newest first, at most five (none for said edges).
    """

    src: Key
    dst: Key
    type: str
    strength: float
    evidence: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What stands around a node, layer by layer: the centre first; `omitted` counts per hop what was cut."""

    layers: tuple[tuple[Key, ...], ...]
    links: tuple[Link, ...]
    omitted: tuple[int, ...]
    events: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A path: its nodes in order, one link a step, and its cost."""

    nodes: tuple[Key, ...]
    steps: tuple[Link, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Rising:
    """An entity met more often than before: its count in the window, the mean expected, and the chance of it."""

    key: Key
    count: int
    expected: float
    p: float


@dataclass(frozen=True, slots=True)
class Trend:
    """What rises in a window; `reason` says why there is nothing, "" where there is no need to."""

    window: Window
    rows: tuple[Rising, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which nodes a listing shows: class names of kinds, statuses, a window of `at`, least importance, a source."""

    kinds: Collection[str] = ()
    statuses: Collection[str] = ()
    window: Window = ALWAYS
    importance: int | None = None
    source: Key | None = None


class Traversals(Protocol):
    """Pure functions over one revision.  Keys that were merged stand for their survivor; unknown keys raise NotFound."""

    @property
    def revision(self) -> Revision:
        """The revision that they speak of."""

    @property
    def newest(self) -> datetime | None:
        """The instant of the newest event."""

    @property
    def observed_by(self) -> datetime | None:
        """By when the events were observed that it speaks of; None for all."""

    def as_of(self, limit: datetime) -> Traversals:
        """The same over the events observed by `limit`; nodes, typed edges, names and judgements are those of `revision`."""

    def presence(self, entities: Sequence[Key]) -> list[Presence]:
        """Count, first and last seen of each entity, over the events that concern it."""

    def events_of(
        self, entity: Key, window: Window = ALWAYS, *, limit: int = 10, after: str = ""
    ) -> Page[Concern]:
        """The events that concern an entity, newest first, then key."""

    def published_by(
        self, sources: Sequence[Key], window: Window = ALWAYS, *, limit: int = 10, after: str = ""
    ) -> Page[Key]:
        """The events of these sources, newest first, then key."""

    def cooccurring(
        self,
        entity: Key,
        window: Window = ALWAYS,
        *,
        kinds: Collection[str] = (),
        rank: Rank = "count",
        limit: int = 20,
        after: str = "",
        now: datetime | None = None,
    ) -> Page[CoOccurrence]:
        """Entities that share events with `entity`, ranked; `now` is what `recent` counts ages to in an open window."""

    def network(
        self,
        window: Window = ALWAYS,
        *,
        kinds: Collection[str] = (),
        least: int = 1,
        rank: Rank = "count",
        now: datetime | None = None,
    ) -> Network:
        """Every pair of entities (both of `kinds`) that share `least` events or more, scored by `rank`."""

    def evidence(
        self, entity: Key, others: Sequence[Key], window: Window = ALWAYS, *, limit: int = 3
    ) -> list[tuple[Key, ...]]:
        """For each of `others`, the newest events that mention it together with `entity`.  One pass."""

    def neighbourhood(
        self,
        centre: Key,
        *,
        hops: int = 1,
        width: int = 30,
        types: Collection[str] = (),
        cooccurrence: bool = True,
        events: bool = False,
        window: Window = ALWAYS,
    ) -> Neighbourhood:
        """What stands up to `hops` around a node, at most `width` new nodes a layer, strongest first, then key."""

    def similar(self, entity: Key, *, limit: int = 12) -> list[Alike]:
        """Entities with the same company: cosine of positive-npmi vectors."""

    def stands(self, entities: Sequence[Key]) -> list[Stands]:
        """The rank and the community of each entity."""

    def path(self, start: Key, goal: Key, *, longest: int = 6) -> Route | None:
        """The least-cost way between two nodes that avoids hubs; None where there is none in `longest` steps."""

    def trending(self, window: Window, *, kinds: Collection[str] = (), limit: int = 20) -> Trend:
        """Entities met significantly more often in the window than in the eight windows of its length before."""

    def listing(
        self,
        which: Filter,
        *,
        order: Order = "key",
        descending: bool = False,
        limit: int = 20,
        after: str = "",
    ) -> Page[Key]:
        """Nodes by their columns, with keyset cursors (value, key)."""


@dataclass(frozen=True, slots=True)
class Named:
    """A hit of a name search: the node, the form that matched, how far from what was asked (0 exact, 1 prefix, 2+ edits)."""

    key: Key
    form: str
    distance: int


class Names(Protocol):
    """The names of one revision, in memory."""

    @property
    def revision(self) -> Revision:
        """The revision whose names these are."""

    def find(
        self, text: str, *, kinds: Collection[str] = (), limit: int = 10, near: bool = True
    ) -> list[Named]:
        """Entities by name: exact, then prefix, then, where `near`, edit distance of at most two.

        Ties by number of events, then key.
        """


@dataclass(frozen=True, slots=True)
class View:
    """What one request asks."""

    traversals: Traversals
    reader: Reader
    names: Names

    def as_of(self, limit: datetime | None) -> View:
        """The same with traversals as of an instant; unchanged for None."""
        return self if limit is None else replace(self, traversals=self.traversals.as_of(limit))
