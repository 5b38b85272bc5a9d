"""Feeds that are cut short or broken: what is wrong is named with its place, and the rest is taken."""

from __future__ import annotations

import pytest

from loaders.read import read
from schema.errors import Unreadable
from tests.loaders.read.feeds import atom, document, rss

THREE = rss("one", "two", "three", more="<description>text</description>")


def titles(data: str) -> list[str]:
    return [record.title for record in document(data).records]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("a & b", "a & b"),
        ("a &nbsp;&mdash; b", "a — b"),
        ("a &unknown; b", "a &unknown; b"),
        ("a < b", "a < b"),
        ("a <b>bold", "a bold"),
        ("a </i> b", "a b"),
        ("a\x0bb", "ab"),
        ("<foo:bar>unknown</foo:bar>", "<foo:bar>unknown</foo:bar>"),
        ("a ]]> b", "a ]]> b"),
    ],
)
def test_broken_markup_moves_no_other_item(wrong: str, right: str) -> None:
    broken = THREE.replace("two", wrong)
    found = document(broken)
    assert [" ".join(record.title.split()) for record in found.records] == ["one", right, "three"]
    assert not found.troubles


def test_what_was_mended_says_so() -> None:
    found = document(THREE.replace("two", "a & b")).records
    assert "its markup was broken, and mended" in found[1].lacks
    assert "its markup was broken, and mended" not in found[0].lacks


@pytest.mark.parametrize("length", range(1, len(THREE), 7))
def test_a_feed_that_is_cut_short(length: int) -> None:
    if length < THREE.index(" ") + 1:  # not even the name of the first element
        with pytest.raises(Unreadable, match=r"feed\.xml"):
            document(THREE[:length])
        return
    found = document(THREE[:length])
    whole = THREE[:length].count("</item>")
    assert [record.title for record in found.records] == ["one", "two", "three"][:whole]
    assert found.troubles or length > len(THREE) - 20
    for trouble in found.troubles:
        assert trouble.place
        assert trouble.do


def test_an_item_that_does_not_end_is_named_with_its_place() -> None:
    found = document(THREE.replace("</item>\n<item><title>three", "\n<item><title>three"))
    assert [record.title for record in found.records] == ["one", "three"]
    [trouble] = found.troubles
    assert trouble.place == "item 2, line 3"
    assert "no </item> follows" in trouble.why
    assert trouble.text == "two text"


def test_a_section_that_never_ends_hides_nothing() -> None:
    assert titles(THREE.replace("two", "<![CDATA[two")) == ["one", "two", "three"]
    assert titles(THREE.replace("<item><title>two", "<!-- <item><title>two")) == ["one", "two", "three"]


def test_tags_of_items_within_sections_and_comments_are_none() -> None:
    assert titles(THREE.replace("two", "<![CDATA[</item> <item>]]>")) == ["one", "</item> <item>", "three"]
    assert titles(THREE.replace("<item><title>two", "<!-- <item> --><item><title>two")) == [
        "one",
        "two",
        "three",
    ]


def test_an_item_without_title_and_text_is_named() -> None:
    found = document(rss("one", "").replace("<title></title>", "<guid>7</guid>"))
    [trouble] = found.troubles
    assert (trouble.item, trouble.place) == ("7", "item 2, line 3")
    assert "neither title nor text" in trouble.why
    assert len(found.records) == 1


def test_an_item_with_too_much_text_is_named_with_its_beginning() -> None:
    found = document(THREE.replace("two", "two " * 400_000))
    assert [record.title for record in found.records] == ["one", "three"]
    [trouble] = found.troubles
    assert trouble.place == "item 2, line 3"
    assert trouble.text == ("two " * 50).strip()
    assert "1,000,000" in trouble.why


def test_what_stands_before_a_feed_does_not_matter() -> None:
    assert titles("\n\n  <!-- by hand --> <?xml-stylesheet href='a'?>" + THREE) == ["one", "two", "three"]
    assert titles("Warning: something was printed in line 3\n" + THREE) == ["one", "two", "three"]
    assert titles("<!-- long -->" * 40_000 + THREE) == ["one", "two", "three"]


def test_documents_that_are_no_feeds_say_what_they_are() -> None:
    for data, what in (
        ("<note><to>x</to></note>", r"its first element is <note>"),
        ("just words", "in no format that is read"),
        ("<>", "it has no element"),
        ('["a"]', "neither JSON Lines nor a JSON Feed"),
    ):
        with pytest.raises(Unreadable, match=what) as raised:
            read(data.encode(), name="feed.xml")
        assert raised.value.do


def test_an_empty_feed_has_no_items() -> None:
    for data in ("<rss/>", "<rss version='2.0'><channel/></rss>", atom(), "<feed/>"):
        found = document(data)
        assert not found.records
        assert not found.troubles
