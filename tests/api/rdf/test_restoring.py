"""A full dump holds all: what is read back from it makes an almanac of the same digest."""

from __future__ import annotations

import io
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given

from api.rdf.dump import whole
from api.rdf.formats import FORMATS
from graph.digest import digest
from graph.sqlite import SqliteStore, open_store
from loaders.read.rdf import read_dump
from loaders.restore import restore
from schema import readback
from schema.addresses import Addresses
from schema.changeset import Changeset, Said
from schema.declare import Edge, EdgeRef, Node
from schema.errors import Refused
from schema.judgement import Decision, DenyAssertion, DenyEdge, DenyForm, Different, Judgement, Same
from schema.keys import source_key
from schema.mapping import Mapping
from schema.rdf import OWN
from schema.statements import Triple, triples
from schema.terms import parsed
from tests.api.rdf.reading import by_oxigraph
from tests.api.world import (
    BENCH,
    GUIDE,
    LAB,
    LIST,
    MODEL,
    NOW,
    SPARSE,
    SUCCESSOR,
    TECHNIQUE,
    World,
    make_world,
)
from tests.contract.worlds import histories
from tests.schema.samples import sample_edges, sample_nodes

ANN = source_key("person", "ann")


@pytest.mark.parametrize("base", ["urn:almanac:", "https://almanac.example/"])
def test_every_kind_and_type_is_read_back(base: str) -> None:
    mapping = Mapping(Addresses(base))
    whats: list[Node | Edge] = [*sample_nodes(), *sample_edges()]
    text = "".join(mapping.node(one) if isinstance(one, Node) else mapping.said_edge(one) for one in whats)
    read = list(readback.said(readback.grouped(triples(text)), mapping.addresses, LIST))
    assert {one.what.ref: one.what for one in read} == {one.ref: one for one in whats}


def _dumped(store: SqliteStore, name: str) -> dict[str, list[Triple]]:
    """The graphs of a full dump as an independent parser reads it."""
    with store.reader() as reader:
        data = b"".join(FORMATS[name].write(whole(reader, Mapping(), graphs=True, full=True)))
    graphs: dict[str, list[Triple]] = {}
    for subject, predicate, term, graph in by_oxigraph(data, name):
        graphs.setdefault(graph[1:-1], []).append((subject, predicate, term))
    return graphs


def _restored(graphs: dict[str, list[Triple]], path: Path) -> SqliteStore:
    addresses = Addresses()
    store = open_store(path, clock=lambda: NOW)
    every: list[Said[Node] | Said[Edge]] = []
    for graph, told in graphs.items():
        by = graph.removeprefix(addresses.graph(""))
        if by.startswith("source/"):
            every += readback.said(readback.grouped(told), addresses, by)
    bodies = {
        str(addresses.ref(subject[1:-1])): parsed(term).value
        for subject, predicate, term in graphs.get(addresses.bodies, [])
        if predicate == f"<{OWN.fullText}>"
    }
    store.apply(
        Changeset(
            actor=ANN,
            reason="restored",
            observed=NOW,
            nodes=tuple(one for one in every if isinstance(one.what, Node)),
            edges=tuple(one for one in every if isinstance(one.what, Edge)),
            judge=tuple(
                readback.judgements(readback.grouped(graphs.get(addresses.judgements, [])), addresses)
            ),
            bodies=bodies,
        )
    )
    return store


def _digest(store: SqliteStore) -> str:
    with store.reader() as reader:
        return digest(reader)


@pytest.fixture
def judged(tmp_path: Path) -> World:
    """An almanac with judgements of every sort, complete statements with stamps, and a full text."""
    world = make_world(tmp_path / "first", events=6)
    edge = EdgeRef("BASED_ON", SUCCESSOR.key, MODEL.key)
    decisions: list[Decision] = [
        Same(SUCCESSOR.key, MODEL.key),
        Different(LAB.key, BENCH.key),
        DenyEdge(edge),
        DenyForm("LP"),
        DenyAssertion(SPARSE.key, LIST),
        DenyAssertion(EdgeRef("COVERS", GUIDE.key, TECHNIQUE.key), LIST),
    ]
    at = datetime(2026, 9, 19, 8, tzinfo=UTC)
    told = TECHNIQUE.model_copy(update={"description": 'Said "otherwise",\n\tin \\ two lines.'})
    world.store.apply(
        Changeset(
            actor=ANN,
            reason="more",
            observed=NOW,
            nodes=(Said(told, source_key("list", "other"), "2026-09-18", True),),
            judge=tuple(Judgement(decision, ANN, f"reason {n}", at) for n, decision in enumerate(decisions)),
            bodies={world.events[0]: "The whole text.\nIt has lines."},
        )
    )
    return world


@pytest.mark.parametrize("name", ["nq", "trig"])
def test_a_full_dump_restores_an_almanac_of_equal_digest(judged: World, tmp_path: Path, name: str) -> None:
    graphs = _dumped(judged.store, name)
    restored = _restored(graphs, tmp_path / "second.db")
    assert _digest(restored) == _digest(judged.store)
    assert _dumped(restored, name) == graphs
    restored.close()
    judged.store.close()


@pytest.mark.slow
def test_the_starter_is_restored(starter: Path, tmp_path: Path) -> None:
    store = open_store(starter)
    restored = _restored(_dumped(store, "nq"), tmp_path / "again.db")
    assert _digest(restored) == _digest(store)
    restored.close()
    store.close()


@given(histories())
def test_any_almanac_is_restored(history: list[Changeset]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "first.db", clock=lambda: NOW)
        for change in history:
            with suppress(Refused):
                store.apply(change)
        with store.reader() as reader:
            data = b"".join(FORMATS["trig"].write(whole(reader, Mapping(), graphs=True, full=True)))
        dump = read_dump(io.BytesIO(data), "trig", "a dump")
        second = open_store(Path(folder) / "second.db", clock=lambda: NOW)
        restore(second, dump, ANN, lambda: NOW)
        assert _digest(second) == _digest(store)
        second.close()
        store.close()
