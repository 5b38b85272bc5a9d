"""What the elements of RSS 2.0, its forebears, and RSS 1.0 mean, with the modules that feeds use beside them.

Where several elements may say one thing, RSS's own goes first, then Dublin Core, Atom and the podcasts' words.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from loaders.read.fields import Found, identifiers_in, people
from loaders.read.markup import BASE, LANG, base_of, children, inner, joined, language_of
from loaders.read.plain import line, line_of_html, text_of_html
from schema.record import SourceInfo

Children = dict[str, list[etree._Element]]

_TITLE = ("title", "dc:title", "media:title", "itunes:title", "atom:title")
_SUMMARY = (
    "description",
    "dc:description",
    "itunes:summary",
    "atom:summary",
    "itunes:subtitle",
    "media:description",
)
_BODY = ("content:encoded", "atom:content", "xhtml:body", "encoded", "fulltext")
_PUBLISHED = ("pubdate", "dc:date", "atom:published", "dcterms:issued", "dcterms:created", "atom:issued")
_UPDATED = ("atom:updated", "dcterms:modified", "atom:modified")
_PEOPLE = ("author", "dc:creator", "dc:author", "itunes:author")
_CATEGORY = ("category", "dc:subject")
_IDENTIFIER = ("prism:doi", "dc:identifier", "arxiv:doi")


def found(item: etree._Element, base: str) -> Found:
    """What an item holds.  base: what its links are relative to, as far as xml:base says."""
    parts = children(item)
    base = joined(base, item.get(BASE, ""))
    guid = next((each for each in parts.get("guid", ()) if line(each.text or "")), None)
    known = line(guid.text or "") if guid is not None else _first(parts, ("atom:id", "id"))
    links = list(_links(parts))
    if guid is not None and known.startswith(("http://", "https://")) and _permanent(guid):
        links.append(known)
    links += [str(about) for name, about in item.items() if str(name).endswith("}about")]
    absolute = [joined(base, link) for link in links]
    return Found(
        id=known,
        url=absolute[0] if absolute else "",
        title=_html(parts, _TITLE, one_line=True),
        summary=_html(parts, _SUMMARY),
        body=_html(parts, _BODY),
        published=_first(parts, _PUBLISHED),
        updated=_first(parts, _UPDATED),
        authors=_authors(parts),
        categories=tuple(filter(None, _categories(parts))),
        language=_first(parts, ("dc:language",)) or item.get(LANG, ""),
        links=tuple(absolute[1:]),
        identifiers=identifiers_in(
            known, *(line(each.text or "") for name in _IDENTIFIER for each in parts.get(name, ()))
        ),
    )


def source(root: etree._Element, address: str) -> tuple[SourceInfo | None, str]:
    """The feed's source, None where it has neither links nor a title, and the date that it gives itself, as written."""
    channel = next((each for each in root if str(each.tag).lower().rpartition("}")[2] == "channel"), root)
    parts = children(channel)
    base = base_of(channel, address)
    home = next((joined(base, link) for link in _links(parts, alternate=True)), "")
    own = next(
        (
            joined(base, each.get("href", ""))
            for each in parts.get("atom:link", ())
            if each.get("rel") == "self"
        ),
        "",
    )
    title = _html(parts, _TITLE, one_line=True)
    told = _first(parts, ("lastbuilddate", "atom:updated", "dcterms:modified", "pubdate", "dc:date"))
    if not (own or home or address or title):
        return None, told
    info = SourceInfo(
        kind="feed",
        link=own or home or address,
        name=title,
        homepage=home,
        language=_first(parts, ("language", "dc:language")) or language_of(channel),
        licence=_html(parts, ("copyright", "dc:rights", "atom:rights"), one_line=True),
    )
    return info, told


def _first(parts: Children, names: tuple[str, ...]) -> str:
    """The first text of the named elements, on one line."""
    for name in names:
        for each in parts.get(name, ()):
            if text := line(each.text or ""):
                return text
    return ""


def _html(parts: Children, names: tuple[str, ...], *, one_line: bool = False) -> str:
    """The first of the named elements that says something, as plain text."""
    plain = line_of_html if one_line else text_of_html
    for name in names:
        for each in parts.get(name, ()):
            if text := plain(inner(each)):
                return text
    return ""


def _links(parts: Children, *, alternate: bool = False) -> Iterator[str]:
    """The links of an item or channel, its own first."""
    for each in parts.get("link", ()):
        if link := line(each.text or "") or line(each.get("href", "")):
            yield link
    for each in parts.get("atom:link", ()):
        rel = each.get("rel", "alternate")
        if rel == "alternate" or (rel in ("related", "via") and not alternate):
            yield line(each.get("href", ""))


def _permanent(guid: etree._Element) -> bool:
    return (guid.get("isPermaLink") or guid.get("ispermalink") or "true").strip().lower() != "false"


def _categories(parts: Children) -> Iterator[str]:
    for name in _CATEGORY:
        for each in parts.get(name, ()):
            yield line_of_html(inner(each))
    for each in parts.get("atom:category", ()):
        yield line(each.get("label") or each.get("term") or "")
    for each in parts.get("itunes:keywords", ()):
        yield from map(line, (each.text or "").split(","))


def _authors(parts: Children) -> tuple[str, ...]:
    """Who wrote it: all of the first kind of element that names somebody."""
    for name in _PEOPLE:
        if name in parts and (named := people(*(line_of_html(inner(each)) for each in parts[name]))):
            return named
    atom = [children(each).get("atom:name", []) for each in parts.get("atom:author", ())]
    return people(*(line_of_html(inner(names[0])) for names in atom if names))
