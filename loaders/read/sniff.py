"""Recognises what a document is by how it begins; its name and content type only decide where that says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, TypeAlias

import orjson

Format: TypeAlias = Literal[
    "rss2", "rss1", "atom", "html", "xml", "jsonfeed", "jsonl", "json", "toml", "guide", "markdown", ""
]

_PROLOG = re.compile(
    r"""\s+|<\?.*?\?>|<!--.*?-->
    |<!DOCTYPE(?:[^\[\]<>"']++|"[^"]*+"|'[^']*+'){0,50}+
        (?:\[(?:<!--.*?-->|<(?!!--)|[^\]"'<]++|"[^"]*+"|'[^']*+'){0,100000}+\]\s*+)?+>
    |<!DOCTYPE[^<>]*+>""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?([A-Za-z_][\w.-]{0,60})(?=[\s/>])")
_FEED_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?(?:rss|feed|rdf)(?=[\s/>])", re.IGNORECASE)
_ROOTS: dict[str, Format] = {
    "rss": "rss2",
    "channel": "rss2",
    "rdf": "rss1",
    "feed": "atom",
    "html": "html",
    "head": "html",
    "body": "html",
}
_TOML = re.compile(r"^\s*(?:[A-Za-z_][\w-]*\s*=|\[\[?\s*[A-Za-z_][\w.-]*\s*\]\]?\s*(?:#.*)?$)", re.MULTILINE)
_SUFFIXES: dict[str, Format] = {
    ".toml": "toml",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".html": "html",
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a document is, and where in its head it begins: for XML behind the prolog, else 0.  root: XML's first tag."""

    format: Format
    begin: int = 0
    root: str = ""


def sniff(head: str, name: str = "", content_type: str = "") -> Sniffed:
    """The format of a document by its head.  "" is for none that is known."""
    begin = len(head) - len(head.lstrip())
    text = head[begin:]
    if text.startswith("<"):
        return _markup(head, begin, content_type)
    if text.startswith("---"):
        return Sniffed("guide")
    if text.startswith(("{", "[")) and not _TOML.match(text):
        return Sniffed(_json(text, PurePath(name).suffix.lower()))
    suffix = _suffix(name)
    if suffix in ("toml", "markdown", "jsonl"):
        return Sniffed(suffix)
    if found := _FEED_ROOT.search(head):  # something was printed before the feed
        return _markup(head, found.start(), content_type)
    return Sniffed("toml" if _TOML.search(head) else suffix)


def _suffix(name: str) -> Format:
    path = PurePath(name.lower())
    return _SUFFIXES.get((path.with_suffix("") if path.suffix == ".gz" else path).suffix, "")


def _markup(head: str, begin: int, content_type: str) -> Sniffed:
    at = begin
    html = "text/html" in content_type.lower()
    while found := _PROLOG.match(head, at):
        html = html or found[0][:14].lower() == "<!doctype html"
        at = found.end()
    root = _ROOT.match(head, at)
    name = root[1].lower() if root else ""
    if name not in _ROOTS and (feed := _FEED_ROOT.search(head, at)) and not html:
        return _markup(head, feed.start(), "")
    return Sniffed(_ROOTS.get(name, "html" if html else "xml"), at, name)


def _json(text: str, suffix: str) -> Format:
    first, _, rest = text.partition("\n")
    try:
        value = orjson.loads(first)
    except orjson.JSONDecodeError:
        # Not one value a line: a document over several lines, or lines of which the first is bad or very long.
        several = suffix in (".jsonl", ".ndjson") or rest.lstrip().startswith("{")
        return "jsonl" if several else "json" if text.startswith("[") else "jsonfeed"
    if isinstance(value, dict):
        feed = isinstance(value.get("items"), list) and ("version" in value or not rest.strip())
        return "jsonfeed" if feed else "jsonl"
    return "json"
