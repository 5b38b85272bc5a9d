"""Values clean and compare themselves; nodes and edges give back what they were made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schema.edges.making import EvaluatedOn
from schema.edges.news import Mentions
from schema.kinds.alias import Alias
from schema.kinds.entity import Model, Organization, Person
from schema.kinds.event import Event, event_at
from schema.kinds.source import Source
from schema.values import clean, iso, naming, partial_day, to_utc

NOON = datetime(2026, 8, 18, 12, tzinfo=UTC)


ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-7))])
EARLIEST = datetime(2, 1, 1)  # noqa: DTZ001  hypothesis adds the zone itself


@given(st.datetimes(timezones=ZONES, min_value=EARLIEST))
def test_instants_are_utc_and_their_text_orders_as_they_do(moment: datetime) -> None:
    kept = to_utc(moment)
    assert kept.tzinfo is UTC
    assert kept.microsecond == 0
    assert datetime.fromisoformat(iso(kept)) == kept
    assert len(iso(kept)) == 20


@pytest.mark.parametrize("value", ["2024", "2024-06", "2024-06-20", ""])
def test_days_may_be_partial(value: str) -> None:
    assert partial_day(value) == value
    assert Model.named("X", released=value).released == value


@pytest.mark.parametrize("value", ["24", "2024-13", "2024-06-32", "June 2024"])
def test_what_is_no_day_says_how_days_are_written(value: str) -> None:
    with pytest.raises(Exception, match="Write 2024, 2024-06 or 2024-06-20"):
        Model.named("X", released=value)


def test_text_is_composed_and_free_of_control_characters() -> None:
    assert clean("e\u0301\x00\x1b[0m\ud800") == "é[0m"
    assert Alias.of("e\u0301", "fr") == Alias.of("é", "fr")


def test_content_leaves_out_what_is_absent_or_derived() -> None:
    model = Model.named("GPT-4", released="2023-03-14", open_weights=False)
    assert model.content() == {
        "name": "GPT-4",
        "birth_name": "GPT-4",
        "released": "2023-03-14",
        "open_weights": False,
    }
    assert Model.model_validate({"key": model.key, **model.content()}) == model


def test_lists_of_texts_are_sorted_and_unique_but_sequences_are_kept() -> None:
    org = Organization.named("X", identifiers=("wikidata:Q2", "ror:abc", "wikidata:Q2"))
    assert org.identifiers == ("ror:abc", "wikidata:Q2")
    assert naming(org.identifiers) == {"ror": {"abc"}, "wikidata": {"Q2"}}
    event = Event(key="event/a", byline=("Zoe", "Adam"), categories=("b", "a"))
    assert (event.byline, event.categories) == (("Zoe", "Adam"), ("a", "b"))


def test_unknown_properties_are_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Organization.named("X", colour="red")


def test_an_edge_with_a_slot_is_told_apart_by_it() -> None:
    ends = {"src": "model/a-1", "dst": "benchmark/b-1"}
    first = EvaluatedOn(**ends, metric="accuracy", score=1.0, date="2024")
    again = EvaluatedOn(**ends, metric="accuracy", score=2.0, date="2024")
    other = EvaluatedOn(**ends, metric="f1", score=1.0, date="2024")
    assert first.ref == again.ref != other.ref
    assert Mentions(src="event/a", dst="model/a-1").slot == ""


@pytest.mark.parametrize(
    ("asserters", "retired", "status"),
    [
        (["source/list-x"], None, "active"),
        (["source/person-ada", "source/feed-x"], None, "active"),
        (["source/list-x"], True, "retired"),
        (["source/feed-x"], None, "listed"),
        (["source/listing-x", "source/rule-y"], None, "listed"),
        (["source/rule-y"], None, "candidate"),
    ],
)
def test_status_follows_from_who_speaks(asserters: list[str], retired: bool | None, status: str) -> None:
    props = Person.completed("person/ada-1", {"retired": retired}, asserters)
    assert props["status"] == status
    assert props["slug"] == "ada-1"


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (NOON - timedelta(days=3), NOON - timedelta(days=3)),
        (NOON + timedelta(hours=23), NOON + timedelta(hours=23)),
        (NOON + timedelta(days=2), NOON),
        (datetime(1, 1, 1, tzinfo=UTC), NOON),
        (None, NOON),
    ],
)
def test_an_event_is_at_its_publication_where_that_is_plausible(
    published: datetime | None, expected: datetime
) -> None:
    assert event_at(published, NOON) == expected


def test_sources_can_say_how_they_may_be_republished() -> None:
    assert Source(key="source/feed-x", republish="summary").republish == "summary"
    with pytest.raises(ValidationError):
        Source.model_validate({"key": "source/feed-x", "republish": "nothing"})
