"""One snapshot of an almanac's file.  See `graph/store.py` for what each method promises.

Invariants: all methods see one read transaction; each runs a constant number of statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from graph.bench import Bench
from graph.cluster import Judged
from graph.effect import Body
from graph.fold import Statement
from graph.saying import as_said, every_said
from graph.sqlite.counting import counts
from graph.sqlite.edges import read_edge_refs, read_edges
from graph.sqlite.facts import facts
from graph.sqlite.finding import all_words, look_up, quoted, search
from graph.sqlite.head import Head, read_head
from graph.sqlite.history import read_history, revision_at
from graph.sqlite.judged import read_judgements
from graph.sqlite.log import read_changes
from graph.sqlite.nodes import members, read_nodes, scan_keys, scan_nodes, scan_rows, scan_stands, survivors
from graph.sqlite.notes import read_notes
from graph.sqlite.saying import read_bodies, read_said_by, read_statements, scan_bodies, scan_statements
from graph.sqlite.scanning import scan_edges, scan_ends
from graph.sqlite.session import Session
from graph.store import Direction, Ends, Fact, Row, Stands, Subjects
from schema.canonical import Json
from schema.changeset import Change, Revision, Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.errors import Forgotten
from schema.judgement import Judgement
from schema.keys import Key
from schema.values import iso


class SqliteReader:
    """Implements `graph.store.Reader`; made by `SqliteStore.reader`."""

    exact = True

    def __init__(self, session: Session, bench: Bench) -> None:
        self._session = session
        self._head: Head = read_head(session)
        self._bench = bench

    @property
    def _judged(self) -> Judged:
        return self._bench.judged(self._head.judged, partial(read_judgements, self._session))

    @property
    def revision(self) -> Revision:
        return self._head.revision

    @property
    def names_revision(self) -> Revision:
        return self._head.names

    @property
    def store_id(self) -> str:
        return self._head.store_id

    def resolve(self, keys: Iterable[Key]) -> dict[Key, Key]:
        return {key: survivor for key, (_, survivor) in survivors(self._session, keys).items()}

    def nodes(self, keys: Iterable[Key]) -> dict[Key, Node]:
        return read_nodes(self._session, set(keys), self._judged)

    def edges(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[Edge]]:
        return read_edges(self._session, list(dict.fromkeys(keys)), direction, types, self._judged)

    def edge_refs(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[EdgeRef]]:
        return read_edge_refs(self._session, list(dict.fromkeys(keys)), direction, types, self._judged)

    def lookup(self, prop: str, values: Iterable[str]) -> dict[str, list[Key]]:
        return look_up(self._session, prop, set(values), self._judged)

    def search(
        self,
        words: Sequence[str],
        kinds: Collection[str] | None = None,
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> list[tuple[int, Key]]:
        return search(self._session, all_words(words), kinds, after, limit)

    def search_any(
        self,
        phrases: Sequence[Sequence[str]],
        kinds: Collection[str],
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> list[tuple[int, Key]]:
        return search(self._session, {quoted(words) for words in phrases if words}, kinds, after, limit)

    def bodies(self, keys: Iterable[Key]) -> dict[Key, str]:
        return read_bodies(self._session, set(keys))

    def said(self, refs: Iterable[Ref]) -> dict[Ref, list[Said[Node] | Said[Edge]]]:
        return every_said(self.statements(refs))

    def statements(self, refs: Iterable[Ref]) -> dict[Ref, dict[Key, Statement]]:
        return read_statements(self._session, list(dict.fromkeys(refs)))

    def scan_said(self) -> Iterator[tuple[Ref, Said[Node] | Said[Edge]]]:
        return ((ref, as_said(ref, by, told)) for ref, by, told in self.scan_statements())

    def scan_statements(self, what: Subjects = "all") -> Iterator[tuple[Ref, Key, Statement]]:
        return scan_statements(self._session, what)

    def scan_bodies(self) -> Iterator[tuple[Key, str]]:
        return ((key, body.text) for key, body in self.kept_bodies() if body.text)

    def kept_bodies(self, keys: Iterable[Key] | None = None) -> Iterator[tuple[Key, Body]]:
        return scan_bodies(self._session, None if keys is None else set(keys))

    def said_by(self, by: Key) -> Iterator[Ref]:
        return read_said_by(self._session, by)

    def members(self, keys: Iterable[Key]) -> dict[Key, list[Key]]:
        asked = set(keys)
        ids = {
            survivor: node
            for key, (node, survivor) in survivors(self._session, asked).items()
            if key == survivor
        }
        found = members(self._session, ids.values())
        return {
            survivor: [survivor, *(key for _, key in found[node] if key != survivor)]
            for survivor, node in ids.items()
        }

    def judgements(self) -> list[Judgement]:
        return read_judgements(self._session)

    def notes(
        self, space: str, keys: Iterable[str] | None = None, *, after: str = "", limit: int | None = None
    ) -> dict[str, Json]:
        return read_notes(self._session, space, keys, after, limit)

    def scan_nodes(self, kinds: Collection[str] | None = None) -> Iterator[Node]:
        return scan_nodes(self._session, kinds, self._judged)

    def scan_keys(self, kinds: Collection[str] | None = None) -> Iterator[Key]:
        return scan_keys(self._session, kinds)

    def scan_stands(self) -> Iterator[Stands]:
        return scan_stands(self._session)

    def scan_edges(self, types: Collection[str] | None = None) -> Iterator[EdgeRef]:
        return scan_edges(self._session, types, self._judged)

    def scan_rows(self, kinds: Collection[str] | None = None) -> Iterator[Row]:
        return scan_rows(self._session, kinds, self._judged)

    def scan_ends(self, types: Collection[str] | None = None) -> Iterator[Ends]:
        return scan_ends(self._session, types, self._judged)

    def counts(self) -> Mapping[str, int]:
        return counts(self._session, self._judged)

    def facts(self) -> Iterator[Fact]:
        return facts(self._session)

    @property
    def forgotten(self) -> Revision:
        return self._head.forgotten

    def history(self, keys: Collection[Key]) -> Iterator[Change]:
        return read_history(self._session, keys)

    def revision_at(self, instant: datetime) -> Revision:
        return revision_at(self._session, iso(instant))

    def changes(self, since: Revision) -> Iterator[Change]:
        if since < self._head.forgotten:
            raise Forgotten(
                f"the log begins after revision {self._head.forgotten}, {since} was asked for",
                do="Read the graph anew",
            )
        return read_changes(self._session, since)
