"""What is written in every format is read by others' parsers, and is the same graph."""

from __future__ import annotations

import pytest
from hypothesis import given

from api.rdf.blocks import Block
from api.rdf.dump import whole
from api.rdf.formats import FORMATS
from schema.addresses import Addresses
from schema.kinds.alias import Alias
from schema.kinds.event import Event
from schema.mapping import Mapping
from tests.api.rdf.reading import by_oxigraph, by_pyld, by_rdflib, triples
from tests.api.world import World
from tests.schema.samples import sample_edges, sample_nodes
from tests.schema.test_terms import TEXTS

MAPPING = Mapping(Addresses("https://almanac.example/"))


def _samples() -> list[Block]:
    nodes = "".join(map(MAPPING.node, sample_nodes()))
    edges = "".join(map(MAPPING.edge, sample_edges()))
    return [
        Block("", nodes),
        Block("", ""),
        Block("", edges),
        Block("urn:graph", nodes),
        Block("urn:graph", ""),
    ]


def _written(name: str, blocks: list[Block]) -> bytes:
    return b"".join(FORMATS[name].write(block for block in blocks if FORMATS[name].graphs or not block.graph))


@pytest.mark.parametrize("name", FORMATS)
def test_every_kind_and_type_is_read_alike_by_two_parsers(name: str) -> None:
    data = _written(name, _samples())
    quads = by_oxigraph(data, name)
    assert len(quads) == len(set(quads))
    assert by_rdflib(data, name) == set(quads)
    reference = set(by_oxigraph(_written("nq", _samples()), "nq"))
    assert set(quads) == (reference if FORMATS[name].graphs else triples(reference))


def test_json_ld_is_expanded_by_pyld() -> None:
    reference = triples(by_oxigraph(_written("nt", _samples()), "nt"))
    assert by_pyld(_written("jsonld", _samples())) == reference


@given(TEXTS, TEXTS)
def test_any_text_is_the_same_in_every_format(text: str, language: str) -> None:
    """Past the ontology's own cleaning: constructed, not validated."""
    event = Event.model_construct(key="event/x", title=text, byline=(text, text), language=language, url=text)
    alias = Alias.model_construct(key="alias/x", name=text, language=language)
    blocks = [Block("", MAPPING.node(event) + MAPPING.node(alias))]
    reference = by_oxigraph(_written("nt", blocks), "nt")
    for name in ("nq", "turtle", "trig", "jsonld"):
        assert set(by_oxigraph(_written(name, blocks), name)) == set(reference)
    assert by_rdflib(_written("turtle", blocks), "turtle") == set(reference)


@pytest.mark.parametrize("name", FORMATS)
def test_a_whole_dump_is_read_alike_and_the_same_each_time(world: World, name: str) -> None:
    def written() -> bytes:
        with world.store.reader() as reader:
            return b"".join(FORMATS[name].write(whole(reader, MAPPING, graphs=FORMATS[name].graphs)))

    data = written()
    assert written() == data
    quads = by_oxigraph(data, name)
    assert len(quads) == len(set(quads))
    assert by_rdflib(data, name) == set(quads)
    assert b"localhost" not in data
    assert b"_:" not in data


def test_a_json_ld_dump_is_expanded_by_pyld(world: World) -> None:
    with world.store.reader() as reader:
        data = b"".join(FORMATS["jsonld"].write(whole(reader, MAPPING, graphs=False)))
        lines = b"".join(FORMATS["nt"].write(whole(reader, MAPPING, graphs=False)))
    assert by_pyld(data) == set(by_oxigraph(lines, "nt"))
