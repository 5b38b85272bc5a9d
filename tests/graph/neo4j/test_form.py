"""What Neo4j Browser writes under a node that has a title only."""

from __future__ import annotations

import pytest

from graph.neo4j.form import short

MOST = 48


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("A title", "A title"),
        ("x" * MOST, "x" * MOST),
        (
            "Introducing a very long title that goes on and on",
            "Introducing a very long title that goes on and…",
        ),
        ("x" * (MOST + 1), "x" * (MOST - 1) + "…"),
        ("机器学习" * 20, ("机器学习" * 20)[: MOST - 1] + "…"),
        ("GPT " + "长" * 60, "GPT " + "长" * (MOST - 5) + "…"),
    ],
)
def test_a_title_is_cut_at_a_word_where_it_has_words(title: str, shown: str) -> None:
    assert short(title) == shown
    assert len(short(title)) <= MOST
