"""Whatever the bytes: a value or Unreadable, and the same again for the same bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loaders.read import Taken, read
from schema.errors import Unreadable
from tests.loaders.read.feeds import atom, rss

_PARTS = [
    *(
        b"<rss>",
        b"<channel>",
        b"<item>",
        b"</item>",
        b"<item/>",
        b"<title>",
        b"</title>",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
    ),
    *(
        b"<feed>",
        b"<entry>",
        b"</entry>",
        b"<link href='",
        b"'/>",
        b"&lt;",
        b"&#0;",
        b"&x;",
        b"<!DOCTYPE x [",
        b"]>",
        b"\x00",
    ),
    *(
        b"<pubDate>",
        b"<guid>7</guid>",
        b"http://[",
        b"\xff\xfe",
        b"\xe9",
        b"text ",
        b"\n",
        b"{",
        b"}",
        b'"items": [',
        b'{"id": 1}',
    ),
    *(
        b'"source": ',
        b'"x"',
        b", ",
        b"[[entity]]\n",
        b"name = 'x'\n",
        b"kind = 'Model'\n",
        b"---\n",
        b"title: x\n",
        b"<?xml ?>",
    ),
]
_BYTES = st.binary(max_size=200) | st.lists(st.sampled_from(_PARTS), max_size=25).map(b"".join)
_NAMES = st.sampled_from(["x", "x.xml", "x.jsonl", "x.toml", "x.md", "x.json", "x.xml.gz"])


def taken(data: bytes, name: str) -> Taken | str:
    """What is read, or why nothing is."""
    try:
        return read(data, name=name, source="me", address="https://x.org/feed")
    except Unreadable as error:
        return f"{error.where}: {error.what}"


@given(_BYTES, _NAMES)
def test_any_bytes(data: bytes, name: str) -> None:
    found = taken(data, name)
    assert found == taken(data, name)
    assert not isinstance(found, str) or found.startswith(name)


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(_PARTS)), max_size=6), st.booleans(), _NAMES)
def test_feeds_with_something_put_in_anywhere(
    spots: list[tuple[int, bytes]], is_atom: bool, name: str
) -> None:
    entry = "<title>t</title><id>1</id><updated>2026-08-22</updated><summary type='html'>&lt;p&gt;s</summary>"
    feed = (
        atom(entry, entry)
        if is_atom
        else rss("one", "two", more="<link>/a</link><description>d</description>")
    ).encode()
    for place, part in spots:
        feed = feed[:place] + part + feed[place:]
    assert taken(feed, name) == taken(feed, name)
