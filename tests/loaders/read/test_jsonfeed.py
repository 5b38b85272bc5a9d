"""JSON Feed, versions 1 and 1.1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.read import read
from schema.errors import Unreadable
from tests.loaders.read.feeds import document

ITEM = {
    "id": 7,
    "url": "/1",
    "external_url": "https://y.org/1",
    "title": "A <b>title</b>",
    "content_html": "<p>One</p><p>Two</p>",
    "content_text": "One. Two.",
    "summary": "Short.",
    "date_published": "2026-08-21T10:00:00+02:00",
    "date_modified": "2026-08-22T00:00:00Z",
    "authors": [{"name": "Ada Lovelace"}, {"url": "https://y.org"}],
    "tags": ["b", "a", 3],
    "language": "en",
}


def feed(*items: object, version: str = "https://jsonfeed.org/version/1.1") -> str:
    head = {
        "version": version,
        "title": "A feed",
        "home_page_url": "https://x.org/",
        "feed_url": "https://x.org/feed.json",
    }
    return json.dumps({**head, "language": "de", "items": items})


@pytest.mark.parametrize("indent", [None, 2])
def test_an_item(indent: int | None) -> None:
    found = document(json.dumps(json.loads(feed(ITEM)), indent=indent))
    assert (found.format, found.stamp) == ("jsonfeed", "2026-08-22T00:00:00Z")
    assert (found.source.link, found.source.language) == ("https://x.org/feed.json", "de")
    [record] = found.records
    assert record.model_dump(mode="json", exclude_defaults=True) == {
        "id": "7",
        "identity": "7",
        "url": "https://x.org/1",
        "links": ["https://y.org/1"],
        "title": "A title",
        "summary": "Short.",
        "body": "One\nTwo",
        "published": "2026-08-21T08:00:00Z",
        "updated": "2026-08-22T00:00:00Z",
        "authors": ["Ada Lovelace"],
        "categories": ["a", "b"],
        "language": "en",
        "place": "item 1",
    }


def test_version_1_has_one_author() -> None:
    item = {"id": "1", "content_text": "text", "author": {"name": "Alan Turing"}}
    assert document(feed(item, version="https://jsonfeed.org/version/1")).records[0].authors == (
        "Alan Turing",
    )


def test_bad_items_are_named_and_the_rest_is_taken() -> None:
    found = document(feed("text", {"id": "2"}, ITEM, {"id": "4", "title": "x" * 1_000_001}, None))
    assert len(found.records) == 1
    assert [trouble.place for trouble in found.troubles] == ["item 1", "item 2", "item 4", "item 5"]


@pytest.mark.parametrize(
    "data", ['{"version": "x", "items": [', '{\n"title": "no items"\n}', '{\n"items": 3\n}']
)
def test_what_is_no_feed_says_so(data: str) -> None:
    with pytest.raises(Unreadable, match=r"feed\.json"):
        read(data.encode(), name="feed.json")


def test_the_fixtures_of_others(shared_data: Path) -> None:
    folder = shared_data / "feed-fixtures" / "gofeed" / "testdata" / "translator" / "json"
    for path in sorted(folder.glob("*_expected.json")):
        expected = json.loads(path.read_bytes())["items"]
        found = document(path.with_name(path.name.replace("_expected", "")).read_bytes()).records
        assert [record.url for record in found] == [item.get("link", "") for item in expected]
        assert [record.id for record in found] == [item.get("guid", "") for item in expected]
        assert [record.categories for record in found] == [
            tuple(sorted(item.get("categories", ()))) for item in expected
        ]
