"""Small almanacs for tests of loading: stores, documents, lists and clocks, made of few words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from graph.digest import digest
from graph.sqlite import SqliteStore, open_store
from graph.store import Store
from loaders.intake import take_document
from loaders.settle import settle
from loaders.work import Work
from schema.changeset import Applied, Changeset, Said
from schema.declare import Edge, Node, Ref
from schema.edges.naming import AliasOf
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity
from schema.ontology import KINDS
from schema.record import Document, Record, SourceInfo

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ANN = "source/person-ann"
LIST = "source/list-names"
FEED = SourceInfo.model_validate({"class": "feed", "link": "https://example.org/feed", "name": "Example"})


def clock() -> datetime:
    """Always the same instant."""
    return NOW


@contextmanager
def almanac(folder: Path, name: str = "almanac.db") -> Iterator[SqliteStore]:
    """An open store, closed afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(folder / name, clock=clock)
    try:
        yield store
    finally:
        store.close()


def entity(text: str) -> Entity:
    """An entity from "Kind Name"."""
    kind, _, name = text.partition(" ")
    made = KINDS[kind]
    assert issubclass(made, Entity)
    return made.named(name)


def naming(*names: str, by: str = LIST, case: str = "any") -> tuple[list[Said[Node]], list[Said[Edge]]]:
    """Entities and their forms, each "Kind Name" or "Kind Name = form | form"."""
    nodes: list[Said[Node]] = []
    edges: list[Said[Edge]] = []
    for text in names:
        whole, _, others = text.partition(" = ")
        named = entity(whole)
        nodes.append(Said(named, by))
        for form in [named.name, *(other for other in others.split(" | ") if other)]:
            alias = Alias.of(form)
            nodes.append(Said(alias, by))
            edge = AliasOf.model_validate(
                {"src": alias.key, "dst": named.key, "alias_kind": "name", "case": case}
            )
            edges.append(Said(edge, by))
    return nodes, edges


def say_names(store: Store, *names: str, by: str = LIST, case: str = "any") -> Applied:
    """Say entities and their forms, without settling."""
    nodes, edges = naming(*names, by=by, case=case)
    return store.apply(
        Changeset(actor=by, reason="names", observed=NOW, nodes=tuple(nodes), edges=tuple(edges))
    )


def unsay_names(store: Store, *names: str, by: str = LIST) -> Applied:
    """Withdraw what `say_names` said, without settling."""
    nodes, edges = naming(*names, by=by)
    refs: list[tuple[Ref, str]] = [
        *((said.what.key, by) for said in nodes),
        *((said.what.ref, by) for said in edges),
    ]
    return store.apply(Changeset(actor=by, reason="no names", observed=NOW, unsaid=tuple(refs)))


def record(title: str, summary: str = "", *, id: str = "", body: str = "") -> Record:
    """A record known by its title, or by another id."""
    return Record(title=title, summary=summary, body=body, identity=id or title)


def document(*records: Record, stamp: str = "", source: SourceInfo = FEED) -> Document:
    """A feed of these records."""
    return Document(source=source, records=records, stamp=stamp)


def load_items(
    store: Store, *records: Record, stamp: str = "", source: SourceInfo = FEED, batch: int = 500
) -> Work:
    """Load a feed of these records, without settling."""
    work = Work(store, ANN, clock, batch=batch)
    take_document(work, document(*records, stamp=stamp, source=source), "feed.xml")
    return work


def mentions(store: Store) -> set[tuple[str, str]]:
    """(title, entity's name) of every mention as read."""
    with store.reader() as reader:
        pairs = [(ref.src, ref.dst) for ref in reader.scan_edges({"MENTIONS"})]
        nodes = reader.nodes({key for pair in pairs for key in pair})
    return {
        (str(getattr(nodes[src], "title", "")), str(getattr(nodes[dst], "name", ""))) for src, dst in pairs
    }


def settled(store: Store) -> str:
    """The digest of the settled almanac."""
    settle(store, clock)
    with store.reader() as reader:
        assert not reader.notes("relink")
        return digest(reader)
