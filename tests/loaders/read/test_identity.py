"""Identities over a whole document: unique, independent of order, and none lost."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from loaders.read.identity import Dated, identified
from schema.record import Record, SourceInfo
from tests.loaders.read.feeds import document, rss


def dated(text: str = "", **fields: object) -> Dated:
    """A record with its date as given."""
    return Dated(Record.model_validate(fields), text)


def day(number: int) -> datetime:
    return datetime(2026, 8, number, tzinfo=UTC)


def identities(*given_records: Dated) -> list[str]:
    return [record.identity for record in identified(given_records)]


def test_id_then_link_then_title_and_date_then_text() -> None:
    assert identities(
        dated(id="7", url="https://x.org/a", title="T"),
        dated(url="http://X.org/b/?utm_source=feed", title="T"),
        dated("22 Aug 2026", title="T"),
        dated(summary="only a text"),
    ) == ["7", "https://x.org/b", "T\n22 Aug 2026", "only a text"]


def test_of_those_that_share_an_id_the_earliest_keeps_it() -> None:
    late = dated("late", id="7", title="late", published=day(20))
    early = dated("early", id="7", title="early", published=day(10))
    undated = dated(id="7", title="undated")
    assert identities(late, undated, early) == ["7\nlate\nlate", "7\nundated\n", "7"]


def test_exact_repeats_are_one() -> None:
    once = dated(id="7", title="T", place="item 1")
    again = dated(id="7", title="T", place="item 2")
    assert [record.place for record in identified([once, again])] == ["item 1"]


def test_what_differs_in_its_text_alone_is_kept() -> None:
    found = identities(*(dated(id="7", title="T", summary=text) for text in ("a", "b", "c")))
    assert len(set(found)) == 3
    assert "7" in found


def test_sources_do_not_share_identities() -> None:
    first, second = (SourceInfo(kind="feed", name=name) for name in ("one", "two"))
    assert identities(dated(id="7", title="a", source=first), dated(id="7", title="b", source=second)) == [
        "7",
        "7",
    ]


def test_a_longer_identity_that_is_another_item_s_own() -> None:
    found = identities(
        dated(id="7", title="first", published=day(1)),
        dated(id="7", title="T", published=day(2)),
        dated(id="7\nT\n", title="third"),
    )
    assert len(set(found)) == 3
    assert found[2] == "7\nT\n"


def test_repeated_ids_of_a_feed() -> None:
    feed = rss(
        "one",
        "two",
        more="<guid isPermaLink='false'>7</guid><pubDate>Sat, 22 Aug 2026 17:05:18 GMT</pubDate>",
    )
    found = document(feed).records
    assert len(found) == 2
    assert sorted(record.identity for record in found)[0] == "7"
    assert len({record.identity for record in found}) == 2


_texts = st.sampled_from(["", "a", "b", "a\nb\n"])
_records = st.builds(
    lambda id, url, title, summary, published: dated(
        "" if published is None else str(published),
        id=id,
        url=url,
        title=title,
        summary=summary,
        published=published,
    ),
    id=_texts,
    url=st.sampled_from(["", "a", "https://x.org/a"]),
    title=_texts,
    summary=_texts,
    published=st.sampled_from([None, day(1), day(2)]),
)


@given(st.lists(_records, max_size=12), st.randoms())
def test_unique_and_the_same_in_any_order(records: list[Dated], random: object) -> None:
    found = identified(records)
    assert len({record.identity for record in found}) == len(found)
    shuffled = list(records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own Random
    assert {record.model_dump_json() for record in found} == {
        record.model_dump_json() for record in identified(shuffled)
    }
    assert {record.model_dump_json(exclude={"identity"}) for record in found} == {
        each.record.model_dump_json(exclude={"identity"}) for each in records
    }
