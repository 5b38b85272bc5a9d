"""Linking: whole words, longest match, case, variants, places."""

from __future__ import annotations

import pytest

from loaders.link.linker import Linker, repeated
from loaders.link.values import Wording
from schema.edges.news import Mentions
from tests.loaders.link.naming import form, link, named


@pytest.mark.parametrize(
    ("title", "surfaces"),
    [
        ("OpenAI ships", ["title:OpenAI"]),
        ("openai ships, OPENAI wins", ["title:openai", "title:OPENAI"]),
        ("OpenAI's plan", ["title:OpenAI"]),
        ("OpenAI’s plan", ["title:OpenAI"]),
        ("OpenAI-backed", ["title:OpenAI"]),
        ("(OpenAI)", ["title:OpenAI"]),
        ("@OpenAI…", ["title:OpenAI"]),
        ("“OpenAI” — again", ["title:OpenAI"]),
        ("OpenAIs", []),
        ("MyOpenAI", []),
        ("Open AI", []),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words(title: str, surfaces: list[str]) -> None:
    found = named(link(title, form("OpenAI", "org/openai")), title)
    assert found.get("org/openai", []) == surfaces


def test_a_hyphen_is_a_space_and_offsets_count_code_points() -> None:
    wording = Wording("Über-news 🚀: GPT 4 and GPT-4", "Naïve GPT–4…")
    found = named(link(wording, form("GPT-4", "model/gpt-4")), wording)
    assert found == {"model/gpt-4": ["title:GPT 4", "title:GPT-4", "summary:GPT–4"]}


def test_the_longest_form_wins_and_nested_ones_are_no_mentions() -> None:
    title = "Claude 3.5 Sonnet beats Claude 3.5, says Claude"
    forms = [
        form("Claude", "model/claude"),
        form("Claude 3.5", "model/claude-3.5"),
        form("Claude 3.5 Sonnet", "model/sonnet"),
        form("Sonnet", "product/sonnet"),
    ]
    assert named(link(title, *forms), title) == {
        "model/claude": ["title:Claude"],
        "model/claude-3.5": ["title:Claude 3.5"],
        "model/sonnet": ["title:Claude 3.5 Sonnet"],
    }


def test_of_two_overlapping_forms_the_first_wins() -> None:
    title = "deep reinforcement learning theory"
    forms = [
        form("deep reinforcement learning", "technique/drl"),
        form("learning theory", "technique/theory"),
    ]
    assert named(link(title, *forms), title) == {"technique/drl": ["title:deep reinforcement learning"]}


def test_a_longer_form_in_the_wrong_case_leaves_the_place_to_a_shorter_one() -> None:
    title = "cursor agent"
    forms = [form("Cursor Agent", "product/agent", case="exact"), form("cursor", "technique/cursor")]
    assert named(link(title, *forms), title) == {"technique/cursor": ["title:cursor"]}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Cursor ships", True),
        ("move the cursor", False),
        ("CURSOR", False),
        ("Cursors", True),
        ("cursors", False),
    ],
)
def test_exact_forms_ask_for_their_case(title: str, found: bool) -> None:
    assert bool(link(title, form("Cursor", "product/cursor", case="exact")).mentions) is found


@pytest.mark.parametrize(
    ("title", "found"), [("RAG works", True), ("a rag", False), ("LLMs and RAGs", True), ("rags", False)]
)
def test_acronyms_without_a_rule_are_exact(title: str, found: bool) -> None:
    assert bool(link(title, form("RAG", "technique/rag", "acronym", "")).mentions) is found


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("sparse autoencoder", "Sparse Autoencoders everywhere"),
        ("policy", "Policies"),
        ("benchmark suite", "two benchmark suites"),
        ("regex", "regexes"),
    ],
)
def test_plurals_of_concepts_and_things(name: str, title: str) -> None:
    assert link(title, form(name, "technique/it")).mentions
    assert not link(title, form(name, "org/it")).mentions, "organisations have no plural"


def test_names_do_not_reach_across_fields() -> None:
    wording = Wording("We love Hugging", "Face it")
    assert not link(wording, form("Hugging Face", "org/hf")).mentions


def test_names_without_spaces_between_words() -> None:
    title = "研究人员用机器学习训练GPT模型"
    forms = [form("机器学习", "technique/ml"), form("学习", "technique/learning"), form("GPT", "model/gpt")]
    assert named(link(title, *forms), title) == {
        "model/gpt": ["title:GPT"],
        "technique/ml": ["title:机器学习"],
    }


def test_denied_forms_and_their_variants_are_never_found() -> None:
    forms = [form("Agent", "product/agent"), form("Agent Builder", "product/builder")]
    linked = link("Agent, agents, Agent Builder", *forms, denied=(("agent",),))
    assert [found.entity for found in linked.mentions] == ["product/builder"]


def test_a_body_that_begins_with_the_summary_is_linked_from_there_on() -> None:
    wording = Wording("News", "Groq is fast. It is.", "Groq is fast.\nIt  is. Later Groq grew.")
    linked = link(wording, form("Groq", "org/groq"))
    assert named(linked, wording) == {"org/groq": ["summary:Groq", "body:Groq"]}
    assert linked.mentions[0].places[1].start == wording.body.rindex("Groq")


@pytest.mark.parametrize(
    ("summary", "body", "offset"),
    [
        ("", "text", 0),
        ("A b.", "", 0),
        ("A b.", "A b. C.", 4),
        ("A b.", "\n A\n b. C.", 7),
        ("A b.", "A c.", 0),
        ("A b.", "Then A b.", 0),
    ],
)
def test_how_far_a_body_repeats_its_summary(summary: str, body: str, offset: int) -> None:
    assert repeated(summary, body) == offset


def test_surface_method_and_confidence() -> None:
    forms = [form("OpenAI", "org/openai"), form("OAI", "org/openai", "acronym", "")]
    plain = link("OpenAI", *forms).mentions[0]
    assert (plain.surface, plain.method, plain.confidence) == ("OpenAI", "name", 0.95)
    other_case = link("openai", *forms).mentions[0]
    assert (other_case.surface, other_case.method, other_case.confidence) == ("openai", "name", 0.85)
    acronym = link("OAI, or openai", *forms).mentions[0]
    assert (acronym.surface, acronym.method, acronym.confidence) == ("OAI", "acronym", 0.9)


def test_salience_tells_the_subject_from_the_aside() -> None:
    wording = Wording(
        "Groq raises money", "Groq builds chips. So does Nvidia.", "Long text. " * 20 + "Intel."
    )
    forms = [form("Groq", "org/groq"), form("Nvidia", "org/nvidia"), form("Intel", "org/intel")]
    salience = {found.entity: found.salience for found in link(wording, *forms).mentions}
    assert salience["org/groq"] == 0.85
    assert 1 >= salience["org/groq"] > salience["org/nvidia"] > salience["org/intel"] > 0


def test_mentions_become_edges_with_parallel_places() -> None:
    edge = link(Wording("Groq", "Groq"), form("Groq", "org/groq")).mentions[0].mention("event/1")
    assert isinstance(edge, Mentions)
    assert (edge.fields, edge.starts, edge.ends) == (("title", "summary"), (0, 0), (4, 4))
    assert (edge.src, edge.dst, edge.surface) == ("event/1", "org/groq", "Groq")
    assert edge == Mentions.model_validate(edge.model_dump()), "as validation would make it"


def test_a_linker_without_names_finds_nothing() -> None:
    assert Linker(()).link_all([Wording("OpenAI"), Wording()]) == [link("", form("a", "org/a"))] * 2
