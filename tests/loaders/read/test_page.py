"""An HTML page given as a feed is refused, naming the feeds that it links to."""

from __future__ import annotations

import pytest

from loaders.read import read
from loaders.read.page import feeds_of
from schema.errors import Unreadable

PAGE = """<!DOCTYPE html><html><head><title>A site</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/feed.xml?a=1&amp;b=2">
<LINK REL=alternate TYPE=application/atom+xml HREF=https://y.org/atom>
<link rel="stylesheet" type="text/css" href="/a.css"><link rel="alternate" type="application/rss+xml">
</head><body><p>text<br>more</body></html>"""
FEEDS = ("https://x.org/feed.xml?a=1&b=2", "https://y.org/atom")


def test_feeds_that_a_page_links_to() -> None:
    assert feeds_of(PAGE, "https://x.org/blog/") == FEEDS
    based = PAGE.replace("<head>", "<head><base href='https://z.org/'>")
    assert feeds_of(based, "https://x.org/")[0] == "https://z.org/feed.xml?a=1&b=2"


@pytest.mark.parametrize(
    "page", [PAGE, PAGE.replace("<!DOCTYPE html>", ""), "\n<!-- x -->" + PAGE, "\ufeff" + PAGE]
)
def test_a_page_is_refused_naming_them(page: str) -> None:
    with pytest.raises(Unreadable, match="is an HTML page, not a feed") as raised:
        read(page.encode(), name="page", address="https://x.org/blog/")
    assert raised.value.where == "page"
    for feed in FEEDS:
        assert feed in raised.value.do


def test_a_page_without_feeds_says_so() -> None:
    with pytest.raises(Unreadable, match="It links to no feed"):
        read(b"<!doctype html><p>nothing here", name="page")
