"""Real feeds of laboratories and tools: every item is taken, and nothing of it is missing that the feed gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders.read import read
from schema.record import Document

FEEDS, ITEMS = 22, 2080


@pytest.fixture(scope="module")
def documents(shared_data: Path) -> dict[str, Document]:
    """All of them, by file name."""
    found = {
        path.name: read(path.read_bytes(), name=path.name)
        for path in sorted((shared_data / "feeds").glob("*.xml"))
    }
    return {name: document for name, document in found.items() if isinstance(document, Document)}


def test_every_item_is_taken(documents: dict[str, Document], shared_data: Path) -> None:
    written = {
        path.name: re.findall(r"<item>.*?</item>", path.read_text(), re.DOTALL)
        for path in (shared_data / "feeds").glob("*.xml")
    }
    assert (len(written), sum(map(len, written.values()))) == (FEEDS, ITEMS)
    once = {
        name: len(set(items)) for name, items in written.items()
    }  # one feed repeats three items word by word
    assert {name: len(document.records) for name, document in documents.items()} == once
    assert not [trouble for document in documents.values() for trouble in document.troubles]


def test_every_item_has_title_link_and_an_identity_of_its_own(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        assert len({record.identity for record in document.records}) == len(document.records), name
        for record in document.records:
            assert record.title, (name, record.place)
            assert record.url.startswith("http"), (name, record.place)
            assert record.identity, (name, record.place)


def test_dates_are_understood(documents: dict[str, Document]) -> None:
    lacks = [note for document in documents.values() for record in document.records for note in record.lacks]
    assert not [note for note in lacks if "not understood" in note]
    assert all(document.stamp.endswith("Z") for document in documents.values())


def test_texts_hold_no_markup_and_no_references(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for record in document.records:
            said = f"{record.title}\n{record.summary}\n{record.body}"
            assert not [
                mark for mark in ("</p>", "<br", "&amp;", "&nbsp;", "&#8217;", "]]>") if mark in said
            ], said


def test_the_sources_are_told_apart(documents: dict[str, Document]) -> None:
    assert len({document.source.key for document in documents.values()}) == FEEDS
    assert {document.source.kind for document in documents.values()} == {"feed"}


def test_reading_again_gives_the_same(documents: dict[str, Document], shared_data: Path) -> None:
    path = shared_data / "feeds" / "openai_research.xml"
    assert read(path.read_bytes(), name=path.name) == documents[path.name]
