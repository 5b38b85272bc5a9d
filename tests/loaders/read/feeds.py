"""Makes small feeds for the tests, and reads them."""

from __future__ import annotations

from xml.sax.saxutils import escape

from loaders.read import read
from schema.record import Document


def rss(*titles: str, more: str = "", channel: str = "") -> str:
    """RSS 2.0 with an item for each title; `more` stands in each item, `channel` before them."""
    items = "".join(f"<item><title>{escape(title)}</title>{more}</item>\n" for title in titles)
    return f'<rss version="2.0"><channel><title>A feed</title>{channel}\n{items}</channel></rss>'


def atom(*entries: str, feed: str = "<title>A feed</title>") -> str:
    """Atom 1.0 with these entries."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{feed}{"".join(f"<entry>{each}</entry>" for each in entries)}</feed>'


def document(
    data: bytes | str, *, name: str = "feed.xml", content_type: str = "", address: str = ""
) -> Document:
    """What is read of a feed."""
    found = read(
        data.encode() if isinstance(data, str) else data,
        name=name,
        content_type=content_type,
        address=address,
    )
    assert isinstance(found, Document)
    return found
