"""Templates, and the few functions that they may call.  All text is escaped; only what is made safe here is not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from api.answers.addresses import kind_address, page_address
from api.answers.as_of import as_of_note
from schema.ontology import KINDS

_TEMPLATES = Path(__file__).parent / "templates"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_LINK_REL = "noopener nofollow"


def external(url: str | None) -> str:
    """`url` where it is an http or https address, else "": nothing else is ever made a link."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def markdown(text: str | None) -> Markup:
    """Markdown as HTML that holds no script, no style and no address but http, https and this almanac's own.

    Its headings are one level lower, since the page has its own first one.
    """
    tokens = _MARKDOWN.parse(text or "")
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    safe = nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=_LINK_REL
    )
    return Markup(safe)  # noqa: S704  # cleaned in the line above


def day(instant: str | None) -> str:
    """An instant's day as people read it: 18 August 2026.  "" for none."""
    if not instant:
        return ""
    at = datetime.fromisoformat(instant)
    return f"{at.day} {at:%B} {at.year}"


def spoken(name: str) -> str:
    """A field's or a property's name in words: `introduced_in` → "introduced in"."""
    return name.replace("_", " ")


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its word: "1 event", "1,204 events"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def card(text: str) -> Markup:
    """A query as Neo4j Browser's guides hold it, which cut out what looks like a handler: ` one.name = 'x'` would be gone."""
    return Markup(str(escape(text)).replace("=", "&#61;"))  # noqa: S704  # escaped in this line


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        external=external,
        markdown=markdown,
        day=day,
        spoken=spoken,
        card=card,
        page_address=page_address,
        kind_address=kind_address,
    )
    made.globals.update(counted=counted, kinds=tuple(KINDS))
    return made


_ENVIRONMENT = _environment()


def render(template: str, status: int = 200, *, as_of: datetime | None = None, **told: Any) -> HTMLResponse:
    """A page made of a template and what it is told; one that speaks of an earlier time says so."""
    note = as_of_note(as_of) if as_of else ""
    page = _ENVIRONMENT.get_template(template).render(told, as_of=note)
    return HTMLResponse(page, status, {"cache-control": "no-cache"})
