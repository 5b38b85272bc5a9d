"""`docs/formats.md`: every example on the page is read, without a trouble, as what the page says it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from loaders.read import Gazetteer, GuideDocument, read
from schema.kinds.event import Genre
from schema.record import Document, Record

PAGE = Path("docs/formats.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SUFFIX = {"jsonl": "jsonl", "toml": "toml", "markdown": "md"}


def test_the_page_has_an_example_of_each_format() -> None:
    found = [type(read(text.encode(), name=f"example.{SUFFIX[language]}")) for language, text in EXAMPLES]
    assert found == [Document, Gazetteer, Gazetteer, GuideDocument]


@pytest.mark.parametrize(("language", "text"), EXAMPLES)
def test_an_example_is_read_without_a_trouble(language: str, text: str) -> None:
    by_name = read(text.encode(), name=f"example.{SUFFIX[language]}")
    assert by_name.troubles == ()
    assert read(text.encode(), name="-") == by_name


def test_the_page_names_every_field_of_a_record() -> None:
    set_by_reader = {"identity", "place", "lacks"}
    for field in Record.model_fields.keys() - set_by_reader:
        assert f"`{field}`" in PAGE
    for genre in filter(None, get_args(Genre)):
        assert f"`{genre}`" in PAGE
