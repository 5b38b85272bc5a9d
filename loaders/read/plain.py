"""Makes clean plain text of what feeds call text: HTML, escaped HTML, or text that only looks like it.

Only names of HTML elements are markup, so that `List<T>` and `a < b` stay as written; only references that end in a
semicolon are decoded, so that `?a=1&copy=2` does.  Every pattern is bounded by the next `<`, `>` or `;`, so the time is
linear in the text, whatever it holds.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

_WORDS_DROPPED = "script style template svg"
_WORDS_SPACED = "td th img input iframe video audio object embed"
_WORDS_BLOCK = """address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frame h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p
    pre section summary table tbody tfoot thead title tr ul"""
_WORDS_INLINE = """a abbr acronym area b base bdi bdo big canvas cite code col colgroup data datalist del dfn em font i ins
    kbd label link map mark meta meter nobr noscript output param picture progress q rp rt ruby s samp select slot small
    source span strike strong sub sup textarea time track tt u var wbr"""
_DROPPED, _SPACED, _BLOCK, _INLINE = (
    frozenset(words.split()) for words in (_WORDS_DROPPED, _WORDS_SPACED, _WORDS_BLOCK, _WORDS_INLINE)
)
_NAMES = "|".join(sorted(_DROPPED | _BLOCK | _SPACED | _INLINE, key=len, reverse=True))
_PREFIX = r"(?:[A-Za-z][\w-]{0,30}:)?"
# Quotes may hide a `>`; where they are too many or do not fit, the tag ends at the first one.
_ATTRIBUTES = r"(?:(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'){0,200}+>|[^<>]*+>)"
_TAG = rf"</?{_PREFIX}[A-Za-z][A-Za-z0-9-]{{0,40}}(?=[\s/>]){_ATTRIBUTES}"
_REFERENCE = r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});"
_TOKEN = re.compile(
    rf"({_TAG}|{_REFERENCE}|<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<!DOCTYPE[^<>]*>|<\?[^<>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_REFERENCES = re.compile(_REFERENCE)
_NAME = re.compile(rf"</?{_PREFIX}([A-Za-z][A-Za-z0-9-]*)")
_SOME_TAG = re.compile(rf"</?{_PREFIX}(?:{_NAMES})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_DROPPED_TAG = re.compile(rf"<(/?){_PREFIX}({'|'.join(sorted(_DROPPED))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(rf"</(?:{_NAMES})\s*>|<(?:br|p|img|hr)(?=[\s/>])[^<>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def line(text: str) -> str:
    """Plain text on one line: white space single, invisible characters gone.  Markup is not looked for."""
    return " ".join(_visible(text).split())


def lines(text: str) -> str:
    """Plain text whose paragraphs (parted by blank lines) become lines of their own."""
    if "\n" not in text:
        return line(text)
    return "\n".join(filter(None, (" ".join(part.split()) for part in _PARAGRAPH.split(_visible(text)))))


def line_of_html(text: str) -> str:
    """The text of an HTML fragment on one line, as titles and names are."""
    return " ".join(text_of_html(text).split()) if "<" in text or "&" in text else line(text)


def text_of_html(text: str) -> str:
    """The text of an HTML fragment, one line a block; scripts and styles dropped, references decoded.

    A text without tags of its own whose references spell tags was escaped twice, and is read once more.
    """
    if "<" not in text and "&" not in text:
        return lines(text)
    marked = _marked(text)
    if not marked:
        text = _REFERENCES.sub(_decoded, text)
        marked = _ESCAPED.search(text) is not None and _marked(text)
    if not marked:
        return lines(text)
    return "\n".join(filter(None, (" ".join(part.split()) for part in _visible(_stripped(text)).split("\n"))))


def is_html(text: str) -> bool:
    """Whether a text that is said to be plain holds HTML all the same: a closing tag, a paragraph or a break."""
    return "<" in text and _ESCAPED.search(text) is not None


def _marked(text: str) -> bool:
    return "<" in text and ("<!--" in text or _SOME_TAG.search(text) is not None)


def _stripped(text: str) -> str:
    """The text without its markup; line breaks are those of blocks."""
    flat = " ".join(text.split())
    folded = flat.lower()
    if any(f"{name}>" in folded for name in _DROPPED):
        flat = _without_dropped(flat)
    parts = _TOKEN.split(flat)
    parts[1::2] = map(_meaning, parts[1::2])
    return "".join(parts)


def _without_dropped(text: str) -> str:
    """The text without the elements whose content is no text.  One that is never closed loses only its tag."""
    kept: list[str] = []
    begun = at = 0
    inside = ""
    for tag in _DROPPED_TAG.finditer(text):
        closing, name = bool(tag[1]), tag[2].lower()
        if inside:
            if closing and name == inside:
                inside, at = "", tag.end()
        elif not closing and not tag[0].endswith("/>"):
            kept.append(text[at : tag.start()])
            inside, begun = name, tag.end()
    kept.append(text[begun if inside else at :])
    return " ".join(kept)


@lru_cache(maxsize=8192)
def _meaning(token: str) -> str:
    """What stands in a text in place of a tag, a reference, a comment or a declaration."""
    if token[0] == "&":
        return html.unescape(token)
    found = _NAME.match(token)
    name = found[1].lower() if found else ""
    if name in _BLOCK:
        return "\n"
    if name in _SPACED:
        return " "
    known = not name or name in _INLINE or name in _DROPPED or "-" in name  # with a hyphen: a custom element
    return "" if known else token


def _decoded(found: re.Match[str]) -> str:
    return html.unescape(found[0])


def _visible(text: str) -> str:
    return text if text.isprintable() else _INVISIBLE.sub("", text)
