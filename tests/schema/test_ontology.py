"""The ontology is declared once: what follows from it is complete, and its pages are in step."""

from __future__ import annotations

import json

import pytest

from schema.declare import Edge, EdgeRef, Node
from schema.describe import json_schema, ontology_page, type_name
from schema.errors import Invalid
from schema.kinds.entity import Model, Organization
from schema.kinds.event import Event
from schema.ontology import EDGE_TYPES, ENTITY_KINDS, KINDS, check_ends, edge_type, ends, is_entity, kind_of
from tests.goldens import Golden

DESIGNED_KINDS = {
    *(
        [
            "Organization",
            "Person",
            "Model",
            "Product",
            "Dataset",
            "Benchmark",
            "Technique",
            "Topic",
            "Policy",
            "Conference",
            "Place",
        ]
    ),
    *(["Alias", "Event", "Paper", "Source", "Guide"]),
}
DESIGNED_EDGES = {
    "MENTIONS",
    "PUBLISHED_BY",
    "OPERATED_BY",
    "ANNOUNCES",
    "TELLS_SAME",
    "ALIAS_OF",
    "AUTHORED_BY",
    "AFFILIATED_WITH",
    "IN_CATEGORY",
    "INTRODUCED_IN",
    "DEVELOPED_BY",
    "BASED_ON",
    "VERSION_OF",
    "EVALUATED_ON",
    "TRAINED_ON",
    "BROADER",
    "PART_OF",
    "INVESTED_IN",
    "LOCATED_IN",
    "PRESENTED_AT",
    "COVERS",
    "CITES",
}


def test_every_designed_kind_and_edge_type_is_declared() -> None:
    assert set(KINDS) == DESIGNED_KINDS
    assert set(EDGE_TYPES) == DESIGNED_EDGES
    assert len(ENTITY_KINDS) == 11


@pytest.mark.parametrize("cls", [*KINDS.values(), *EDGE_TYPES.values()], ids=lambda cls: cls.__name__)
def test_a_declaration_has_what_its_readers_need(cls: type[Node] | type[Edge]) -> None:
    assert cls.__doc__ is not None
    assert cls.marks.rdf.startswith(("http", "urn:"))
    for name, prop in cls.props().items():
        assert prop.rdf, f"{cls.__name__}.{name} has no RDF term"
        assert "[" not in type_name(cls.model_fields[name].annotation), (
            f"{cls.__name__}.{name} is not scalar or list"
        )


def test_the_field_names_of_edges_do_not_collide() -> None:
    for kind in KINDS.values():
        names = [
            name
            for key, edge in EDGE_TYPES.items()
            for name, allowed in zip((edge.marks.out, edge.marks.back), ends(key), strict=True)
            if kind in allowed
        ]
        assert len(names) == len(set(names)), f"{kind.__name__}: {sorted(names)}"
        assert not set(names) & set(kind.props()), f"{kind.__name__}: an edge field hides a property"


def test_ends_follow_from_roles() -> None:
    sources, targets = ends("ANNOUNCES")
    assert [kind.__name__ for kind in sources] == ["Event"]
    assert {kind.__name__ for kind in targets} == {"Paper", "Model", "Product", "Dataset", "Benchmark"}


def test_a_forbidden_end_is_named() -> None:
    model, event = Model.named("GPT-4"), Event(key="event/abc", title="x")
    why = check_ends(EdgeRef("DEVELOPED_BY", event.key, model.key))
    assert "DEVELOPED_BY can't go from Event (event/abc)" in why
    assert check_ends(EdgeRef("DEVELOPED_BY", model.key, Organization.named("OpenAI").key)) == ""


def test_unknown_kinds_and_types_are_refused_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"Known kinds: .*organization"):
        kind_of("thing/abc")
    with pytest.raises(Invalid, match=r"Known types: .*MENTIONS"):
        edge_type("LIKES")
    assert is_entity("model/x-1")
    assert not is_entity("event/x")


def test_the_ontology_page_is_in_step(golden: Golden) -> None:
    golden("docs/ontology.md", ontology_page())


def test_the_json_schema_is_in_step(golden: Golden) -> None:
    golden("tests/golden/ontology.schema.json", json.dumps(json_schema(), indent=1, sort_keys=True) + "\n")
