"""What the elements of Atom 1.0 (RFC 4287) and 0.3 mean."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from lxml import etree

from loaders.read.fields import Found, identifiers_in, people
from loaders.read.markup import base_of, children, inner, joined, language_of
from loaders.read.plain import is_html, line, line_of_html, lines, text_of_html
from schema.record import SourceInfo

_BINARY = ("application/octet-stream", "image/", "audio/", "video/", "font/")
Children = dict[str, list[etree._Element]]


def found(entry: etree._Element, base: str) -> Found:
    """What an entry holds.  base: what its links are relative to, as far as xml:base says."""
    parts = children(entry, "atom:")
    links = list(_links(parts, base, related=True))
    known = _first(parts, "id")
    return Found(
        id=known,
        url=links[0] if links else known if known.startswith(("http://", "https://")) else "",
        title=" ".join(_said(parts, "title", "dc:title", "media:title").split()),
        summary=_said(parts, "summary", "dc:description", "media:description"),
        body=_said(parts, "content", "content:encoded"),
        published=_first(parts, "published", "issued", "created", "dcterms:issued", "dc:date", "pubdate"),
        updated=_first(parts, "updated", "modified", "dcterms:modified"),
        authors=_authors(parts),
        categories=tuple(filter(None, map(line, _categories(parts)))),
        language=language_of(entry),
        links=tuple(links[1:]),
        identifiers=identifiers_in(known, *(line(each.text or "") for each in parts.get("arxiv:doi", ()))),
    )


def source(root: etree._Element, address: str) -> tuple[SourceInfo | None, str]:
    """The feed's source, None where it has neither links nor a title, and the date that it gives itself, as written."""
    parts = children(root, "atom:")
    base = base_of(root, address)
    own = next(
        (link for each in parts.get("link", ()) if each.get("rel") == "self" and (link := _href(each, base))),
        "",
    )
    home = next((link for link in _links(parts, base)), "")
    title = " ".join(_said(parts, "title", "dc:title").split())
    told = _first(parts, "updated", "modified")
    if not (own or home or address or title):
        return None, told
    info = SourceInfo(
        kind="feed",
        link=own or home or address,
        name=title,
        homepage=home,
        language=language_of(root),
        licence=" ".join(_said(parts, "rights", "copyright").split()),
    )
    return info, told


def _first(parts: Children, *names: str) -> str:
    return next(
        (text for name in names for each in parts.get(name, ()) if (text := line(each.text or ""))), ""
    )


def _said(parts: Children, *names: str) -> str:
    """The first of the named text constructs that says something, as plain text."""
    return next((text for name in names for each in parts.get(name, ()) if (text := _plain(each))), "")


def _plain(element: etree._Element) -> str:
    """The text of a text construct, by its type (RFC 4287, 3.1 and 4.1.3.3) or, in Atom 0.3, its mode."""
    kind = (element.get("type") or "text").strip().lower()
    mode = (element.get("mode") or "").strip().lower()
    if len(element):
        return text_of_html(inner(element))
    told = element.text or ""
    if mode == "base64" or not (kind in ("text", "html", "xhtml") or _textual(kind)):
        return text_of_html(_decoded(told, binary=kind.startswith(_BINARY)))
    if kind in ("text", "text/plain") and not mode and not is_html(told):
        return lines(told)
    return text_of_html(told)


def _textual(kind: str) -> bool:
    return kind.startswith("text/") or kind.endswith(("+xml", "/xml"))


def _decoded(told: str, *, binary: bool) -> str:
    """Text in base64, or as it is where it is none; nothing for what is `binary` by its type and no text."""
    packed = "".join(told.split())
    try:
        unpacked = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return told
    try:
        return unpacked.decode()
    except UnicodeDecodeError:
        return "" if binary else told


def _links(parts: Children, base: str, *, related: bool = False) -> Iterator[str]:
    """The links to what the entry or feed is about, then, where asked for, those to what is related."""
    others = []
    for each in parts.get("link", ()):
        rel = (each.get("rel") or "alternate").strip().lower()
        if rel in ("alternate", "related", "via") and (link := _href(each, base)):
            if rel == "alternate":
                yield link
            else:
                others.append(link)
    if related:
        yield from others


def _href(link: etree._Element, base: str) -> str:
    href = line(link.get("href", "")) or line(link.text or "")
    return joined(base_of(link, base), href) if href or link.get("href") is not None else ""


def _authors(parts: Children) -> tuple[str, ...]:
    names = [children(each, "atom:").get("name", []) for each in parts.get("author", ())]
    if named := people(*(line_of_html(inner(name[0])) for name in names if name)):
        return named
    return people(*(line_of_html(inner(each)) for each in parts.get("dc:creator", ())))


def _categories(parts: Children) -> Iterator[str]:
    for each in parts.get("category", ()):
        yield each.get("label") or each.get("term") or each.text or ""
    for each in parts.get("dc:subject", ()):
        yield each.text or ""
