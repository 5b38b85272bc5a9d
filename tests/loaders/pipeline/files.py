"""Small files for tests of loading: a feed, lists, records and a guide, and what loads them."""

from __future__ import annotations

from pathlib import Path

from graph.desk import Loaded
from graph.store import Store
from loaders.pipeline import load
from tests.loaders.almanacs import ANN, clock

ITEM = """
<item><guid>{id}</guid><link>https://example.org/{id}</link><title>{title}</title>
<description>{text}</description><pubDate>Mon, 17 Aug 2026 09:00:00 GMT</pubDate></item>"""
FEED_HEAD = """<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>
<link>https://example.org/{name}</link><description>News</description>"""

LABS = """source = "labs"
updated = {updated}

[[entity]]
kind = "Organization"
name = "Example Lab"
aliases = [{{ name = "EXL", kind = "acronym" }}]

[[entity]]
kind = "Model"
name = "Example 2"
developed_by = ["Example Lab"]
{more}"""


def feed(*items: tuple[str, str, str], name: str = "one") -> str:
    """An RSS feed of (id, title, text)."""
    told = "".join(ITEM.format(id=id, title=title, text=text) for id, title, text in items)
    return FEED_HEAD.format(name=name) + told + "</channel></rss>"


def labs(more: str = "", updated: str = "2026-08-01") -> str:
    """A gazetteer of a laboratory and its model, and more tables."""
    return LABS.format(more=more, updated=updated)


def written(folder: Path, **files: str) -> Path:
    """`folder` with files, named by keywords with __ for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def loaded(store: Store, *paths: Path, source: str = "", batch: int = 500) -> Loaded:
    """Load paths in Ann's name."""
    return load(store, paths, actor=ANN, clock=clock, source=source, batch=batch)
