"""What nodes are found by: words as cut, phrases within a field, values as folded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.fold import Statement
from graph.index import NOT_INDEXED, full_text, indexed, phrase
from schema.canonical import canonical
from schema.keys import event_key
from schema.kinds.entity import Model
from schema.words import located, words
from tests.contract.worlds import ANN, FEED

KEY = event_key(FEED, "1")


def test_fields_and_body_stand_apart() -> None:
    """A phrase can't reach across."""
    said = [
        (FEED, Statement("", False, canonical({"title": "One two", "summary": "Three", "url": "https://a"})))
    ]
    found = indexed(KEY, said, "Four")
    assert found.texts == ("One two", "Three", "Four")
    assert found.looked_up == {("url", "https://a")}
    assert full_text(found.texts) == "one two | three | four"


def test_words_never_hold_spaces_or_marks_that_indexes_cut_at() -> None:
    """Some characters fold to text with spaces or brackets; as index words they stay one word."""
    for text in ("ﷺ", "⑴ ͺ", "½ c++ c# 4.5 机器学习"):
        cut = words(text)
        assert len(phrase(cut).split()) == len(cut)
        assert not set(phrase(cut)) & set("()'\"|*^:-")


@given(st.text(st.sampled_from("ab1.+# -,|A\n"), max_size=30))
def test_words_are_cut_alike_with_and_without_places(text: str) -> None:
    """The quick way to an ASCII text's words is the same as the way that tells where they stand."""
    assert words(text) == [word.form for word in located(text)]


def test_nothing_is_found_by_what_does_not_count() -> None:
    """Without a statement there is no index, body or not; a better source's value hides another's."""
    assert indexed(KEY, [], "A body") == NOT_INDEXED
    model = Model.named("Gemma").key
    said = [
        (FEED, Statement("", False, canonical({"homepage": "https://feed", "identifiers": ["wikidata:Q1"]}))),
        (ANN, Statement("", False, canonical({"homepage": "https://person", "identifiers": ["doi:10.1/x"]}))),
    ]
    found = indexed(model, said)
    assert ("homepage", "https://person") in found.looked_up
    assert ("homepage", "https://feed") not in found.looked_up
    assert found.identifiers == ("doi:10.1/x", "wikidata:Q1")
