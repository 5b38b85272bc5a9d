"""The GraphQL schema follows from the ontology, and is kept as a golden."""

from __future__ import annotations

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema

from api.graphql.schema import schema
from schema.ontology import EDGE_TYPES, ENTITY_KINDS, KINDS, ends
from tests.goldens import Golden

BUILT = build_schema(schema().as_str())


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _fields(name: str) -> dict[str, str]:
    made = BUILT.get_type(name)
    assert isinstance(made, GraphQLObjectType | GraphQLInterfaceType), name
    return {field: str(what.type) for field, what in made.fields.items()}


def test_sdl(golden: Golden) -> None:
    golden("tests/golden/schema.graphql", schema().as_str() + "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_type_with_its_properties(kind: str) -> None:
    made = BUILT.get_type(kind)
    assert isinstance(made, GraphQLObjectType)
    interfaces = {interface.name for interface in made.interfaces}
    assert "Node" in interfaces
    assert ("Entity" in interfaces) == (kind in ENTITY_KINDS)
    assert {_camel(name) for name in KINDS[kind].props()} <= set(_fields(kind))


@pytest.mark.parametrize("edge", EDGE_TYPES)
def test_every_edge_type_is_a_field_on_either_end_with_its_properties(edge: str) -> None:
    declared = EDGE_TYPES[edge]
    sources, targets = ends(edge)
    for kinds, field, back in ((sources, declared.marks.out, ""), (targets, declared.marks.back, "Back")):
        row = _fields(f"{declared.__name__}{back}Edge")
        assert {"node", *map(_camel, declared.props())} == set(row)
        for kind in kinds:
            assert _fields(kind.__name__)[_camel(field)] == f"{declared.__name__}{back}Connection!"


def test_an_edge_leads_to_its_role() -> None:
    assert _fields("DevelopedByEdge")["node"] == "Organization!"
    assert _fields("DevelopedByBackEdge")["node"] == "Developed!"
    assert _fields("MentionsEdge")["node"] == "Entity!"


def test_numbers_that_may_pass_32_bits_are_big() -> None:
    assert _fields("Model")["parameters"] == "BigInt"
    assert _fields("Event")["importance"] == "Int"


def test_descriptions_are_the_ontologys() -> None:
    made = BUILT.get_type("Technique")
    assert made is not None
    assert made.description == KINDS["Technique"].__doc__
