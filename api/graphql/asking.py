"""The questions that this program asks its own API, for its pages and its command line: each is a file of its own."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from api.graphql.page import PAGE_QUERY
from api.graphql.schema import data_of
from graph.view import View

QUERIES = Path(__file__).parent / "queries"


@cache
def query(name: str) -> str:
    """The text of a question; that of `entity` is the page query."""
    return PAGE_QUERY if name == "entity" else (QUERIES / f"{name}.graphql").read_text(encoding="utf-8")


def ask(view: View, now: datetime, name: str, **variables: Any) -> dict[str, Any]:
    """The data that answers a question.  Raises the errors of the almanac as they are."""
    return data_of(view, now, query(name), variables)
