"""The query of an entity's page: declared once, for the pages, for `almanac show --json`, and as the API's example."""

from __future__ import annotations

from pathlib import Path

PAGE_QUERY = (Path(__file__).parent / "page.graphql").read_text(encoding="utf-8")
