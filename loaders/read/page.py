"""Says of an HTML page that was given as a feed which feeds it links to."""

from __future__ import annotations

import re
from html import unescape

from loaders.read.input import Input
from loaders.read.markup import joined
from schema.errors import Unreadable

_LOOKED_AT = 1 << 20
_LINK = re.compile(r"<(?:link|a)\s[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_BASE = re.compile(r"<base\s[^<>]*>", re.IGNORECASE)


def feeds_of(page: str, address: str = "") -> tuple[str, ...]:
    """The feeds that a page links to, absolute where its own address is known, in the order of the page."""
    base = address
    if found := _BASE.search(page):
        base = joined(address, _attributes(found[0]).get("href", ""))
    found_feeds: dict[str, None] = {}
    for tag in _LINK.finditer(page):
        told = _attributes(tag[0])
        if told.get("type", "").partition(";")[0].strip().lower() in _FEED_TYPES and (
            href := told.get("href", "").strip()
        ):
            found_feeds[joined(base, href)] = None
    return tuple(found_feeds)


def unreadable_page(told: Input) -> Unreadable:
    """The error for a page given as a feed, naming the feeds that it links to."""
    page = ""
    for text in told.text():
        page += text
        if len(page) > _LOOKED_AT:
            break
    feeds = feeds_of(page[:_LOOKED_AT], told.address)
    do = (
        f"Load what it links to: {', '.join(feeds[:5])}"
        if feeds
        else "It links to no feed; look for one on its site"
    )
    return Unreadable("is an HTML page, not a feed", where=told.name, do=do)


def _attributes(tag: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(next((value for value in found.groups()[1:] if value is not None), ""))
        for found in _ATTRIBUTE.finditer(tag)
    }
