"""The feeds of a well-known parser's test suite, read here: what it finds in their items is found here too.

The two are compared as values: texts cleaned by the same cleaner, instants in UTC, authors by name.  Only what the other
parser finds counts; what is read here beyond that does not.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from loaders.read import read
from loaders.read.plain import line_of_html, text_of_html
from schema.errors import Unreadable
from schema.record import Document, Record
from schema.url import canonical_url
from schema.values import to_utc

FIXTURES, ITEMS = 541, 264
SHARE = 0.95

# Where the two differ on purpose: (the fixture, the field) → why.
_FIRST_SEEN = "dc:date tells when an item appeared, not that it was changed later"
EXPECTED: dict[tuple[str, str], str] = {
    ("extensions/dublincore/dublincore_item_fields.xml", "updated"): _FIRST_SEEN,
    ("translator/rss/feed_item_fallbacks_-_rss_channel_item_extensions.xml", "updated"): _FIRST_SEEN,
    ("extensions/dublincore/dublincore_item_multiple_values.xml", "authors"): (
        "the other parser keeps the first dc:creator, here all are authors"
    ),
}


@dataclass(frozen=True, slots=True)
class Item:
    """What the other parser finds in an item, field by field; what it does not find is empty."""

    title: str = ""
    texts: tuple[str, ...] = ()
    link: str = ""
    id: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    as_written: tuple[str, ...] = ("",)

    @property
    def counts(self) -> bool:
        """Whether it has a title or a text, and so should be taken."""
        return bool(self.title or self.texts)


@dataclass(slots=True)
class Comparison:
    """One item of one fixture: whether it was taken, and the fields in which the two differ."""

    fixture: str
    taken: bool
    differences: dict[str, tuple[object, object]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    """The fixtures' folder."""
    return shared_data / "feed-fixtures" / "gofeed" / "testdata"


@pytest.fixture(scope="module")
def comparisons(folder: Path) -> list[Comparison]:
    """All items that have a title or a text, compared."""
    return [each for path in sorted(folder.rglob("*.xml")) for each in compared(path, folder)]


def test_no_fixture_crashes(folder: Path) -> None:
    paths = sorted(folder.rglob("*.xml"))
    assert len(paths) == FIXTURES
    unreadable = [path.name for path in paths if document(path) is None]
    assert unreadable == ["empty_feed.xml", "unknown_feed.xml"]


def test_items_are_taken_with_what_the_other_parser_finds(comparisons: list[Comparison]) -> None:
    """Differences on purpose count against the share too; they are only told apart from those that nobody meant."""
    wrong = [each for each in comparisons if not each.taken or each.differences]
    told = "\n".join(
        f"{each.fixture}: {'' if each.taken else 'not taken '}{unexpected(each)}" for each in wrong
    )
    assert len(wrong) <= (1 - SHARE) * len(comparisons), f"{len(wrong)} of {len(comparisons)}\n{told}"


def test_every_expected_difference_is_still_one(comparisons: list[Comparison]) -> None:
    found = {(each.fixture, name) for each in comparisons for name in each.differences}
    assert set(EXPECTED) <= found


def test_all_items_are_looked_at(folder: Path) -> None:
    assert sum(len(found_items(path)) for path in folder.rglob("*.xml")) == ITEMS


def document(path: Path) -> Document | None:
    """What is read of a fixture; None where it is said to be unreadable.  Anything else that is raised fails the test."""
    try:
        read_document = read(path.read_bytes(), name=path.name)
    except Unreadable:
        return None
    assert isinstance(read_document, Document)
    return read_document


def compared(path: Path, folder: Path) -> Iterator[Comparison]:
    """The items of one fixture that count."""
    name = path.relative_to(folder).as_posix()
    expected = found_items(path)
    if not expected:
        return
    read_document = document(path)
    records = {} if read_document is None else {number(each.place): each for each in read_document.records}
    for at, item in enumerate(expected, start=1):
        if item.counts:
            record = records.get(at)
            yield Comparison(name, record is not None, differences(item, record) if record else {})


def number(place: str) -> int:
    """The number of an item, of its place: "item 3, line 20" or "entry 3, line 20" → 3."""
    return int(place.split(",")[0].split()[1])


def differences(item: Item, record: Record) -> dict[str, tuple[object, object]]:
    """The fields that the other parser finds and that are not so here: (there, here)."""
    texts = (record.summary, record.body)
    sides: dict[str, tuple[object, object]] = {
        "title": (item.title, record.title),
        "link": (canonical_url(item.link), canonical_url(record.url)),
        "id": (item.id, record.id),
        "published": (item.published, record.published),
        "updated": (item.updated, record.updated),
        "authors": (item.authors, record.authors),
        "categories": (tuple(sorted(item.categories)), record.categories),
    }
    found = {name: (there, here) for name, (there, here) in sides.items() if there and there != here}
    # The other parser leaves escaped markup escaped; shown as a reader shows it, it is the text that is here.
    if record.title and record.title == html.unescape(item.as_written[0]).strip():
        found.pop("title", None)
    shown = {html.unescape(each).strip() for each in item.as_written[1:]}
    if any(text not in texts for text in item.texts) and not shown & set(texts):
        found["text"] = (item.texts, texts)
    return found


def unexpected(comparison: Comparison) -> dict[str, tuple[object, object]]:
    """The differences of an item that have no reason in the table."""
    return {
        name: sides
        for name, sides in comparison.differences.items()
        if (comparison.fixture, name) not in EXPECTED
    }


def found_items(path: Path) -> list[Item]:
    """The items that the other parser finds in a fixture."""
    expected = path.with_suffix(".json")
    if not expected.exists():
        return []
    feed = json.loads(expected.read_bytes())
    return [item_of(each) for each in feed.get("items") or feed.get("entries") or ()]


def item_of(item: dict[str, Any]) -> Item:
    """One item, from any of the three forms: RSS's own, Atom's own, and the one for all formats."""
    texts = [text(item.get(name)) for name in ("description", "summary", "content")]
    published = item.get("publishedParsed") or item.get("pubDateParsed")
    authors = item.get("authors") or [item.get("author") or {}]
    return Item(
        title=line_of_html(text(item.get("title"))),
        texts=tuple(clean for told in texts if (clean := text_of_html(told))),
        link=link_of(item),
        id=text(item.get("guid") or item.get("id")),
        published=instant(published),
        updated=instant(item.get("updatedParsed")),
        authors=named(authors, lambda each: text(each, "name")),
        categories=named(item.get("categories") or (), lambda each: text(each, "label", "term", "value")),
        as_written=(text(item.get("title")), *filter(None, texts)),
    )


def text(value: object, *names: str) -> str:
    """A value's text, whether it is the text or holds it under one of `names`."""
    if isinstance(value, dict):
        return next((str(value[name]) for name in names or ("value",) if value.get(name)), "")
    return str(value or "")


def named(values: Any, told: Callable[[Any], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean for value in values if (clean := line_of_html(told(value)))))


def link_of(item: dict[str, Any]) -> str:
    """The link to the item itself: of Atom's many the first that says alternate or nothing."""
    links = item.get("links") or ()
    if isinstance(links, list) and links and isinstance(links[0], dict):
        return next((text(each, "href") for each in links if each.get("rel", "alternate") == "alternate"), "")
    return text(item.get("link"))


def instant(value: object) -> datetime | None:
    return to_utc(datetime.fromisoformat(str(value).replace("Z", "+00:00"))) if value else None
