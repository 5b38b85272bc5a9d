"""Pages as trees."""

from __future__ import annotations

from typing import Any

from lxml import html


def parsed(text: str) -> Any:
    """The tree of a page.  Untyped, since what a path finds is of a type that only the path tells."""
    return html.document_fromstring(text)


def texts(page: Any, path: str) -> list[str]:
    """The text of each element that a path finds, its white space made single."""
    return [" ".join(one.text_content().split()) for one in page.xpath(path)]
