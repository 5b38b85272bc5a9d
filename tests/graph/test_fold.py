"""The fold: which statement stands, which value is read, whatever the order in which they came."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from graph.build import build_edge, build_node
from graph.fold import Statement, alike, best_first, fold_props, read_edge, read_node, standing, statement
from schema.canonical import canonical
from schema.changeset import Said
from schema.declare import Declared, Edge, Node
from schema.keys import Key, event_key, source_key
from schema.kinds.entity import Model, Person
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from schema.ontology import EDGE_TYPES, KINDS
from tests.contract.worlds import ANN, FEED, LINK, LIST, NOON, OTHER_LIST, edges, events, nodes

KEY = event_key(FEED, "1")
_statements = st.builds(
    lambda node, stamp: statement(Said(node.model_copy(update={"key": KEY}), FEED, stamp)),
    events,
    st.sampled_from(["", "2026-01-01", "2026-02-01"]),
)


def told(stamp: str = "", *, complete: bool = False, **props: object) -> Statement:
    """A statement with these properties."""
    return Statement(stamp, complete, canonical(props))


def _after(statements: Sequence[Statement], by: Key = FEED) -> Statement:
    return reduce(lambda old, new: standing(Event, old, new, by), statements)


@given(st.lists(_statements, min_size=1, max_size=6), st.randoms())
def test_what_stands_does_not_depend_on_order(statements: list[Statement], chance: object) -> None:
    """Stamp and content are those of the greatest; only the observation is the first's."""
    shuffled = list(statements)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own Random
    one, other = _after(statements), _after(shuffled)
    assert one.stamp == other.stamp
    assert alike(Event, one, other)


@given(_statements)
def test_the_same_said_again_stands_as_it_is(one: Statement) -> None:
    """Nothing moves but a newer stamp."""
    assert standing(Event, one, one, FEED) is one
    assert standing(Event, one, one._replace(stamp="2027"), FEED) == one._replace(stamp="2027")
    assert standing(Event, one, one._replace(stamp=""), FEED) == one


def test_a_rule_replaces_whatever_it_said() -> None:
    """What is derived has no stamp."""
    old, new = told(surface="z"), told(surface="a")
    assert standing(EDGE_TYPES["MENTIONS"], old, new, LINK) == new
    assert standing(EDGE_TYPES["MENTIONS"], old, new, FEED) == old


def test_observations_are_no_content_and_the_first_stays() -> None:
    """Seen again later is the same; a newer text keeps when the item was first seen."""
    first = told("1", title="A", observed="2026-01-01T00:00:00Z")
    later = told("1", title="A", observed="2026-02-01T00:00:00Z")
    newer = told("2", title="B", observed="2026-02-01T00:00:00Z")
    assert standing(Event, first, later, FEED) == first
    assert standing(Event, first, newer, FEED).props == {"title": "B", "observed": "2026-01-01T00:00:00Z"}


def test_a_list_that_turns_complete_says_something_else() -> None:
    """Whether a statement may be withdrawn is part of it."""
    old = told(name="A")
    assert not alike(Model, old, old._replace(complete=True))
    assert standing(Model, old, old._replace(complete=True), LIST).complete


def test_scalars_by_rank_then_stamp_then_canonical_order() -> None:
    """A person over a list over a feed over a rule; newer over older; then the greater JSON."""
    said = [
        (LINK, told("9", name="by rule", licence="MIT")),
        (FEED, told("2", name="by feed", parameters=2)),
        (source_key("file", "b"), told("1", name="by file", parameters=10)),
        (LIST, told("1", name="by list", description="older")),
        (OTHER_LIST, told("2", description="newer", context_length=9)),
        (source_key("list", "c"), told("2", context_length=10)),
        (ANN, told("", name="by person")),
    ]
    expected = {
        "name": "by person",
        "licence": "MIT",
        "parameters": 2,
        "description": "newer",
        "context_length": 9,
    }
    assert fold_props(Model, said) == expected
    assert fold_props(Model, said[::-1]) == expected


def test_unordered_lists_are_united_and_sequences_taken_whole() -> None:
    """Categories are a set; a byline has an order, importance parts belong together."""
    said = [
        (FEED, told("1", categories=["b", "a"], byline=["Zoe", "Abe"], importance_parts=["x"])),
        (LIST, told("1", categories=["c"], byline=["Bob"])),
    ]
    assert fold_props(Event, said) == {
        "categories": ["a", "b", "c"],
        "byline": ["Bob"],
        "importance_parts": ["x"],
    }


def test_a_merged_node_keeps_the_survivors_own_identity() -> None:
    """Everything else is folded over all members; what it is not a property of the survivor's kind is left out."""
    survivor, loser = (
        Model.named("Alpha", "one"),
        Person.named("Alpha", "other", homepage="https://a.example"),
    )
    node = read_node(
        survivor.key,
        {
            survivor.key: [(FEED, statement(Said(survivor, FEED)))],
            loser.key: [(ANN, statement(Said(loser, ANN)))],
        },
    )
    assert isinstance(node, Model)
    assert (node.key, node.birth_name, node.disambiguator) == (survivor.key, "Alpha", "one")
    assert (node.homepage, node.status, node.slug) == (
        "https://a.example",
        "active",
        survivor.key.partition("/")[2],
    )


def test_a_survivor_keeps_its_name_against_sources_of_the_same_rank() -> None:
    survivor, loser = Model.named("Alpha"), Model.named("Zeta")
    statements = {
        survivor.key: [(FEED, statement(Said(survivor, FEED)))],
        loser.key: [(FEED, statement(Said(loser, FEED, "2026")))],
    }
    assert isinstance(node := read_node(survivor.key, statements), Model)
    assert node.name == "Alpha"
    statements[loser.key] = [(ANN, statement(Said(loser, ANN)))]
    assert isinstance(node := read_node(survivor.key, statements), Model)
    assert node.name == "Zeta"


def test_a_survivor_that_says_no_identity_takes_the_best() -> None:
    """A paper known only by its identifier is titled by the one merged into it."""
    stub, full = Paper(key="paper/arxiv-1"), Paper(key="paper/doi-1", title="A title", published=NOON)
    members = {paper.key: [(FEED, statement(Said(paper, FEED)))] for paper in (stub, full)}
    node = read_node(stub.key, members)
    assert isinstance(node, Paper)
    assert (node.title, node.at) == ("A title", NOON)
    # Of whom nobody speaks any more may be absent.
    assert isinstance(node := read_node(stub.key, {full.key: members[full.key]}), Paper)
    assert node.title == "A title"
    assert read_node(stub.key, {stub.key: [], full.key: []}) is None


def test_an_edge_takes_its_properties_whole_from_the_best() -> None:
    """Parallel sequences never mix."""
    ref = EDGE_TYPES["MENTIONS"](src=KEY, dst=Model.named("A").key).ref
    rule = told(fields=["title"], starts=[1], ends=[2], confidence=0.5)
    person = told(fields=["body"], starts=[7], ends=[9])
    read = read_edge(ref, [(LINK, rule), (ANN, person)])
    assert read.content() == {"fields": ["body"], "starts": [7], "ends": [9]}
    assert [by for by, _ in best_first([(LINK, rule), (ANN, person)])] == [ANN, LINK]


@given(st.one_of(nodes, edges))
def test_what_is_built_equals_what_is_validated(thing: Node | Edge) -> None:
    """Building without validation gives the same object, field by field, from its stored text."""
    props = Statement("", False, thing.content_text()).props
    built: Declared
    if isinstance(thing, Node):
        built = build_node(type(thing), thing.key, props)
    else:
        built = build_edge(type(thing), thing.ref, props)
    assert built == type(thing).model_validate(thing.model_dump())
    assert built.model_dump() == thing.model_dump()
    assert built.content_text() == canonical(thing.content()) == thing.content_text()


def test_every_property_can_be_built() -> None:
    """No property's stored form is read otherwise than validation reads it; every default is absent, so never stored."""
    for cls in (*KINDS.values(), *EDGE_TYPES.values()):
        for name in cls.props():
            assert cls.model_fields[name].default in ("", None, ()), (cls, name)
            annotation = str(cls.model_fields[name].annotation)
            assert not any(word in annotation for word in ("dict", "set[", "date |", "Decimal")), (cls, name)
