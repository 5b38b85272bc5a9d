"""The pure parts of pages: cutting texts at mentions, ages, Markdown, which addresses are links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.answers.addresses import addressed, page_address
from api.answers.labels import age, label, shortened
from api.answers.months import current_month
from api.web.highlight import Segment, Span, segments
from api.web.rendering import external, markdown
from schema.errors import Invalid
from schema.kinds.event import Event
from tests.api.world import NOW, TECHNIQUE

SPANS = st.lists(
    st.tuples(st.integers(-3, 30), st.integers(-3, 30)).map(lambda ends: Span(*ends, "label", "/page"))
)


@given(st.text(max_size=25), SPANS)
def test_segments_put_together_are_the_text(text: str, spans: list[Span]) -> None:
    assert "".join(segment.text for segment in segments(text, spans)) == text


def test_the_longer_of_two_overlapping_mentions_is_marked() -> None:
    found = segments(
        "a sparse autoencoder", [Span(2, 8, "Sparse", "/s"), Span(2, 20, "Sparse autoencoder", "/sa")]
    )
    assert found == [Segment("a "), Segment("sparse autoencoder", "Sparse autoencoder", "/sa")]


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=25), "1 day ago"),
        (timedelta(days=13), "1 week ago"),
        (timedelta(days=70), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
        (-timedelta(hours=2), "in 2 hours"),
    ],
)
def test_ages(ago: timedelta, words: str) -> None:
    assert age(NOW - ago, NOW) == words


def test_labels_are_never_empty() -> None:
    assert label(TECHNIQUE) == "Lantern probing"
    untitled = Event(key="event/0", summary="word " * 40)
    assert label(untitled).endswith("word…")
    assert len(label(untitled)) <= 80
    assert label(Event(key="event/00")) == "00"
    assert shortened("short", 80) == "short"


def test_the_current_month_is_that_of_the_newest_event_where_the_present_has_none() -> None:
    assert current_month(NOW, NOW).since == datetime(2026, 9, 1, tzinfo=UTC)
    assert current_month(NOW, None).since == datetime(2026, 9, 1, tzinfo=UTC)
    earlier = current_month(NOW, datetime(2025, 12, 31, 23, tzinfo=UTC))
    assert (earlier.since, earlier.until) == (
        datetime(2025, 12, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("/entity/a-1", "a-1"),
        ("http://localhost:8000/entity/a-1?after=x#top", "a-1"),
        ("https://almanac.example/event/0a", "event/0a"),
        ("https://example.org/robot/0a", ""),
        ("https://example.org/a/b/c", ""),
    ],
)
def test_addresses_name_nodes(text: str, named: str) -> None:
    assert addressed(text) == named


def test_page_addresses() -> None:
    assert page_address("technique/a-1") == "/entity/a-1"
    assert page_address("event/0a") == "/event/0a"
    with pytest.raises(Invalid):
        page_address("robot/0a")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "http://",
        "/x",
        "",
        None,
        "http://[x",
    ],
)
def test_what_is_no_web_address_is_no_link(url: str | None) -> None:
    assert external(url) == ""


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://tracker.example/p.png)",
        "<a href='https://x' onclick='y'>z</a>",
        "<style>*{}</style>",
    ],
)
def test_markdown_lets_nothing_dangerous_through(text: str) -> None:
    made = str(markdown(text))
    for forbidden in ("<script", "<img", "<style", 'javascript:alert(1)"', "<a href='"):
        assert forbidden not in made


def test_markdown() -> None:
    assert str(markdown("# One\n\n* a\n")) == "<h2>One</h2>\n<ul>\n<li>a</li>\n</ul>\n"
    assert 'rel="noopener nofollow"' in markdown("[x](https://x.example)")
    assert 'href="/entity/a-1"' in markdown("[x](/entity/a-1)")
