"""Shapes: what is exported conforms, what is not as the ontology says is found, by pyshacl."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from api.rdf.blocks import FOLD, Block
from api.rdf.conforming import violations, violations_of
from api.rdf.turtle import turtle
from graph.sqlite import open_store
from schema.mapping import Mapping, has_node
from schema.ontology import EDGE_TYPES, KINDS
from schema.rdf import SH
from schema.shacl import shapes
from schema.statements import Statements, triples
from schema.vocabulary import vocabulary
from tests.api.cli.conftest import Run
from tests.api.world import World
from tests.goldens import Golden
from tests.schema.samples import sample_edges, sample_node, sample_nodes

MAPPING = Mapping()
MODEL = f"<{MAPPING.addresses.node('model/sample')}>"


def _turtle(text: Statements) -> bytes:
    return b"".join(turtle([Block(FOLD, text)]))


def test_shapes_and_vocabulary_are_in_step(golden: Golden) -> None:
    golden("docs/shapes.ttl", _turtle(shapes()))
    golden("docs/vocabulary.ttl", _turtle(vocabulary()))


def test_every_kind_and_type_has_a_shape_whose_properties_have_one_path() -> None:
    made = triples(shapes())
    targets = {term for _, predicate, term in made if predicate == f"<{SH.targetClass}>"}
    names = [*KINDS, *(edge.__name__ for edge in EDGE_TYPES.values() if has_node(edge))]
    assert targets == {f"<urn:almanac:vocabulary:{name}>" for name in names}
    paths = Counter(subject for subject, predicate, _ in made if predicate == f"<{SH.path}>")
    assert set(paths.values()) == {1}


def test_all_that_can_be_said_conforms(world: World) -> None:
    nodes, edges = sample_nodes(), sample_edges()
    # The ends of the sample edges are nodes too, else their classes are not known.
    ends = {key for edge in edges for key in (edge.src, edge.dst)}
    kinds = {kind.word(): kind for kind in KINDS.values()}
    nodes += [kinds[key.partition("/")[0]](key=key) for key in sorted(ends)]
    told = "".join([*map(MAPPING.node, nodes), *map(MAPPING.edge, edges)])
    assert violations_of(told.encode()) == []
    with world.store.reader() as reader:
        assert violations(reader) == []


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (f'{MODEL} <https://schema.org/name> "Another name" .\n', "https://schema.org/name"),
        (f'{MODEL} <urn:almanac:vocabulary:parameters> "many" .\n', "parameters"),
        (f'{MODEL} <urn:almanac:vocabulary:status> "asleep" .\n', "status"),
        (f"{MODEL} <https://schema.org/creator> {MODEL} .\n", "https://schema.org/creator"),
        ("<urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:almanac:vocabulary:Cites> .\n", ""),
        (
            "<urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:almanac:vocabulary:Mentions> .\n",
            "subject",
        ),
    ],
)
def test_what_is_not_so_is_found(line: str, path: str) -> None:
    found = violations_of((MAPPING.node(sample_node(KINDS["Model"])) + line).encode())
    if path:
        assert found
        assert any(path in one for one in found)
    else:
        assert not found  # a type without properties has no node of its own, and no shape


@pytest.mark.slow
def test_the_starter_s_whole_export_conforms(starter: Path) -> None:
    store = open_store(starter)
    with store.reader() as reader:
        assert violations(reader) == []
    store.close()


def test_check_holds_the_graph_against_its_shapes(own: Run) -> None:
    checked = own("check", "--shacl")
    assert checked.exit_code == 0, checked.output
    assert "nothing found" in checked.output
