"""RDF terms as N-Triples writes them: literals, IRIs, language tags.  Pure.

A term is text that is right in N-Triples, N-Quads, Turtle and TriG as it stands; writers of other forms take it apart
with `parsed`.

Invariants: any text makes a term that every parser reads back as that text, but for lone surrogates, which no encoding
has and which become U+FFFD; what has not wholly the form of an address or a language tag becomes none.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from schema.rdf import XSD
from schema.values import iso

Term: TypeAlias = str
_AWKWARD = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')
_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(["\\nrtbf]))')
_PLAIN = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_QUERY = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
_ADDRESS = re.compile(
    rf"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{{1,5}})?(?:/{_PATH})?(?:\?{_QUERY})?(?:#{_QUERY})?"
)
_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))?"
)
_DAYS = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
_INSTANT, _INTEGER = f"^^<{XSD.dateTime}>", f"^^<{XSD.integer}>"


def escaped(text: str) -> str:
    """`text` as it stands between the quotes of a literal."""
    return _AWKWARD.sub(_escape, text) if _AWKWARD.search(text) else text


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _NAMED.get(character) or f"\\u{ord(character):04X}"


def unescaped(text: str) -> str:
    """The reverse of `escaped`."""
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    short, long, named = found.groups()
    return _PLAIN[named] if named else chr(int(short or long, 16))


def literal(text: str) -> Term:
    """A plain literal."""
    return f'"{escaped(text)}"'


@lru_cache(maxsize=1024)
def tag(language: str) -> str:
    """`language` as a language tag, in lower case; "" where it has not the form of one."""
    return language.lower() if _TAG.fullmatch(language) else ""


def tagged(text: str, language: str) -> Term:
    """A literal in a language; a plain one where the language has not the form of a tag."""
    known = tag(language)
    return f'"{escaped(text)}"@{known}' if known else f'"{escaped(text)}"'


def typed(text: str, datatype: str) -> Term:
    """A literal of a datatype, given as IRI."""
    return f'"{escaped(text)}"^^<{datatype}>'


@lru_cache(maxsize=4096)  # much is observed at the same time
def instant(value: datetime) -> Term:
    """An xsd:dateTime in UTC, with Z."""
    return f'"{iso(value)}"{_INSTANT}'


def day(value: str) -> Term:
    """A day, month or year, by its length."""
    return f'"{value}"^^<{_DAYS[len(value)]}>' if len(value) in _DAYS else literal(value)


def boolean(value: bool) -> Term:
    """An xsd:boolean."""
    return f'"{"true" if value else "false"}"^^<{XSD.boolean}>'


def integer(value: int) -> Term:
    """An xsd:integer."""
    return f'"{value}"{_INTEGER}'


@lru_cache(maxsize=4096)
def decimal(value: float) -> Term:
    """An xsd:double in its canonical form, with the fewest digits that tell it from others."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    power = int(exponent) + len(text) - 1 if value else 0
    return f'"{"-" if sign else ""}{text[0]}.{text[1:] or "0"}E{power}"^^<{XSD.double}>'


def link(text: str) -> Term:
    """An address as IRI; what has not the form of an http or https address is a literal of type xsd:anyURI."""
    return f"<{text}>" if _ADDRESS.fullmatch(text) else typed(text, XSD.anyURI)


def is_address(text: str) -> bool:
    """Whether `text` is an http or https address that can stand as an IRI as it is."""
    return _ADDRESS.fullmatch(text) is not None


class Parsed(NamedTuple):
    """A term taken apart: an IRI (datatype and language empty, `iri` true), or a literal."""

    value: str
    iri: bool
    datatype: str = ""
    language: str = ""


def parsed(term: Term) -> Parsed:
    """The parts of a term that this module made."""
    if term[0] == "<":
        return Parsed(term[1:-1], True)
    end = term.rindex('"')
    text, rest = unescaped(term[1:end]), term[end + 1 :]
    if rest.startswith("@"):
        return Parsed(text, False, language=rest[1:])
    return Parsed(text, False, datatype=rest[3:-1] if rest else "")
