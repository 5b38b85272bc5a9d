"""Gazetteers: what a list says of entities, names and relations, and what each mistake costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.read import Gazetteer, Listed, Relation, read
from schema.errors import Unreadable
from schema.keys import entity_key, linked_source_key
from schema.kinds.entity import Model
from schema.kinds.source import Source
from schema.record import Document, Trouble

STARTER = sorted(Path("loaders/starter").glob("*.toml"))
HEAD = 'source = "mine"\nupdated = 2026-08-18\n'


def gazetteer(text: str, source: str = "") -> Gazetteer:
    read_as = read(text.encode(), name="list.toml", source=source)
    assert isinstance(read_as, Gazetteer)
    return read_as


def entities(*tables: str) -> Gazetteer:
    return gazetteer(HEAD + "".join(f"\n[[entity]]\n{table}\n" for table in tables))


def only_trouble(found: Gazetteer) -> Trouble:
    assert len(found.troubles) == 1, found.troubles
    return found.troubles[0]


def forms(listed: Listed) -> dict[str, tuple[str, str, str]]:
    return {alias.name: (edge.alias_kind, edge.case, alias.language) for alias, edge in listed.forms}


def said(listed: Listed) -> tuple[str, str, str]:
    return listed.node.key, listed.node.content_text(), str(sorted(forms(listed).items()))


def ends(relation: Relation) -> tuple[str, str, str]:
    return relation.subject, relation.type, relation.target.key or relation.target.written


def test_the_starter_is_read_without_a_trouble() -> None:
    assert STARTER
    counted = 0
    for path in STARTER:
        found = read(path.read_bytes(), name=path.name)
        assert isinstance(found, Gazetteer)
        assert found.troubles == ()
        assert found.complete
        assert found.stamp == "2026-11-01"
        counted += sum(not isinstance(listed.node, Source) for listed in found.nodes)
    assert counted >= 400


def test_a_head_says_whose_word_it_is() -> None:
    found = gazetteer(
        'source = "Mine, all"\nname = "All of mine"\nlicence = "MIT"\nupdated = 2026-08-18T10:00:00+02:00\n'
    )
    assert found.said_by == "source/list-mine-all"
    assert (found.source.kind, found.source.name, found.source.licence) == ("list", "All of mine", "MIT")
    assert found.stamp == "2026-08-18T08:00:00Z"
    assert found.complete
    assert not gazetteer(f"{HEAD}complete = false\n").complete


def test_the_loader_may_name_the_source() -> None:
    text = '[[entity]]\nkind = "Place"\nname = "Oslo"\n'
    assert gazetteer(text, source="My list").said_by == "source/list-my-list"
    assert gazetteer(HEAD + text, source="other").said_by == "source/list-mine"
    with pytest.raises(Unreadable, match=r"list\.toml.*first line.*--source"):
        gazetteer(text)


def test_an_entity_has_its_properties_and_names() -> None:
    found = entities(
        'kind = "Model"\nname = "Echo  2"\ncase = true\nstatus = "retired"\nreleased = 2026-08\nparameters = 7\n'.replace(
            "2026-08\n", '"2026-08"\n'
        )
        + 'open_weights = false\nidentifiers = ["wikidata:Q1"]\n'
        + 'aliases = ["Echo Two", {name = "E2", kind = "acronym"}, {name = "e-2", kind = "acronym", case = false}, '
        + '{name = "Écho", kind = "translation", language = "fr", case = true}]'
    )
    assert found.troubles == ()
    listed = found.nodes[0]
    assert isinstance(listed.node, Model)
    assert listed.node.key == entity_key("Model", "Echo 2")
    assert listed.node.content() == {
        "name": "Echo 2",
        "birth_name": "Echo 2",
        "retired": True,
        "released": "2026-08",
        "parameters": 7,
        "open_weights": False,
        "identifiers": ["wikidata:Q1"],
    }
    assert forms(listed) == {
        "Echo 2": ("name", "exact", ""),
        "Echo Two": ("name", "any", ""),
        "E2": ("acronym", "exact", ""),
        "e-2": ("acronym", "any", ""),
        "Écho": ("translation", "exact", "fr"),
    }
    assert (listed.item, listed.place) == ("Echo 2", "line 4, entity 'Echo 2'")


def test_a_renamed_entity_keeps_its_key_and_its_former_name() -> None:
    listed = entities('kind = "Organization"\nname = "Beta"\nbirth_name = "Alpha"').nodes[0]
    assert listed.node.key == entity_key("Organization", "Alpha")
    assert forms(listed) == {"Beta": ("name", "any", ""), "Alpha": ("former", "any", "")}


def test_relations_find_their_ends_in_the_document_first() -> None:
    found = entities(
        'kind = "Organization"\nname = "Lab"\naliases = ["The Lab"]',
        'kind = "Model"\nname = "M"\ndeveloped_by = ["the lab", "Elsewhere", "Organization: Lab Two"]\n'
        'introduced_in = "paper/arxiv-2406.04093"',
    )
    model, lab = entity_key("Model", "M"), entity_key("Organization", "Lab")
    assert found.troubles == ()
    assert [ends(relation) for relation in found.relations] == [
        (model, "DEVELOPED_BY", lab),
        (model, "DEVELOPED_BY", "Elsewhere"),
        (model, "DEVELOPED_BY", "Organization: Lab Two"),
        (model, "INTRODUCED_IN", "paper/arxiv-2406.04093"),
    ]
    assert [relation.target.name for relation in found.relations] == ["the lab", "Elsewhere", "Lab Two", ""]
    assert {relation.target.kinds for relation in found.relations[:3]} == {("Organization",)}
    assert found.relations[1].place == "line 9, entity 'M'"


def test_a_relation_has_the_properties_of_its_edge() -> None:
    found = entities(
        'kind = "Person"\nname = "Ada"\n'
        'affiliated_with = [{to = "A", started = 2015, ended = 2019-05-01}, {to = "A", started = 2021}]'
    )
    assert [relation.props for relation in found.relations] == [
        {"started": "2015", "ended": "2019-05-01"},
        {"started": "2021"},
    ]


def test_the_same_name_in_two_kinds_is_told_apart_by_what_the_edge_allows() -> None:
    found = entities(
        'kind = "Product"\nname = "Gem"\nbased_on = ["Gem"]',
        'kind = "Model"\nname = "Gem"',
    )
    assert ends(found.relations[0])[2] == entity_key("Model", "Gem")


def test_sources_are_described_under_the_key_that_their_items_have() -> None:
    found = gazetteer(
        HEAD + '[[sources]]\nclass = "feed"\nlink = "https://Example.org/feed/"\nname = "Example"\n'
        'republish = "summary"\noperated_by = ["Example Lab"]\n'
    )
    assert found.troubles == ()
    node = found.nodes[0].node
    assert isinstance(node, Source)
    assert node.key == linked_source_key("feed", "https://example.org/feed")
    assert (node.name, node.url, node.republish) == ("Example", "https://example.org/feed", "summary")
    assert ends(found.relations[0]) == (node.key, "OPERATED_BY", "Example Lab")


@pytest.mark.parametrize(
    ("table", "why", "do"),
    [
        ('kind = "Modell"\nname = "X"', "'Modell' is no kind of entity", "Did you mean Model?"),
        ('kind = "Paper"\nname = "X"', "'Paper' is no kind of entity", ""),
        ('name = "X"', "it has no kind", ""),
        ('kind = "Model"', "it has no name", "Give it a name"),
        ('kind = "Model"\nname = 3', "it has no name", "Give it a name"),
    ],
)
def test_an_entity_without_kind_or_name_is_left_out_alone(table: str, why: str, do: str) -> None:
    found = entities(table, 'kind = "Place"\nname = "Oslo"')
    trouble = only_trouble(found)
    assert why in trouble.why
    assert do in trouble.do
    assert trouble.place.startswith("line 4")
    assert [listed.item for listed in found.nodes] == ["Oslo"]


@pytest.mark.parametrize(
    ("field", "why", "do"),
    [
        ("descripton = 'x'", "descripton is not known of a Model", "Did you mean description?"),
        ("founded = 2015", "founded is not known of a Model", ""),
        ("developed_from = ['Y']", "developed_from is not known of a Model", "Did you mean developed_by?"),
        ("located_in = ['Oslo']", "located_in is not known of a Model", ""),
        ("released = '2026-13'", "released: '2026-13' is not a day", "Write 2024"),
        ("released = '2026-02-30'", "'2026-02-30' is not a day", "Write 2024"),
        ("released = 0", "'0000' is not a day", "Write 2024"),
        ("released = true", "'True' is not a day", "Write 2024"),
        ("parameters = 'many'", "parameters must be a whole number, not 'many'", ""),
        ("training_compute = inf", "training_compute must be a finite number", ""),
        ("open_weights = 'perhaps'", "open_weights must be true or false", ""),
        ("description = 5", "description must be text, not 5", ""),
        ("identifiers = ['wikidata Q1']", "'wikidata Q1' is not an identifier", "Write scheme:value"),
        ("identifiers = 'wikidata:Q1'", "identifiers must be a list", ""),
        ("status = 'gone'", "status can't be 'gone'", 'status = "retired"'),
        ("case = 'exact'", "case must be true or false", ""),
        ("aliases = [5]", "an alias must be text, not 5", "form"),
        (
            "aliases = [{name = 'x', kind = 'acronim'}]",
            "'acronim' is no kind of alias",
            "Did you mean acronym?",
        ),
        ("aliases = [{name = 'x', cased = true}]", "cased is not known of an alias", "Did you mean case?"),
        ("aliases = ['x', {name = 'x', kind = 'former'}]", "'x' is given twice", "Leave one out"),
        ("developed_by = [5]", "developed_by must name its target, not 5", "Kind: name"),
        ("developed_by = [{name = 'Lab'}]", "developed_by must name its target", "Kind: name"),
        ("developed_by = ['Person: Ada']", "DEVELOPED_BY can't go to Person", "It goes to Organization"),
        (
            "developed_by = ['person/ada-00000000']",
            "DEVELOPED_BY can't go to Person",
            "It goes to Organization",
        ),
        ("based_on = ['X']", "based_on X points to itself", ""),
        ("evaluated_on = [{to = 'B', scor = 1}]", "scor is not known here", "Did you mean score?"),
        ("evaluated_on = [{to = 'B', score = 'high'}]", "score must be a number, not 'high'", ""),
        ("evaluated_on = [{to = 'B', date = 'soon'}]", "'soon' is not a day", "Write 2024"),
        (
            "evaluated_on = [{to = 'B', score = 1}, {to = 'B', score = 2}]",
            "evaluated_on B is given twice",
            "Leave one out",
        ),
    ],
)
def test_a_wrong_field_costs_that_field_alone(field: str, why: str, do: str) -> None:
    found = entities(f'kind = "Model"\nname = "X"\nhomepage = "https://x.example"\n{field}')
    trouble = only_trouble(found)
    assert why in trouble.why
    assert do in trouble.do
    assert trouble.place == "line 4, entity 'X'"
    assert trouble.item.startswith("Model X: ")
    node = found.nodes[0].node
    assert isinstance(node, Model)
    assert node.homepage == "https://x.example"


def test_of_a_list_only_the_wrong_members_are_left_out() -> None:
    found = entities(
        'kind = "Model"\nname = "X"\nidentifiers = ["wikidata:Q1", "nonsense", "doi:10.1/x"]\nparameters = "x"'
    )
    assert len(found.troubles) == 2
    assert found.nodes[0].node.content()["identifiers"] == ["doi:10.1/x", "wikidata:Q1"]


def test_an_ambiguous_target_names_what_it_may_be() -> None:
    found = entities(
        'kind = "Organization"\nname = "Lab"\ndisambiguator = "Oslo"',
        'kind = "Organization"\nname = "Lab"\ndisambiguator = "Rome"',
        'kind = "Model"\nname = "M"\ndeveloped_by = ["Lab", "Lab (Rome)"]',
    )
    trouble = only_trouble(found)
    oslo, rome = (entity_key("Organization", "Lab", town) for town in ("Oslo", "Rome"))
    assert oslo in trouble.why
    assert rome in trouble.why
    assert trouble.place == "line 14, entity 'M'"
    assert [ends(relation)[2] for relation in found.relations] == [rome]


def test_a_duplicate_entity_names_the_first() -> None:
    found = entities(
        'kind = "Model"\nname = "X"\nparameters = 1', 'kind = "Model"\nname = "x"\nparameters = 2'
    )
    trouble = only_trouble(found)
    assert "line 4, entity 'X'" in trouble.why
    assert trouble.place == "line 9, entity 'x'"
    assert [listed.node.content()["parameters"] for listed in found.nodes] == [1]


@pytest.mark.parametrize(
    ("text", "why", "do"),
    [
        (
            "[[entities]]\nkind = 'Model'\nname = 'X'",
            "tables called entities are not known here",
            "[[entity]]",
        ),
        ("[entity]\nkind = 'Model'\nname = 'X'", "entity must be a table of its own", "Write [[entity]]"),
        ("license = 'MIT'", "license is not known here", "Did you mean licence?"),
        ("complete = 'yes'", "complete must be true or false", ""),
        ("name = 3", "name must be text", ""),
        (
            "[[sources]]\nclass = 'fead'\nlink = 'https://x.example'",
            "'fead' is no class of source",
            "Did you mean feed?",
        ),
        ("[[sources]]\nclass = 'feed'", "a source needs a link or a name", ""),
        ("[[sources]]\nclass = 'feed'\nname = 'x'\nrepublish = 'none'", "republish must be one of", ""),
        ("[[sources]]\nclass = 'feed'\nname = 'x'\nowner = 'y'", "owner is not known of a source", ""),
        (
            "[[sources]]\nclass = 'feed'\nname = 'x'\noperated_by = 'Person: y'",
            "OPERATED_BY can't go to Person",
            "",
        ),
    ],
)
def test_a_wrong_head_table_or_source_is_told(text: str, why: str, do: str) -> None:
    trouble = only_trouble(gazetteer(HEAD + text))
    assert why in trouble.why
    assert do in trouble.do


def test_a_wrong_date_is_told_and_leaves_the_list_undated() -> None:
    found = gazetteer('source = "x"\nupdated = "yesterday"')
    assert "'yesterday' is not a day" in only_trouble(found).why
    assert found.stamp == ""


def test_troubles_have_names_of_their_own() -> None:
    found = entities(
        'kind = "Model"\nname = "X"\nfoo = 1\nbar = 2\nreleased = "x"\ndeveloped_by = [1, 2]\naliases = [1]'
    )
    assert len({trouble.item for trouble in found.troubles}) == len(found.troubles) == 6


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('source = "x"\nname = \nb = 1', "line 2"),
        ('source = "x"\nsource = "y"\n', "line 2"),
        ('source = "x"\na = 2026-02-30', "line 2"),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(text: str, where: str) -> None:
    with pytest.raises(Unreadable, match=rf"list\.toml, .*{where}.*not TOML"):
        gazetteer(text)


@pytest.mark.parametrize("text", [f'source = "x"\na = {"[" * 5000}', f'source = "x"\na = {"9" * 5000}'])
def test_toml_that_would_break_its_reader_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"list\.toml"):
        gazetteer(text)


@pytest.mark.parametrize("head", ["source = 5", 'source = ""', 'source = "日本"'])
def test_a_source_needs_a_plain_name(head: str) -> None:
    with pytest.raises(Unreadable, match=r"source|whose word"):
        gazetteer(f'{head}\n[[entity]]\nkind = "Place"\nname = "Oslo"')


def test_lines_are_not_told_where_a_text_looks_like_a_header() -> None:
    found = entities(
        'kind = "Model"\nname = "X"\ndescription = """\n[[entity]]\n"""', 'kind = "Model"\nname = "Y"'
    )
    assert [listed.place for listed in found.nodes] == ["entity 1, entity 'X'", "entity 2, entity 'Y'"]


def test_json_lines_say_the_same_as_toml() -> None:
    lines = [
        {"source": "mine", "updated": "2026-08-18"},
        {"kind": "Organization", "name": "Lab", "aliases": [{"name": "LB", "kind": "acronym"}]},
        {"kind": "Model", "name": "M", "released": 2026, "developed_by": ["Lab"]},
        {"class": "feed", "link": "https://x.example", "operated_by": "Lab"},
        {"kind": "Model", "name": "N", "relased": 2026},
    ]
    found = read("\n".join(json.dumps(line) for line in lines).encode(), name="list.jsonl")
    same = gazetteer(
        HEAD
        + '[[entity]]\nkind = "Organization"\nname = "Lab"\naliases = [{name = "LB", kind = "acronym"}]\n'
        '[[entity]]\nkind = "Model"\nname = "M"\nreleased = 2026\ndeveloped_by = ["Lab"]\n'
        '[[entity]]\nkind = "Model"\nname = "N"\nrelased = 2026\n'
        '[[sources]]\nclass = "feed"\nlink = "https://x.example"\noperated_by = "Lab"\n'
    )
    assert isinstance(found, Gazetteer)
    assert (found.source, found.said_by, found.stamp, found.complete) == (
        same.source,
        same.said_by,
        same.stamp,
        True,
    )
    assert set(map(said, found.nodes)) == set(map(said, same.nodes))
    assert {ends(relation) for relation in found.relations} == {ends(relation) for relation in same.relations}
    trouble = only_trouble(found)
    assert trouble.place == "line 5, entity 'N'"
    assert trouble.do == "Did you mean released?"


def test_json_lines_need_a_source_too() -> None:
    line = b'{"kind": "Place", "name": "Oslo"}\n'
    with pytest.raises(Unreadable, match="--source"):
        read(line, name="list.jsonl")
    named = read(b"broken\n" + line, name="list.jsonl", source="me")
    assert isinstance(named, Gazetteer)
    assert only_trouble(named).place == "line 1"


@given(
    st.recursive(
        st.text(max_size=8) | st.integers() | st.booleans() | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["to", "name", "kind", "score"]), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_no_value_of_a_field_breaks_the_reader(value: object) -> None:
    fields = (
        "aliases",
        "developed_by",
        "evaluated_on",
        "identifiers",
        "released",
        "status",
        "case",
        "birth_name",
        "disambiguator",
        "description",
    )
    lines = [
        {"source": "s"},
        *({"kind": "Model", "name": "X", field: value} for field in fields),
        {"kind": value, "name": value},
        {"class": value, "link": value},
    ]
    found = read("\n".join(json.dumps(line) for line in lines).encode(), name="list.jsonl")
    assert isinstance(found, (Gazetteer, Document))
    assert found == read("\n".join(json.dumps(line) for line in lines).encode(), name="list.jsonl")
