"""Terms: whatever text goes in, parsers that others wrote read that text."""

from __future__ import annotations

import re

import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from schema.terms import decimal, link, literal, parsed, tag, tagged, unescaped

# Any code point, awkward ones more often than chance would have them.
AWKWARD = (
    '\x00\x01\x08\t\n\x0b\x0c\r\x1f "\\\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\ud800\udfff\U0010ffff<>{}^`|@.'
)
TEXTS = st.text(st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=())))


def _readable(text: str) -> str:
    """What can be read back: no encoding has lone surrogates."""
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def _line(term: str) -> bytes:
    return f"<urn:a> <urn:b> {term} .\n".encode()


@given(TEXTS)
@example("\\u0041 \\n \\")
@example('"""')
def test_any_text_is_read_back(text: str) -> None:
    term = literal(text)
    for format_ in (pyoxigraph.RdfFormat.N_TRIPLES, pyoxigraph.RdfFormat.TURTLE):
        [quad] = pyoxigraph.parse(_line(term), format=format_)
        assert quad.object == pyoxigraph.Literal(_readable(text))
    for name in ("nt", "turtle"):
        graph = rdflib.Graph().parse(data=_line(term), format=name)
        assert [str(o) for o in graph.objects()] == [_readable(text)]
    assert parsed(term).value == _readable(text)
    assert unescaped(term[1:-1]) == _readable(text)


@given(
    TEXTS,
    st.one_of(st.text(max_size=12), st.from_regex(r"[a-zA-Z]{1,9}(-[a-zA-Z0-9]{1,9}){0,3}", fullmatch=True)),
)
@example("x", "en-")
@example("x", "english language")
@example("x", "zh-Hant-TW")
@example("x", "en_GB")
def test_any_language_makes_a_term_that_can_be_read(text: str, language: str) -> None:
    term = tagged(text, language)
    [quad] = pyoxigraph.parse(_line(term), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert quad.object.value == _readable(text)
    assert (quad.object.language or "") == tag(language) == parsed(term).language
    [read] = rdflib.Graph().parse(data=_line(term), format="nt").objects()
    assert isinstance(read, rdflib.Literal)
    assert (read.language or "") == tag(language)


@given(st.one_of(TEXTS, TEXTS.map(lambda text: f"https://one.example/{text}")))
@example("https://one.example/a b")
@example("http://one.example/%zz")
@example("http://[::1")
@example("http://one.example:99999999/")
@example("javascript:alert(1)")
@example("https://one.example/a?b=<c>")
def test_any_address_makes_a_term_that_can_be_read(text: str) -> None:
    term = link(text)
    [quad] = pyoxigraph.parse(_line(term), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, pyoxigraph.NamedNode | pyoxigraph.Literal)
    assert quad.object.value == _readable(text) == parsed(term).value


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(0.0)
@example(-0.0)
@example(1e22)
@example(5e-324)
def test_any_number_is_read_back(number: float) -> None:
    value = parsed(decimal(number)).value
    assert float(value) == number
    assert re.fullmatch(r"-?\d\.\d+E-?\d+", value)


@pytest.mark.parametrize("language", ["en", "EN", "pt-br", "zh-Hant-TW", "sl-nedis"])
def test_known_forms_are_tags(language: str) -> None:
    assert tag(language) == language.lower()
