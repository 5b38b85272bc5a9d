"""Encodings that are marked, declared, wrong or missing, and gzip."""

from __future__ import annotations

import codecs
import gzip
from io import BytesIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.read import read
from loaders.read.encoding import MOST_UNPACKED, opened
from schema.errors import Unreadable
from schema.record import Document
from tests.loaders.read.feeds import document, rss

TITLE = "Grüße aus Zürich – “naïve”"
FEED = f"<rss version='2.0'><channel><title>t</title><item><title>{TITLE}</title></item></channel></rss>"


def declared(name: str, text: str = FEED) -> str:
    """The feed with a declaration of its encoding."""
    return f'<?xml version="1.0" encoding="{name}"?>\n{text}'


CASES = {
    "utf-8, not declared": FEED.encode(),
    "utf-8, declared": declared("utf-8").encode(),
    "utf-8 with a mark": codecs.BOM_UTF8 + declared("utf-8").encode(),
    "utf-8 with two marks": codecs.BOM_UTF8 * 2 + FEED.encode(),
    "utf-8 declared as latin-1": declared("iso-8859-1").encode(),
    "utf-8 declared as utf-16": declared("utf-16").encode(),
    "utf-8 declared as windows-1251": declared("windows-1251").encode(),
    "utf-8 declared as what nobody knows": declared("x-nobody-knows").encode(),
    "utf-8 declared as what is no text": declared("zlib").encode(),
    "windows-1252, not declared": FEED.encode("cp1252"),
    "windows-1252 declared as utf-8": declared("utf-8").encode("cp1252"),
    "windows-1252 declared as latin-1": declared("iso-8859-1").encode("cp1252"),
    "windows-1252 declared as ascii": declared("us-ascii").encode("cp1252"),
    "utf-16 with a mark": declared("utf-16").encode("utf-16"),
    "utf-16, big end first, with a mark": codecs.BOM_UTF16_BE + declared("utf-16").encode("utf-16-be"),
    "utf-16 without a mark": declared("utf-16").encode("utf-16-le"),
    "utf-32 with a mark": declared("utf-32").encode("utf-32"),
    "gzip": gzip.compress(FEED.encode()),
    "gzip of two members": gzip.compress(FEED[:60].encode()) + gzip.compress(FEED[60:].encode()),
    "gzip that nothing but zeros follow": gzip.compress(FEED.encode()) + b"\0" * 512,
}


@pytest.mark.parametrize("data", CASES.values(), ids=CASES.keys())
def test_the_title_is_read(data: bytes) -> None:
    assert [record.title for record in document(data).records] == [TITLE]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("windows-1251", "Новости науки"),
        ("koi8-r", "Новости науки"),
        ("shift_jis", "日本語の記事"),
        ("gb2312", "中文新闻"),
        ("big5", "中文新聞"),
        ("euc-kr", "한국어 뉴스"),
        ("iso-8859-2", "Zażółć gęślą jaźń"),
        ("iso-8859-15", "10 € für Œuvre"),
    ],
)
def test_other_encodings_are_believed(name: str, title: str) -> None:
    assert document(declared(name, rss(title)).encode(name)).records[0].title == title
    assert (
        document(rss(title).encode(name), content_type=f'text/xml; charset="{name}"').records[0].title
        == title
    )


def test_mixed_encodings_are_noticed() -> None:
    found = document(rss("caf\u00e9 \u2013 ").encode() + "<!-- caf\u00e9 -->".encode("latin-1"))
    assert found.records[0].title == "café –"
    assert found.notes == ("bytes in it that are not UTF-8 were read as windows-1252",)
    assert document(CASES["utf-8 declared as latin-1"]).notes == ()


def test_a_character_cut_by_a_block_is_whole() -> None:
    for shift in range(4):
        padding = "x" * (262_144 - 60 + shift)
        title = f"{padding}{'é–😀' * 30}"
        found = document(rss(title).encode())
        assert found.records[0].title == title
        assert found.notes == ()


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\0" * 100, codecs.BOM_UTF8, gzip.compress(b"", mtime=0)])
def test_nothing_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^empty\.xml: is "):
        read(data, name="empty.xml")


def test_gzip_that_is_cut_short_gives_what_it_holds() -> None:
    words = Random(7)
    feed = rss(*(f"{number} {words.randbytes(60).hex()}" for number in range(2000)))
    found = document(gzip.compress(feed.encode())[:-20_000])
    assert 1000 < len(found.records) < 2000
    assert any("gzip" in trouble.why for trouble in found.troubles)
    with pytest.raises(Unreadable, match="can't be unpacked"):
        read(b"\x1f\x8b\x08rubbish and no more", name="x.xml.gz")


def test_a_gzip_bomb_stops() -> None:
    packed = gzip.compress(b"\0" * (1 << 20), 9)
    members = packed * (MOST_UNPACKED // (1 << 20) + 8)
    told = opened(BytesIO(gzip.compress(FEED.encode()) + members), "bomb.gz")
    assert sum(map(len, told.text())) <= MOST_UNPACKED + (1 << 20)
    assert told.troubles


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "utf-8", "latin-1", "utf-16", "shift_jis", "gb2312", "utf-7"]),
)
def test_any_bytes_become_text(data: bytes, name: str) -> None:
    head = f'<?xml version="1.0" encoding="{name}"?>'.encode() if name else b""
    text = "".join(opened(BytesIO(head + b"x" + data), "any").text())
    assert text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass") == text


def test_documents_are_documents() -> None:
    assert isinstance(read(FEED.encode(), name="x"), Document)
