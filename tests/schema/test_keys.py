"""Keys: minted from identity, the same on every machine, refused where their form is wrong."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.canonical import canonical, short_hash
from schema.errors import Invalid
from schema.keys import (
    alias_key,
    asserter_class,
    checked_key,
    entity_key,
    event_key,
    guide_key,
    linked_source_key,
    paper_key,
    rank,
    source_key,
)

KEY = re.compile(r"[a-z]+/[a-z0-9][a-z0-9._~-]{0,119}")


def test_a_hash_is_what_the_design_says() -> None:
    text = json.dumps(["technique", "mechanistic interpretability", ""], separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert short_hash(8, "technique", "mechanistic interpretability", "") == digest[:8]
    assert (
        entity_key("Technique", "Mechanistic  Interpretability")
        == f"technique/mechanistic-interpretability-{digest[:8]}"
    )


@given(st.text(), st.text())
def test_every_minted_key_has_the_form_of_a_key(name: str, other: str) -> None:
    for key in (
        entity_key("Person", name, other),
        alias_key(name, other),
        event_key("source/feed-x", name),
        paper_key(arxiv=name) if name else paper_key(title=other),
        paper_key(doi=name) if name else paper_key(title=other),
        paper_key(title=name, first_author=other, year="2024"),
        source_key("list", name),
        linked_source_key("feed", name),
        guide_key(name),
    ):
        assert KEY.fullmatch(key), key


@given(st.text(min_size=90, max_size=300))
def test_long_identifiers_still_make_keys(text: str) -> None:
    assert KEY.fullmatch(paper_key(doi=text))
    assert KEY.fullmatch(entity_key("Person", text))


def test_the_same_name_makes_the_same_key_whatever_its_case_and_spaces() -> None:
    assert entity_key("Model", "GPT-4") == entity_key("Model", " gpt‑4 ")
    assert entity_key("Model", "GPT-4") != entity_key("Product", "GPT-4")
    assert alias_key("SAE") != alias_key("sae")


def test_papers_go_by_their_best_identifier() -> None:
    assert paper_key(arxiv="2406.04093", doi="10.1/x") == "paper/arxiv-2406.04093"
    assert paper_key(arxiv="cs/0501001") == "paper/arxiv-cs~2f0501001"
    assert paper_key(doi="10.1145/3442188.3445922") == "paper/doi-10.1145~2f3442188.3445922"
    assert paper_key(title="A", first_author="B", year="2020").startswith("paper/t-")


def test_a_feed_keeps_its_key_when_its_address_is_written_otherwise() -> None:
    assert linked_source_key("feed", "http://Example.com/feed/") == linked_source_key(
        "feed", "https://example.com/feed"
    )


@pytest.mark.parametrize(
    "text", ["", "x", "Model/x", "model/", "model/X", "model/-x", "model/" + "x" * 121, "model/a b"]
)
def test_what_is_not_a_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not a key"):
        checked_key(text)


def test_ranks_are_read_off_keys() -> None:
    order = ["source/rule-link", "source/feed-x", "source/list-x", "source/person-ada"]
    assert sorted(order, key=rank) == order
    assert rank("source/feed-x") == rank("source/listing-x") == rank("source/file-x")
    for wrong in ("source/bot-x", "person/ada"):
        with pytest.raises(Invalid, match="can't assert"):
            asserter_class(wrong)


def test_canonical_json_sorts_and_keeps_unicode() -> None:
    assert canonical({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}'
