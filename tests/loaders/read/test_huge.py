"""An item of more than 1 MB of text is told of and left out, in flat memory, and what follows it is taken."""

from __future__ import annotations

import json
from typing import TypeAlias

import pytest

from loaders.read import read
from schema.record import Document
from tests.loaders.read.huge import FORMS, KINDS
from tests.loaders.read.limited import run_limited

MEGABYTE = 1 << 20
MEMORY = 28 * MEGABYTE  # bytes beyond what a process holds that has read a small feed
SIZE = 32 * MEGABYTE  # of an item: more than there is memory for
SECONDS = 300  # for all
LIMIT = 1_000_000  # characters of text that an item may have


# The titles that were taken, and the troubles: place, why, what to do, beginning.
Found: TypeAlias = tuple[list[str], list[list[str]]]


def read_huge(size: int, *feeds: tuple[str, str]) -> dict[tuple[str, str], Found]:
    """What comes of feeds, each (form, kind), with an item of `size` bytes; those out of memory are not there."""
    words = [f"{form}, {kind}, {size}" for form, kind in feeds]
    lines = run_limited("tests.loaders.read.huge", *words, more=MEMORY, seconds=SECONDS).splitlines()
    results = [json.loads(line) if line else None for line in lines]
    return {
        feed: (found["titles"], found["troubles"])
        for feed, found in zip(feeds, results, strict=True)
        if found is not None
    }


@pytest.fixture(scope="module")
def every_kind() -> dict[tuple[str, str], Found]:
    """What comes of every kind of huge item, all read by children of one process."""
    return read_huge(SIZE, ("atom", "text"), *(("rss", kind) for kind in KINDS))


@pytest.mark.parametrize("form", FORMS)
def test_a_huge_item_is_told_of_and_what_follows_is_taken(
    form: str, every_kind: dict[tuple[str, str], Found]
) -> None:
    one_is_left_out(*every_kind[form, "text"])


@pytest.mark.slow
def test_an_item_of_200_megabytes_is_told_of_and_what_follows_is_taken() -> None:
    found = read_huge(200 * MEGABYTE, *((form, "text") for form in FORMS))
    for form in FORMS:
        one_is_left_out(*found[form, "text"])


def one_is_left_out(titles: list[str], troubles: list[list[str]]) -> None:
    """The huge item in the middle is told of, and its neighbours are taken."""
    assert titles == ["Before", "After"]
    [[place, why, do, text]] = troubles
    assert place.endswith(" 2, line 3")
    assert "MB" in why or "characters" in why
    assert do
    assert text.startswith("A huge one It goes on. Many words")
    assert len(text) == 200


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("an open")])
def test_however_an_item_is_huge(kind: str, every_kind: dict[tuple[str, str], Found]) -> None:
    titles, troubles = every_kind["rss", kind]
    assert (titles[0], titles[-1]) == ("Before", "After")
    if (
        "A huge one" not in titles
    ):  # a comment or an attribute is no text: the item may be kept for what it says
        assert len(troubles) == 1
        assert troubles[0][3].startswith("A huge one")


def test_a_section_that_does_not_end_hides_nothing_before_it(
    every_kind: dict[tuple[str, str], Found],
) -> None:
    titles, troubles = every_kind["rss", "an open section"]
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
