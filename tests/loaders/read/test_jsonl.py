"""JSON Lines of records: whose they are, what each bad line costs, and lines of any length."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.read import read, read_stream
from schema.errors import Unreadable
from schema.record import Document, Trouble

HEAD = {"source": "mine", "updated": "2026-08-18"}
FEED = {"class": "feed", "link": "https://example.org/feed.xml"}
STARTER = sorted(Path("loaders/starter").glob("*.jsonl"))


def lines(*objects: object) -> bytes:
    return b"".join(
        each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in objects
    )


def document(data: bytes, source: str = "") -> Document:
    found = read(data, name="items.jsonl", source=source)
    assert isinstance(found, Document)
    return found


def only_trouble(found: Document) -> Trouble:
    assert len(found.troubles) == 1, found.troubles
    return found.troubles[0]


def test_the_starter_is_read_without_a_trouble() -> None:
    assert len(STARTER) >= 2
    for path in STARTER:
        found = document(path.read_bytes())
        assert found.troubles == ()
        assert found.complete
        assert len(found.records) >= 40
        assert found.said_by == f"source/list-starter-{path.stem}"


def test_a_head_names_the_list_and_records_their_publisher() -> None:
    found = document(lines({**HEAD, "name": "My items"}, {"title": "A"}, {"title": "B", "source": FEED}))
    assert (found.said_by, found.source.name, found.stamp) == ("source/list-mine", "My items", "2026-08-18")
    assert not found.complete
    assert found.format == "JSON Lines"
    publishers = [record.source.key if record.source else "" for record in found.records]
    assert publishers[0] == found.said_by
    assert publishers[1].startswith("source/feed-example-org-feed-xml-")


def test_a_file_of_records_is_complete_only_where_it_says_so() -> None:
    assert document(lines({**HEAD, "complete": True}, {"title": "A"})).complete
    assert document(lines({"complete": True, "name": "All"}, {"title": "A"}), source="mine").complete


def test_without_a_head_the_loader_names_the_publisher() -> None:
    found = document(lines({"title": "A"}), source="My notes")
    assert found.source.key == "source/file-my-notes"
    assert (found.said_by, found.stamp, found.complete) == ("", "", False)


def test_without_a_head_each_record_may_name_its_own() -> None:
    found = document(lines({"title": "A", "source": FEED}))
    assert found.source.link == "https://example.org/feed.xml"
    with pytest.raises(Unreadable, match=r"items\.jsonl, line 2: .*whose.*--source"):
        document(lines({"title": "A", "source": FEED}, {"title": "B"}))


def test_a_record_is_read_as_written() -> None:
    fields = {
        "id": "7",
        "url": "https://example.org/7",
        "title": "A\u0000 title",
        "summary": "שלום, e\u0301",
        "published": "2026-08-18T01:00:00+02:00",
        "updated": "2026-08-19",
        "authors": ["Zoë", "Ada"],
        "categories": ["b", "a", "b"],
        "identifiers": ["arxiv:2406.04093"],
        "genre": "paper",
        "language": "he",
        "links": ["https://example.org/code"],
    }
    record = document(lines(HEAD, fields)).records[0]
    assert (record.id, record.identity, record.place) == ("7", "7", "line 2")
    assert (record.title, record.summary) == ("A title", "שלום, é")
    assert record.published == datetime(2026, 8, 17, 23, tzinfo=UTC)
    assert record.updated == datetime(2026, 8, 19, tzinfo=UTC)
    assert (record.authors, record.categories) == (("Zoë", "Ada"), ("a", "b"))


@pytest.mark.parametrize(
    ("line", "item", "why", "do"),
    [
        (b'{"title": "A"\n', "line 3", "not JSON", "one JSON object on each line"),
        (b'["A"]\n', "line 3", "not a JSON object", "one JSON object on each line"),
        ({"titel": "A"}, "line 3", "it has neither a title nor a text", "Did you mean title?"),
        ({"title": "A", "titel": "A"}, "A", "titel is not known here", "Did you mean title?"),
        ({"id": "9", "title": "A", "genre": "news"}, "9", "genre must be one of 'announcement'", ""),
        ({"title": "A", "authors": "Ada"}, "A", "authors must be a list, not 'Ada'", ""),
        (
            {"title": "A", "identifiers": ["2406.04093"]},
            "A",
            "'2406.04093' is not an identifier",
            "scheme:value",
        ),
        ({"title": 5}, "line 3", "title must be text, not 5", ""),
        ({"title": "A", "source": "x"}, "A", "a record's source must be an object", '{"class"'),
        ({"title": "A", "source": {"class": "feed"}}, "A", "a source needs a link or a name", ""),
        ({"title": "A", "source": {"class": "x", "name": "y"}}, "A", "source.class must be one of", ""),
        ({"title": "A", "identity": "x"}, "A", "identity is set by the reader", "Leave it out"),
        (
            {"id": "9", "url": "https://example.org"},
            "9",
            "it has neither a title nor a text",
            "Give it a title",
        ),
        ({"title": "\u0000 "}, "line 3", "it has neither a title nor a text", "Give it a title"),
        ({}, "line 3", "it has neither a title nor a text", "Give it a title"),
    ],
)
def test_a_bad_line_costs_that_line_alone(line: object, item: str, why: str, do: str) -> None:
    found = document(lines(HEAD, {"title": "Before"}, line, {"title": "After"}))
    trouble = only_trouble(found)
    assert trouble.place == "line 3"
    assert trouble.item == item
    assert why in trouble.why
    assert do in trouble.do
    assert [record.title for record in found.records] == ["Before", "After"]


def test_a_trouble_shows_how_the_line_begins() -> None:
    trouble = only_trouble(document(lines(HEAD, b'{"title": "' + b"x" * 1000 + b"\n")))
    assert trouble.text == '{"title": "' + "x" * 189


def test_troubles_have_names_of_their_own() -> None:
    bad = {"id": "7", "title": 5}
    found = document(lines(HEAD, {"id": "7", "title": "A"}, bad, bad))
    assert [trouble.item for trouble in found.troubles] == ["7 (2)", "7 (3)"]


def test_what_an_item_lacks_is_noted() -> None:
    found = document(
        lines(HEAD, {"title": "A"}, {"body": "B", "url": "https://x.example", "published": "2026-08-18"})
    )
    assert [record.lacks for record in found.records] == [("no link", "no text", "no date"), ("no title",)]


def test_identities_are_of_the_whole_document() -> None:
    posts = [
        {"id": "7", "title": "Later", "published": "2026-08-18"},
        {"id": "7", "title": "First", "published": "2026-08-17"},
        {"url": "http://example.org/a/?utm_source=x"},
        {"id": "7", "title": "Later", "published": "2026-08-18"},
    ]
    given = [{"summary": "Text.", **post} for post in posts]
    found = document(lines(HEAD, *given)).records
    assert [record.identity for record in found][1:] == ["7", "https://example.org/a"]
    assert "Later" in found[0].identity
    again = document(lines(HEAD, *reversed(given))).records
    assert {record.identity for record in again} == {record.identity for record in found}


def test_blank_lines_and_line_ends_do_not_matter() -> None:
    plain = document(lines(HEAD, {"title": "A"}, {"title": "B"}))
    other = document(
        b"\xef\xbb\xbf"
        + lines(HEAD, b"\r\n", {"title": "A"}, b"   \n").replace(b"}\n", b"}\r\n")
        + b'{"title": "B"}'
    )
    assert [record.title for record in other.records] == [record.title for record in plain.records]


def test_lines_of_nothing_readable_are_refused_where_nobody_is_named() -> None:
    with pytest.raises(Unreadable, match=r"items\.jsonl: .*--source"):
        document(b'{"title": \n{"title": \n')
    assert len(document(b'{"title": \n{"title": \n', source="me").troubles) == 2


@pytest.mark.parametrize("head", [{"source": ""}, {"name": "x"}])
def test_a_head_without_a_source_needs_the_loader(head: object) -> None:
    with pytest.raises(Unreadable, match="whose word"):
        document(lines(head, {"title": "A"}))
    assert document(lines(head, {"title": "A"}), source="me").said_by == "source/list-me"


class Long(io.RawIOBase):
    """A file with one line of `size` bytes between two short ones, made while it is read."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.parts = [lines(HEAD, {"title": "Before"}) + b'{"title": "', b'"}\n' + lines({"title": "After"})]
        self.left = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if len(self.parts) == 2:
            return self.parts.pop(0)
        if self.left:
            size = min(size if size > 0 else 1 << 16, self.left)
            self.left -= size
            return b"x" * size
        return self.parts.pop() if self.parts else b""

    def readinto(self, buffer: object, /) -> int:
        raise NotImplementedError  # readers ask for bytes


def test_a_line_of_200_mb_costs_neither_memory_nor_the_other_lines() -> None:
    tracemalloc.start()
    try:
        found = read_stream(Long(200_000_000), name="items.jsonl")  # type: ignore[arg-type]  # as much of a file as is used
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(found, Document)
    assert [record.title for record in found.records] == ["Before", "After"]
    trouble = only_trouble(found)
    assert trouble.place == "line 3"
    assert "longer than 1,000,000 bytes" in trouble.why
    assert trouble.text == '{"title": "' + "x" * 189
    assert peak < 16_000_000


@pytest.mark.parametrize(("length", "taken"), [(1_000_000, True), (1_000_001, False)])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_the_longest_line(length: int, taken: bool, end: bytes) -> None:
    line = b'{"title": "' + b"x" * (length - 13) + b'"}'
    found = document(lines(HEAD, line + end))
    assert bool(found.records) is taken
    assert bool(found.troubles) is not taken


def test_gzip_is_unpacked_and_its_damage_told() -> None:
    titles = [f"{number} {number * 7919 % 10007}" for number in range(5000)]
    packed = gzip.compress(lines(HEAD, *({"title": title} for title in titles)))
    assert len(document(packed).records) == 5000
    found = document(packed[: len(packed) // 2])
    assert 0 < len(found.records) < 5000
    assert found.troubles


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["title", "id", "url", "published", "source", "authors", "genre"]),
            st.recursive(
                st.none() | st.text(max_size=6) | st.integers() | st.floats(),
                lambda inner: (
                    st.lists(inner, max_size=2)
                    | st.dictionaries(st.sampled_from(["class", "link", "name"]), inner, max_size=2)
                ),
                max_leaves=4,
            ),
            max_size=4,
        ),
        max_size=5,
    )
)
def test_no_object_breaks_the_reader(objects: list[object]) -> None:
    data = lines(HEAD, *objects)
    found = read(data, name="items.jsonl")
    assert isinstance(found, Document)
    assert found == read(data, name="items.jsonl") == read_stream(io.BytesIO(data), name="items.jsonl")
    assert len(found.records) + len(found.troubles) <= len(objects)
    assert len(
        {record.identity for record in found.records if record.source and record.source.name == "mine"}
    ) <= len(found.records)


def told(data: bytes, name: str, source: str) -> object:
    """What was read, or what was wrong, where, and what to do."""
    try:
        return read(data, name=name, source=source)
    except Unreadable as refused:
        return refused.args


@given(
    st.binary(max_size=200),
    st.sampled_from(["a.jsonl", "a.toml", "a.md", "a.json", "a"]),
    st.sampled_from(["", "me"]),
)
def test_no_bytes_break_the_readers(data: bytes, name: str, source: str) -> None:
    found = told(data, name, source)
    assert found == told(data, name, source)
    if isinstance(found, tuple):
        what, where, do = found
        assert what
        assert where.startswith(name)
        assert do


@pytest.mark.parametrize("date", ["0000-01-01", "0001-01-01T00:00:00+05:00", "yesterday", [], {"on": 1}])
@pytest.mark.parametrize("name", ["published", "updated"])
def test_an_item_is_taken_without_a_date_that_is_none(name: str, date: object) -> None:
    found = document(lines(HEAD, {"title": "A", name: date}))
    (record,) = found.records
    assert not found.troubles
    assert getattr(record, name) is None
    assert any(lack.startswith(f"{name} not understood") for lack in record.lacks)
