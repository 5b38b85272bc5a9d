"""An item of more than 1 MB of text is told of and left out, in flat memory, and what follows it is taken."""

from __future__ import annotations

import json

import pytest

from loaders.read import read
from schema.record import Document
from tests.loaders.read.huge import FORMS, KINDS
from tests.loaders.read.limited import run_limited

MEGABYTE = 1 << 20
MEMORY = 64 * MEGABYTE  # bytes beyond what a process holds that has read a small feed
SECONDS = 120
LIMIT = 1_000_000  # characters of text that an item may have


def read_huge(form: str, kind: str, size: int) -> tuple[list[str], list[list[str]]]:
    """The titles that were taken, and the troubles: place, why, what to do, beginning."""
    found = json.loads(
        run_limited("tests.loaders.read.huge", form, kind, str(size), more=MEMORY, seconds=SECONDS)
    )
    return found["titles"], found["troubles"]


@pytest.mark.parametrize("form", FORMS)
def test_an_item_of_200_megabytes_is_told_of_and_what_follows_is_taken(form: str) -> None:
    titles, troubles = read_huge(form, "text", 200 * MEGABYTE)
    assert titles == ["Before", "After"]
    [[place, why, do, text]] = troubles
    assert place.endswith(" 2, line 3")
    assert "MB" in why or "characters" in why
    assert do
    assert text.startswith("A huge one It goes on. Many words")
    assert len(text) == 200


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("an open")])
def test_however_an_item_is_huge(kind: str) -> None:
    titles, troubles = read_huge("rss", kind, 40 * MEGABYTE)
    assert (titles[0], titles[-1]) == ("Before", "After")
    if (
        "A huge one" not in titles
    ):  # a comment or an attribute is no text: the item may be kept for what it says
        assert len(troubles) == 1
        assert troubles[0][3].startswith("A huge one")


def test_a_section_that_does_not_end_hides_nothing_before_it() -> None:
    titles, troubles = read_huge("rss", "an open section", 40 * MEGABYTE)
    assert titles[0] == "Before"
    assert troubles


@pytest.mark.parametrize(("length", "taken"), [(LIMIT - 1000, True), (LIMIT + 1000, False)])
@pytest.mark.parametrize("field", ["description", "content:encoded", "title"])
def test_the_limit_is_a_million_characters(field: str, length: int, *, taken: bool) -> None:
    items = f"<item><{field}>{'four' * (length // 4)}</{field}></item><item><title>After</title></item>"
    document = read(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), name="feed.xml")
    assert isinstance(document, Document)
    assert len(document.records) == 1 + taken
    assert len(document.troubles) == 1 - taken
    assert document.records[-1].title == "After"
