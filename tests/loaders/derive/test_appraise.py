"""Genre and importance: by rules that a person can check."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.derive.appraise import appraised
from loaders.derive.genre import RULES, genre_of
from loaders.derive.sentences import sentences
from loaders.derive.summary import summarise
from schema.kinds.event import Event


def event(title: str = "", summary: str = "", url: str = "", *categories: str) -> Event:
    return Event(key="event/e", title=title, summary=summary, url=url, categories=categories)


@pytest.mark.parametrize(
    ("genre", "what"),
    [
        ("release", event("Claude 3.5 Sonnet")),
        ("release", event("Weekly notes", "", "https://example.org/changelog/2026")),
        ("announcement", event("Introducing the Economic Index")),
        ("announcement", event("A", "Acme launches a lab.")),
        ("funding", event("Acme raises $30 million")),
        ("policy", event("Comments on the EU AI Act")),
        ("incident", event("Postmortem of Tuesday's outage")),
        ("paper", event("On Coded Caching", "", "https://arxiv.org/abs/2604.27073")),
        ("paper", event("On Coded Caching", "", "", "cs.IT")),
        ("opinion", event("Why agents fail")),
        ("other", event("Hello")),
        ("other", event()),
    ],
)
def test_genre_by_rule(genre: str, what: Event) -> None:
    assert genre_of(what) == genre


# What the rules look for, cut to words, so that texts made of them meet many rules at once, one within another.
WORDS = sorted(
    {word for rule in RULES for part in rule[1:] for word in re.split(r"[\\|()?:\[\]^$]+", part) if word}
)
TEXT = st.lists(
    st.sampled_from([*WORDS, "raised $10m breach", "signed the open letter", "CVE-2026-1", "v1.2.3", "X"]),
    max_size=6,
).map(" ".join)


@given(TEXT, TEXT, TEXT.map(lambda text: text.replace(" ", "/")))
def test_the_first_rule_that_fits_decides(title: str, sentence: str, path: str) -> None:
    def fits(pattern: str, text: str) -> bool:
        return bool(re.search(pattern, text, re.IGNORECASE))

    what = event(title, f"{sentence} x.", f"https://example.org/{path}")
    place = urlsplit(what.url).path
    by_title = [
        rule.genre
        for rule in RULES
        if fits(rf"\b(?:{rule.title})\b", title) or fits(rf"/(?:{rule.path})(?:/|$)", place)
    ]
    first = next(sentences(what.summary)).text
    by_sentence = [rule.genre for rule in RULES if fits(rf"\b(?:{rule.sentence})\b", first)]
    assert genre_of(what) == next(iter(by_title + by_sentence), "other")


def test_an_item_that_gives_its_genre_keeps_it() -> None:
    given_one = Event(key="event/e", title="Introducing X", genre="opinion")
    rule = appraised(given_one)
    assert rule.genre == ""
    assert "genre opinion -1" in rule.importance_parts
    assert appraised(event("Introducing X")).genre == "announcement"


def test_the_rule_says_nothing_but_its_own() -> None:
    rule = appraised(event("Introducing X", "It is. It was."), "body")
    assert set(rule.content()) == {"genre", "importance", "importance_parts"}


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=60))
def test_the_parts_add_up(title: str, summary: str, body: str) -> None:
    rule = appraised(event(title, summary), body)
    total = sum(int(part.rpartition(" ")[2]) for part in rule.importance_parts)
    assert rule.importance == max(1, min(10, total))


def test_weighty_news_weighs_more_than_a_patch() -> None:
    weighty = appraised(
        event(
            "Introducing Claude 4",
            "The first model to surpass people. It has 100 million users. It is worth $ 3 billion.",
        )
    )
    patch = appraised(event("1.12.3", "Bug fixes."))
    assert (weighty.importance or 0) >= 9
    assert (patch.importance or 0) <= 2
    major, minor, fix = (
        appraised(event(f"Tool {version}")).importance or 0 for version in ("2.0", "2.1", "2.1.7")
    )
    assert major > minor > fix


def test_importance_agrees_with_a_person_more_often_than_not(shared_data: Path) -> None:
    rows = json.loads((shared_data / "importance" / "ai-timeline.json").read_text())
    pairs = []
    for row in rows:
        text = row["summary_html"].replace("<p>", "").replace("</p>", "")
        rule = appraised(event(row["title"], summarise(row["title"], text), row["url"]))
        pairs.append((rule.importance or 0, row["importance"]))
    apart = [(a, b) for a in pairs for b in pairs if a[0] > b[0] and a[1] != b[1]]
    agreeing = sum(a[1] > b[1] for a, b in apart)
    assert agreeing > 0.55 * len(apart), f"{agreeing} of {len(apart)} pairs stand as a person has them"
