"""Summaries: the item's own first whole sentences, at most four, nothing invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.derive.sentences import sentences
from loaders.derive.summary import LONGEST, ROOM, summarise


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two! Three? Four.", ["One.", "Two!", "Three?", "Four."]),
        (
            "Dr. Who met J. R. Smith of the U.S. Senate. They spoke.",
            ["Dr. Who met J. R. Smith of the U.S. Senate.", "They spoke."],
        ),
        ("It costs 3.5 dollars, e.g. in Rome. Cheap!", ["It costs 3.5 dollars, e.g. in Rome.", "Cheap!"]),
        (
            "We follow Lee et al. (2020) and Fig. 3. Done.",
            ["We follow Lee et al. (2020) and Fig. 3.", "Done."],
        ),
        (
            "Use node.js or asp.net now. Yahoo! is fine too.",
            ["Use node.js or asp.net now.", "Yahoo! is fine too."],
        ),
        ('He said "Stop." Then he left.', ['He said "Stop."', "Then he left."]),
        ("“Really?” she asked. Yes… And no.", ["“Really?” she asked.", "Yes…", "And no."]),
        ("模型发布了。它很快！好吗？", ["模型发布了。", "它很快！", "好吗？"]),
        ("Heading\n\nText goes\non. More.", ["Heading", "Text goes on.", "More."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, pieces: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text)] == pieces


def test_fragments_are_told_from_whole_sentences() -> None:
    found = sentences("Introduction\n\nIt works... mostly. A tool call was started call...")
    assert [(sentence.text, sentence.whole) for sentence in found] == [
        ("Introduction", False),
        ("It works... mostly.", True),
        ("A tool call was started call...", False),
    ]


@pytest.mark.parametrize(
    ("title", "texts", "summary"),
    [
        ("T", ("A b. C d. E f. G h. I j.",), "A b. C d. E f. G h."),
        ("T", ("A b. C was started call...",), "A b."),
        ("T", ("Overview\n\nA b. C d.",), "A b. C d."),
        ("T", ("A new thing for all",), "A new thing for all"),
        ("T", ("Cut off in the mid…", "Whole one. And two."), "Whole one. And two."),
        ("T", ("Cut off in the mid…", ""), "Cut off in the mid…"),
        ("T", ("", "From the body. Yes."), "From the body. Yes."),
        ("How Claude’s watermark works", ("How Claude's watermark works",), ""),
        ("News", ("News.",), ""),
        ("News", ("News.", "Body says more. Yes."), "Body says more. Yes."),
        ("T", (), ""),
        ("T", ("  ", "\n"), ""),
        ("", ("Only text here.",), "Only text here."),
    ],
)
def test_what_a_summary_is(title: str, texts: tuple[str, ...], summary: str) -> None:
    assert summarise(title, *texts) == summary


def test_sentences_are_taken_whole_while_there_is_room() -> None:
    long = "Word " * 60 + "end."
    assert summarise("T", f"{long} {long} {long}") == long
    assert summarise("T", f"Short. {long} {long}") == f"Short. {long}"


def test_one_endless_sentence_is_cut_at_a_word() -> None:
    summary = summarise("T", "word " * 400 + "end.")
    assert summary.endswith("word…")
    assert len(summary) <= LONGEST


@given(st.text(st.sampled_from("aB .!?…。\n\"'“”)3模"), max_size=80), st.text(max_size=40))
def test_nothing_is_invented(text: str, title: str) -> None:
    summary = summarise(title, text)
    assert len(summary) <= max(ROOM, LONGEST)
    at = 0
    for sentence in (piece.text for piece in sentences(summary)):
        at = " ".join(text.split()).find(sentence, at)
        assert at >= 0, "each sentence stands in the text, in the same order"


@given(st.text(max_size=120))
def test_sentences_keep_every_character(text: str) -> None:
    assert "".join("".join(piece.text.split()) for piece in sentences(text)) == "".join(text.split())
