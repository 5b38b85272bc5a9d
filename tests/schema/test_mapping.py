"""The mapping to RDF: it leaves nothing of the ontology out, and what it makes can be told apart again."""

from __future__ import annotations

from itertools import product

import pytest

from schema.addresses import Addresses, checked_base
from schema.declare import Declared, Edge, EdgeRef, Node
from schema.errors import Invalid
from schema.kinds.entity import Entity
from schema.mapping import TYPE, Mapping, has_node, own_class
from schema.ontology import EDGE_TYPES, KINDS, ends
from schema.rdf import VOCABULARIES
from schema.statements import triples
from tests.schema.samples import sample_edge, sample_edges, sample_node, sample_nodes

MAPPING = Mapping()
CLASSES: list[type[Declared]] = [*KINDS.values(), *EDGE_TYPES.values(), Entity]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_everything_names_its_term_of_a_known_vocabulary(cls: type[Node] | type[Edge]) -> None:
    terms = [cls.marks.rdf, *(prop.rdf for prop in cls.props().values())]
    for term in terms:
        assert any(term.startswith(one.base) and term != one.base for one in VOCABULARIES), (cls, term)


@pytest.mark.parametrize("cls", KINDS.values(), ids=lambda cls: cls.__name__)
def test_every_property_of_a_node_is_written(cls: type[Node]) -> None:
    made = triples(MAPPING.node(sample_node(cls)))
    written = {predicate for _, predicate, _ in made}
    assert {f"<{prop.rdf}>" for prop in cls.props().values() if not prop.derived} <= written
    assert {f"<{own_class(cls)}>", f"<{cls.marks.rdf}>"} <= {term for _, p, term in made if p == TYPE}


@pytest.mark.parametrize("cls", EDGE_TYPES.values(), ids=lambda cls: cls.__name__)
def test_every_property_of_an_edge_is_written(cls: type[Edge]) -> None:
    edge = sample_edge(cls)
    made = triples(MAPPING.edge(edge))
    source, target = (f"<{MAPPING.addresses.node(key)}>" for key in (edge.src, edge.dst))
    assert made[0] == (source, f"<{cls.marks.rdf}>", target)
    assert {f"<{prop.rdf}>" for prop in cls.props().values()} <= {predicate for _, predicate, _ in made}
    own = f"<{MAPPING.addresses.edge(edge.ref)}>"
    assert any(subject == own for subject, _, _ in made) == has_node(cls)


def test_there_are_no_blank_nodes_and_no_triple_comes_twice() -> None:
    every = [triple for node in sample_nodes() for triple in triples(MAPPING.node(node))]
    every += [triple for edge in sample_edges() for triple in triples(MAPPING.edge(edge))]
    assert not [triple for triple in every for term in triple if term.startswith("_:")]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_properties_of_a_class_have_predicates_of_their_own(cls: type[Declared]) -> None:
    """Else what was read could not be told apart again."""
    predicates = [prop.rdf for prop in cls.props().values()]
    assert len(predicates) == len(set(predicates))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda cls: cls.__name__)
def test_an_edge_is_told_by_its_predicate_and_the_kinds_of_its_ends(kind: type[Node]) -> None:
    known: dict[tuple[str, str], str] = {}
    for name, cls in EDGE_TYPES.items():
        sources, targets = ends(name)
        for _, target in product([one for one in sources if one is kind], targets):
            assert known.setdefault((cls.marks.rdf, target.word()), name) == name


@pytest.mark.parametrize("base", ["urn:almanac:", "https://almanac.example/", "https://x.example/a/b/"])
def test_addresses_are_read_back(base: str) -> None:
    addresses = Addresses(base)
    for edge in sample_edges():
        assert addresses.ref(addresses.edge(edge.ref)) == edge.ref
        assert addresses.ref(addresses.node(edge.src) + "#byline") == edge.src


@pytest.mark.parametrize(
    "iri",
    [
        "https://elsewhere.example/id/model/x",
        "urn:almanac:id/",
        "urn:almanac:id/model",
        "urn:almanac:id/Model/X",
        "urn:almanac:id/no_edge/model/x/model/y",
        "urn:almanac:id/cites/paper/x/paper/y/z",
        "urn:almanac:id/cites/paper/x",
    ],
)
def test_what_names_nothing_is_nothing(iri: str) -> None:
    assert Addresses().ref(iri) is None


@pytest.mark.parametrize(
    ("base", "why"),
    [
        ("https://almanac.example", "does not end in a slash"),
        ("https://almanac.example/my almanac/", "white space"),
        ("almanac.example/", "not an absolute"),
        ("/", "not an absolute"),
        ("ftp://almanac.example/", "not an absolute"),
        ("https://almanac.example/?x=/", "no IRI can begin"),
        ("https://almanac.example/#/", "no IRI can begin"),
        ("https:///", "no IRI can begin"),
        ("https://al<manac>.example/", "no IRI can begin"),
    ],
)
def test_a_base_that_addresses_can_not_begin_with_is_refused(base: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        checked_base(base)
    assert base in str(refused.value)
    assert "Write " in refused.value.do


def test_an_edge_of_several_between_two_ends_has_the_plain_triple_once() -> None:
    cls = EDGE_TYPES["EVALUATED_ON"]
    edges = [
        cls.model_validate({"src": "model/a", "dst": "benchmark/b", "metric": metric})
        for metric in ("f1", "mae")
    ]
    made = triples(MAPPING.edges(sorted(edges, key=lambda edge: edge.ref)))
    assert len(made) == len(set(made))
    assert len({EdgeRef(*edge.ref) for edge in edges}) == len(edges)
