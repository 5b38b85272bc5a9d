"""Ambiguous forms: decided by case, by the longest form or by the rest of the text, else left as suggestions."""

from __future__ import annotations

from loaders.link.values import Suggestion, Wording
from tests.loaders.link.naming import form, link

MODEL = form("Gemini", "model/gemini")
PRODUCT = form("Gemini", "product/gemini")
APP = form("Gemini app", "product/gemini")
CRYPTO = form("GEMINI", "org/gemini")


def entities(wording: Wording | str, *forms: object) -> dict[str, str]:
    return {found.entity: found.method for found in link(wording, *forms).mentions}  # type: ignore[arg-type]


def test_left_open_it_is_a_suggestion_and_no_mention() -> None:
    linked = link("Gemini grows, Gemini wins", MODEL, PRODUCT)
    assert not linked.mentions
    (suggestion,) = linked.suggestions
    assert (suggestion.form, suggestion.candidates) == ("Gemini", ("model/gemini", "product/gemini"))
    assert len(suggestion.places) == 2
    assert isinstance(suggestion, Suggestion)


def test_decided_by_the_case_that_one_candidate_is_written_in() -> None:
    assert entities("GEMINI lists", MODEL, CRYPTO) == {"org/gemini": "case"}
    assert entities("Gemini lists", MODEL, CRYPTO) == {"model/gemini": "case"}
    assert entities("gemini lists", MODEL, CRYPTO) == {}


def test_decided_by_case_where_all_others_ask_for_another() -> None:
    exact = form("GEMINI", "org/gemini", case="exact")
    assert entities("gemini lists", MODEL, exact) == {"model/gemini": "case"}


def test_decided_by_another_form_of_one_candidate_in_any_field() -> None:
    wording = Wording("Gemini grows", "The Gemini app has news.")
    assert entities(wording, MODEL, PRODUCT, APP) == {"product/gemini": "name"}
    (found,) = link(wording, MODEL, PRODUCT, APP).mentions
    assert [place.field for place in found.places] == [0, 1]


def test_decided_by_context_alone_it_says_so() -> None:
    forms = [MODEL, PRODUCT, form("Bard", "product/gemini", "former")]
    (found,) = link("Gemini was Bard", *forms).mentions
    assert (found.entity, found.method, found.confidence) == ("product/gemini", "former", 0.85)


def test_two_candidates_named_otherwise_leave_it_open() -> None:
    forms = [MODEL, PRODUCT, APP, form("Gemini 2.5", "model/gemini")]
    linked = link("Gemini, the Gemini app, Gemini 2.5", *forms)
    assert {found.entity for found in linked.mentions} == {"model/gemini", "product/gemini"}
    assert [suggestion.form for suggestion in linked.suggestions] == ["Gemini"]


def test_an_ambiguous_form_does_not_leave_its_words_to_shorter_ones() -> None:
    forms = [form("Claude 3", "model/a"), form("Claude 3", "model/b"), form("Claude", "model/claude")]
    linked = link("Claude 3", *forms)
    assert not linked.mentions
    assert len(linked.suggestions) == 1


def test_several_forms_of_one_entity_are_not_ambiguous() -> None:
    assert entities("Gemini", MODEL, form("gemini", "model/gemini", "spelling")) == {"model/gemini": "name"}
