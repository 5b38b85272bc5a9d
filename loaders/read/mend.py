"""Mends XML that is no XML, one item at a time, before the recovering parser sees it.

That parser reads on after a fault, but loses the text behind it and takes what follows for the inside of an element
that was never closed.  So the markup within fields of text is escaped first: it is HTML, which needs no closing, and is
understood later.  Then what is left of bare ampersands, less-than signs, HTML's named characters and characters that
XML does not have is written as XML wants it.  Time is linear in the text.
"""

from __future__ import annotations

import re
from html.entities import html5
from xml.sax.saxutils import escape

_FIELD = re.compile(
    r"<((?:[\w.-]{1,40}:)?(?:title|description|summary|content|encoded|subtitle|name|creator|category))(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_FAULT = re.compile(
    r"(?P<section><!\[CDATA\[.*?(?:\]\]>|\Z))|\]\]>|<(?![A-Za-z_/!?:])"
    r"|&(?!(?:amp|lt|gt|quot|apos);)"
    r"(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|#(?P<number>[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});)?",
    re.DOTALL,
)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_OPEN, _CLOSE = "<![CDATA[", "]]>"


def mended(text: str) -> str:
    """The text of an item as XML that a recovering parser takes in full."""
    return _FAULT.sub(_meant, _with_fields_escaped(_NO_XML.sub("", text)))


def _with_fields_escaped(text: str) -> str:
    """The text with the markup within its fields of text escaped; a field that is never closed stays as it is."""
    kept: list[str] = []
    endless: set[str] = set()
    last_section = text.rfind(_CLOSE)
    at = 0
    for field in _FIELD.finditer(text):
        name = field[1]
        if field.start() < at or field[0].endswith("/>") or name in endless:
            continue
        end = _end(text, name, field.end(), last_section)
        if end < 0:
            endless.add(name)
            continue
        kept += [text[at : field.end()], _escaped(text[field.end() : end])]
        at = end
    kept.append(text[at:])
    return "".join(kept)


def _end(text: str, name: str, at: int, last_section: int) -> int:
    """Where the field's closing tag begins, one within a section not counted; -1 where there is none.

    last_section: where the last section ends, so that no end is looked for in vain.
    """
    closing = re.compile(rf"</{re.escape(name)}\s*>")
    found = closing.search(text, at)
    if found and text.find(_OPEN, at, found.start()) >= 0 > text.find(_CLOSE, at, found.start()):
        behind = text.find(_CLOSE, found.end()) if found.end() < last_section else -1
        found = (closing.search(text, behind) if behind >= 0 else None) or found
    return found.start() if found else -1


def _escaped(inside: str) -> str:
    """What stands in a field, sections as they are and other markup escaped."""
    parts = _SECTION.split(inside)
    for at, part in enumerate(parts):
        if at % 2 == 0 or not part.endswith(_CLOSE):
            parts[at] = part.replace(_OPEN, "").replace("<", "&lt;")
    return "".join(parts)


def _meant(found: re.Match[str]) -> str:
    """A fault as what was probably meant."""
    if found["section"]:
        return found[0] if found[0].endswith(_CLOSE) else found[0] + _CLOSE
    if found["name"]:
        character = html5.get(f"{found['name']};")
        return escape(character) if character else f"&amp;{found['name']};"
    if number := found["number"]:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        legal = code <= 0x10FFFF and not _NO_XML.match(chr(code))
        return found[0] if legal else ""
    return escape(found[0])
