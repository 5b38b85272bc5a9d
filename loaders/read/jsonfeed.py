"""Reads JSON Feed, versions 1 and 1.1.  It is one JSON value, so it is read whole, up to MOST characters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

import orjson

from loaders.read.dates import instant
from loaders.read.fields import Found, people
from loaders.read.identity import Dated, identified
from loaders.read.input import Input
from loaders.read.markup import joined
from loaders.read.plain import line, line_of_html, lines, text_of_html
from schema.errors import Unreadable
from schema.record import Document, SourceInfo, Trouble
from schema.values import iso

MOST = 64 << 20
Fields = dict[str, object]


def read_jsonfeed(told: Input, source: str = "") -> Document:
    """A JSON Feed.  Raises Unreadable for what is not JSON, or has no list of items."""
    feed = _feed(told)
    listed = feed["items"]
    found: list[Found] = []
    troubles: list[Trouble] = []
    for number, item in enumerate(listed if isinstance(listed, list) else [], start=1):
        one = _item(item, f"item {number}")
        if isinstance(one, Trouble):
            troubles.append(one)
        else:
            found.append(one)
    home = joined(told.address, _text(feed, "home_page_url"))
    own = joined(told.address, _text(feed, "feed_url"))
    name = line_of_html(_text(feed, "title")) or line(source) or line(PurePath(told.name).stem) or "feed"
    info = SourceInfo(
        kind="feed",
        link=own or home or told.address,
        name=name,
        homepage=home,
        language=_text(feed, "language"),
        format="jsonfeed",
    )
    dates = [date for each in found for text in (each.updated, each.published) if (date := instant(text))]
    return Document(
        source=info,
        records=identified(Dated(each.record(home or own or told.address), each.published) for each in found),
        troubles=(*troubles, *told.troubles),
        stamp=iso(max(dates)) if dates else "",
        format="jsonfeed",
        notes=tuple(told.notes),
    )


def _feed(told: Input) -> Fields:
    text = told.whole(MOST)
    try:
        feed = orjson.loads(text.strip().encode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        do = "It may have been cut short: fetch it again"
        raise Unreadable(f"is not JSON: {error}", where=told.name, do=do) from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        do = "Items go into the list `items` of a JSON Feed, or one on each line of JSON Lines"
        raise Unreadable("is JSON, but no feed: it has no list of items", where=told.name, do=do)
    return feed


def _item(item: object, place: str) -> Found | Trouble:
    if not isinstance(item, dict):
        return Trouble(
            place, place, "is not a JSON object", "An item is an object with an id", line(str(item)[:200])
        )
    html, plain = _text(item, "content_html", flat=False), _text(item, "content_text", flat=False)
    links = [link for name in ("url", "external_url") if (link := _text(item, name))]
    found = Found(
        id=_text(item, "id"),
        url=links[0] if links else "",
        title=line_of_html(_text(item, "title")),
        summary=text_of_html(_text(item, "summary", flat=False)),
        body=text_of_html(html) or lines(plain),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        authors=people(*_authors(item)),
        categories=tuple(line_of_html(tag) for tag in _list(item, "tags") if isinstance(tag, str)),
        language=_text(item, "language"),
        links=tuple(links[1:]),
        place=place,
    )
    if not found.url and found.id.startswith(("http://", "https://")):
        found.url = found.id
    return found.refusal() or found


def _text(fields: Fields, name: str, *, flat: bool = True) -> str:
    """A field's text; numbers, which ids may be, as text too."""
    value = fields.get(name)
    told = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    return line(told) if flat else told


def _list(fields: Fields, name: str) -> list[object]:
    value = fields.get(name)
    return value if isinstance(value, list) else []


def _authors(item: Fields) -> Iterator[str]:
    """Names by version 1.1, else by version 1."""
    for author in _list(item, "authors") or [item.get("author")]:
        if isinstance(author, dict):
            yield _text(author, "name")
