"""The contracts of a store: `Store` writes, `Reader` reads one snapshot.  Every store passes `tests/contract/`.

Batch first: every method takes many ids; nobody calls a store in a loop.  What a reader gives is folded: assertions of
one node or edge reduced to what is read, ends mapped to survivors, denied and dangling edges left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

from graph.adopting import Part
from graph.effect import Body
from graph.fold import Statement
from schema.canonical import Json
from schema.changeset import Applied, Change, Changeset, Revision, Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.judgement import Judgement
from schema.keys import Key

Direction: TypeAlias = Literal["out", "in"]
Subjects: TypeAlias = Literal["all", "nodes", "edges"]


class Fact(NamedTuple):
    """One thing the digest is made of: an assertion, a judgement, or a body; canonical text."""

    kind: str
    text: str


class Row(NamedTuple):
    """A node as read, without an object of it: where it stands, its key, and its properties as JSON.

    position: as `Reader.search` gives it.  props: those of the fold; derived ones are as `Node.completed` makes them.
    """

    position: int
    key: Key
    props: Mapping[str, Any]


class Ends(NamedTuple):
    """Edges as read, without objects: of one type into one node, from others, all by position."""

    type: str
    dst: int
    srcs: Sequence[int]


class Stands(NamedTuple):
    """A node that is known, whether anybody says anything of it or not: what it is read as, and whether it lives.

    merged: whether others are one with it.  position: as `Reader.search` gives it.
    """

    key: Key
    survivor: Key
    living: bool
    merged: bool
    position: int


class Reader(Protocol):
    """One snapshot of a store.  `exact`: the snapshot is of `revision`, neither older nor newer."""

    @property
    def exact(self) -> bool:
        """Whether contents are of exactly `revision` (SQLite), or may be newer (Neo4j)."""

    @property
    def revision(self) -> Revision:
        """The newest revision this reader is sure to see."""

    @property
    def names_revision(self) -> Revision:
        """The newest revision that changed a name; 0 where none did."""

    @property
    def store_id(self) -> str:
        """What tells this almanac from another; made once, with it."""

    def resolve(self, keys: Iterable[Key]) -> dict[Key, Key]:
        """Each living key to its survivor (itself where it was not merged).  Unknown and withdrawn keys are absent."""

    def nodes(self, keys: Iterable[Key]) -> dict[Key, Node]:
        """Each asked key to its node as read; a merged key gives the survivor's.  Unknown keys are absent."""

    def edges(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[Edge]]:
        """The edges out of or into each asked key as read, sorted by their identity; every asked key is present."""

    def edge_refs(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[EdgeRef]]:
        """The identities of the edges that `edges` gives, in the same order, for much less."""

    def lookup(self, prop: str, values: Iterable[str]) -> dict[str, list[Key]]:
        """Living survivors whose `prop` (one marked `lookup`) holds the value, sorted; values nobody has are absent."""

    def search(
        self,
        words: Sequence[str],
        kinds: Collection[str] | None = None,
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> list[tuple[int, Key]]:
        """Living nodes whose full text holds all `words` (as `schema.words` cuts them), as (position, own key).

        Positions rise with the order in which nodes became known, so that `after` pages through; `kinds` are class names.
        Bodies of events are part of their full text.
        """

    def search_any(
        self,
        phrases: Sequence[Sequence[str]],
        kinds: Collection[str],
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> list[tuple[int, Key]]:
        """Living nodes whose full text holds one of the `phrases`, its words next to each other; else as `search`."""

    def bodies(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Full texts of events that have one."""

    def said(self, refs: Iterable[Ref]) -> dict[Ref, list[Said[Node] | Said[Edge]]]:
        """Every assertion of these nodes and edges under their own keys, best source first.  Every asked ref is present."""

    def statements(self, refs: Iterable[Ref]) -> dict[Ref, dict[Key, Statement]]:
        """The same without objects, by who says it."""

    def scan_said(self) -> Iterator[tuple[Ref, Said[Node] | Said[Edge]]]:
        """Every assertion under its own key, what is denied, merged or dangling too, streamed in a fixed order.

        By the key of the node or of the edge's source, the node before its edges, edges by their identity, then by asserter.
        """

    def scan_statements(self, what: Subjects = "all") -> Iterator[tuple[Ref, Key, Statement]]:
        """The same without objects; of nodes alone, or of edges, where that is asked for."""

    def scan_bodies(self) -> Iterator[tuple[Key, str]]:
        """Every full text, streamed in key order."""

    def kept_bodies(self, keys: Iterable[Key] | None = None) -> Iterator[tuple[Key, Body]]:
        """Full texts with their stamps, as they are kept, removed ones too, streamed in key order: all, or these events'."""

    def said_by(self, by: Key) -> Iterator[Ref]:
        """The subjects of which `by` makes complete statements (`Said.complete`), in no particular order."""

    def members(self, keys: Iterable[Key]) -> dict[Key, list[Key]]:
        """For each survivor among `keys`, every key that is read as it, itself first, then sorted."""

    def judgements(self) -> list[Judgement]:
        """All judgements in force, sorted by time, then id."""

    def notes(
        self, space: str, keys: Iterable[str] | None = None, *, after: str = "", limit: int | None = None
    ) -> dict[str, Json]:
        """The notes of a space in key order, all or those asked."""

    def scan_nodes(self, kinds: Collection[str] | None = None) -> Iterator[Node]:
        """Every living survivor as read, streamed."""

    def scan_keys(self, kinds: Collection[str] | None = None) -> Iterator[Key]:
        """The key of every living survivor, streamed in key order: what whole exports are paged by."""

    def scan_stands(self) -> Iterator[Stands]:
        """Every node that is known, streamed in key order."""

    def scan_edges(self, types: Collection[str] | None = None) -> Iterator[EdgeRef]:
        """The identity of every edge as read, each once, streamed in no particular order."""

    def scan_rows(self, kinds: Collection[str] | None = None) -> Iterator[Row]:
        """As `scan_nodes`, without objects: a fraction of its time.  By rising position."""

    def scan_ends(self, types: Collection[str] | None = None) -> Iterator[Ends]:
        """As `scan_edges`, by the positions that `scan_rows` gives, many edges at a time: a fraction of its time.

        An edge comes once for each of its slots; those into one node may come in several parts.
        """

    def counts(self) -> Mapping[str, int]:
        """How many living survivors of each kind, and edges as read of each type; kinds and types with none are absent."""

    def facts(self) -> Iterator[Fact]:
        """What the digest is made of, in no particular order: see `graph/digest.py`."""

    @property
    def forgotten(self) -> Revision:
        """The newest revision that the log no longer holds; 0 where it holds all."""

    def changes(self, since: Revision) -> Iterator[Change]:
        """The revisions after `since` that this snapshot sees, in order.  Raises Forgotten."""

    def history(self, keys: Collection[Key]) -> Iterator[Change]:
        """The revisions that touched one of these nodes (own keys), an edge of theirs or judged them, newest first.

        Each holds only what concerns them.  Lazy: whoever wants few reads few.
        """

    def revision_at(self, instant: datetime) -> Revision:
        """The newest revision applied at or before an instant, as far back as the log goes; 0 where there is none."""


class Store(Protocol):
    """Keeps an almanac.  Several processes may have it open; one writes at a time."""

    def apply(self, change: Changeset, *, dry_run: bool = False) -> Applied:
        """Apply a changeset all or nothing; durable when it returns, idempotent.

        A changeset that changes no assertion or judgement makes no revision, though its notes and bodies are kept.
        Raises Refused with every offence, StoreBusy, StoreFull.
        """

    def adopt(self, part: Part) -> Applied:
        """Take over a part of another almanac as it stands there, all or nothing; see `graph/adopting.py`.

        Raises Refused for judgements that contradict each other, StoreBusy, StoreFull.
        """

    def reader(self) -> AbstractContextManager[Reader]:
        """A snapshot to read from, for one thread."""

    def revision(self) -> Revision:
        """The newest revision."""

    def changes(self, since: Revision) -> Iterator[Change]:
        """The revisions after `since`, in order.  Raises Forgotten."""

    def settling(self) -> AbstractContextManager[bool]:
        """The lock under which one process at a time settles; gives False where another holds it."""

    def close(self) -> None:
        """Close it.  What was acknowledged is safe without."""
