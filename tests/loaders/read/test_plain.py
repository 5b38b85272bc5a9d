"""Plain text of HTML, of escaped HTML, and of text that only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.read.plain import line, line_of_html, lines, text_of_html

AS_TEXT = {
    "plain": "plain",
    "<p>One</p><p>Two</p>": "One\nTwo",
    "One<br>Two<br/>Three": "One\nTwo\nThree",
    "<ul><li>a</li><li>b</li></ul>": "a\nb",
    "a<b>b</b>c <i>d</i>": "abc d",
    "<table><tr><td>1</td><td>2</td></tr></table>": "1 2",
    "<h1>T</h1>\n  text\n  goes on": "T\ntext goes on",
    "a &amp; b &lt; c &#169; &#x2014; &nbsp;d": "a & b < c © — d",
    "x<script>var a = '<p>no</p>';</script>y": "x y",
    "x<style type='text/css'>p { }</style>y": "x y",
    "x<script src='a.js'/>y": "xy",
    "x<script>no end": "x no end",
    "<a href='?a=1&copy=2'>link</a>": "link",
    "?page=1&copy=2;mode=x": "?page=1&copy=2;mode=x",
    "List<T> and a < b, c > d": "List<T> and a < b, c > d",
    "<T>": "<T>",
    "I <3 this": "I <3 this",
    "<img alt='a > b' src='x'>after": "after",
    "<!-- hidden -->shown<!-- never ends": "shown",
    "<![CDATA[<p>inner</p>]]>": "inner",
    "<xhtml:p>prefixed</xhtml:p>": "prefixed",
    "<p><my-element>custom</my-element></p>": "custom",
    "a plain text on <api-key>": "a plain text on <api-key>",
    "&lt;p&gt;escaped twice&lt;/p&gt;": "escaped twice",
    "<code>&lt;p&gt;</code> shows a tag": "<p> shows a tag",
    "soft\u00adhyphen, zero\u200bwidth": "softhyphen, zerowidth",
    "nul\x00 bell\x07 tab\tnext": "nul bell tab next",
    "one\ntwo\n\nthree": "one two\nthree",
}


@pytest.mark.parametrize(("given_text", "expected"), AS_TEXT.items())
def test_text_of_html(given_text: str, expected: str) -> None:
    assert text_of_html(given_text) == expected


def test_a_line_has_no_breaks() -> None:
    assert line_of_html("<p>One</p>\n<p>Two</p>") == "One Two"
    assert line("<b>kept</b>\n as  it is") == "<b>kept</b> as it is"
    assert lines("a\nb\n\n\nc") == "a b\nc"


@pytest.mark.parametrize(
    "text", ["שלום עולם (abc) 123", "مرحبا بالعالم، ok", "क्षि é e\u0301 \u0644\u0627", "日本語\u3000です"]
)
def test_writing_of_every_direction_is_kept(text: str) -> None:
    assert text_of_html(f"<p>{text}</p>") == " ".join(text.split())


@given(st.text())
def test_any_text_gives_text_without_control_characters(text: str) -> None:
    for cleaned in (text_of_html(text), line_of_html(text), line(text), lines(text)):
        assert not any(character < " " and character != "\n" for character in cleaned)
        assert cleaned == cleaned.strip()


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b", ">", "<!--", "-->", "&lt;", "'", '"', "x", "<script>", "</script>"]
        )
    )
)
def test_any_markup_gives_text(parts: list[str]) -> None:
    assert isinstance(text_of_html("".join(parts)), str)
