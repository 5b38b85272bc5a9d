"""What an almanac on a server holds.  See `graph/store.py` for what each method promises.

Neo4j reads what is committed at each statement, so contents may be newer than `revision`, never older.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from graph.bench import Bench
from graph.build import build_node
from graph.cluster import Judged
from graph.effect import Body
from graph.fold import Statement
from graph.neo4j.edges import read_edge_refs, read_edges
from graph.neo4j.finding import all_words, any_phrases, look_up, search
from graph.neo4j.form import OURS, read_types
from graph.neo4j.head import Head, read_head
from graph.neo4j.judged import read_judgements
from graph.neo4j.log import read_changes, read_history, revision_at
from graph.neo4j.nodes import living, members, read_nodes, scan_keys, scan_rows, scan_stands, survivors
from graph.neo4j.notes import read_notes
from graph.neo4j.saying import facts, read_bodies, read_said_by, read_statements, scan_bodies, scan_statements
from graph.neo4j.session import Session
from graph.saying import as_said, every_said
from graph.store import Direction, Ends, Fact, Row, Stands, Subjects
from schema.canonical import Json
from schema.changeset import Change, Revision, Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.errors import Forgotten
from schema.judgement import Judgement
from schema.keys import Key
from schema.ontology import KINDS, kind_of
from schema.values import iso


class Neo4jReader:
    """Implements `graph.store.Reader`; made by `Neo4jStore.reader`."""

    exact = False

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

    @property
    def forgotten(self) -> Revision:
        return self._head.forgotten

    def resolve(self, keys: Iterable[Key]) -> dict[Key, Key]:
        return survivors(self._session, keys)

    def nodes(self, keys: Iterable[Key]) -> dict[Key, Node]:
        return read_nodes(self._session, set(keys), self._judged)

    def edges(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[Edge]]:
        return read_edges(self._session, list(dict.fromkeys(keys)), direction, types)

    def edge_refs(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[EdgeRef]]:
        return read_edge_refs(self._session, list(dict.fromkeys(keys)), direction, types)

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
        return search(self._session, any_phrases(phrases), kinds, after, limit)

    def bodies(self, keys: Iterable[Key]) -> dict[Key, str]:
        return read_bodies(self._session, list(keys))

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
        read_as = survivors(self._session, keys)
        return members(self._session, [key for key, survivor in read_as.items() if key == survivor])

    def judgements(self) -> list[Judgement]:
        return read_judgements(self._session)

    def notes(
        self, space: str, keys: Iterable[str] | None = None, *, after: str = "", limit: int | None = None
    ) -> dict[str, Json]:
        return read_notes(self._session, space, keys, after, limit)

    def scan_nodes(self, kinds: Collection[str] | None = None) -> Iterator[Node]:
        for _, key, props in self.scan_rows(kinds):
            yield build_node(kind_of(key), key, props)

    def scan_keys(self, kinds: Collection[str] | None = None) -> Iterator[Key]:
        return scan_keys(self._session, kinds)

    def scan_rows(self, kinds: Collection[str] | None = None) -> Iterator[Row]:
        return scan_rows(self._session, kinds, self._judged)

    def scan_stands(self) -> Iterator[Stands]:
        return scan_stands(self._session)

    def scan_edges(self, types: Collection[str] | None = None) -> Iterator[EdgeRef]:
        if allowed := read_types(None if types is None else frozenset(types)):
            for row in self._session.stream(
                f"MATCH (a:{OURS})-[r:{allowed}]->(b:{OURS})"
                " RETURN type(r) AS type, a.key AS src, b.key AS dst, r._slot AS slot"
            ):
                yield EdgeRef(row["type"], row["src"], row["dst"], row["slot"] or "")

    def scan_ends(self, types: Collection[str] | None = None) -> Iterator[Ends]:
        if allowed := read_types(None if types is None else frozenset(types)):
            # By the index on positions, which has targets in order: so the server gathers one at a time.
            for row in self._session.stream(
                f"MATCH (b:{OURS}) USING INDEX b:{OURS}(_position) WHERE b._position > 0"
                f" MATCH (a:{OURS})-[r:{allowed}]->(b) WITH b._position AS dst, type(r) AS type, a._position AS src"
                " ORDER BY dst RETURN dst, type, collect(src) AS srcs"
            ):
                yield Ends(row["type"], row["dst"], row["srcs"])

    def counts(self) -> Mapping[str, int]:
        nodes = Counter(
            {
                row["kind"]: row["count"]
                for row in self._session.rows(
                    f"MATCH {living(None)}"
                    " RETURN [label IN labels(n) WHERE label IN $kinds][0] AS kind, count(*) AS count ORDER BY kind",
                    kinds=list(KINDS),
                )
            }
        )
        edges = {
            row["type"]: row["count"]
            for row in self._session.rows(
                f"MATCH (:{OURS})-[r:{read_types()}]->(:{OURS}) RETURN type(r) AS type, count(*) AS count ORDER BY type"
            )
        }
        return {**nodes, **edges}

    def facts(self) -> Iterator[Fact]:
        return facts(self._session)

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
