"""Settling: mentions follow names and judgements, as if all had been there from the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.relink import EVENT, SPACE
from graph.sqlite import SqliteStore
from graph.store import Reader
from loaders.check import from_scratch
from loaders.desk import Editor
from loaders.intake import take_document
from loaders.known import Known, Names
from loaders.rules import LINK
from loaders.settle import settle
from loaders.work import Work
from schema.canonical import Json
from schema.changeset import Changeset
from schema.declare import EdgeRef
from schema.errors import NotFound, Refused
from schema.keys import event_key
from tests.loaders.almanacs import (
    ANN,
    FEED,
    almanac,
    clock,
    document,
    entity,
    load_items,
    mentions,
    record,
    say_names,
    settled,
    unsay_names,
)

ITEMS = (
    record("OpenAI ships GPT-4"),
    record("Open AI again", "OpenAI grows. It hires."),
    record("Quiet day"),
)
NAMES = ("Organization OpenAI", "Model GPT-4")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with almanac(tmp_path) as opened:
        yield opened


def test_names_after_items_give_the_same_graph_as_before(store: SqliteStore, tmp_path: Path) -> None:
    load_items(store, *ITEMS)
    settle(store, clock)
    assert mentions(store) == set()
    say_names(store, *NAMES)
    assert settle(store, clock) == 2, "only the events that hold one of the names"
    assert mentions(store) == {
        ("OpenAI ships GPT-4", "OpenAI"),
        ("OpenAI ships GPT-4", "GPT-4"),
        ("Open AI again", "OpenAI"),
    }
    with almanac(tmp_path, "other.db") as other:
        say_names(other, *NAMES)
        settle(other, clock)
        load_items(other, *ITEMS)
        assert settle(other, clock) == 0, "linked at once"
        assert settled(other) == settled(store)
    assert from_scratch(store, clock) == []


def test_a_settled_almanac_stays_as_it_is(store: SqliteStore) -> None:
    say_names(store, *NAMES)
    load_items(store, *ITEMS)
    settled(store)
    revision = store.revision()
    assert settle(store, clock) == 0
    assert store.revision() == revision


def test_events_that_still_say_the_same_make_no_revision(store: SqliteStore) -> None:
    say_names(store, *NAMES)
    load_items(store, *ITEMS)
    settled(store)
    revision = store.revision()
    with store.reader() as reader:
        events = [event.key for event in reader.scan_nodes({"Event"})]
    waiting: dict[tuple[str, str], Json] = {(SPACE, EVENT + key): {"revision": 0} for key in events}
    store.apply(Changeset(LINK, "again", clock(), notes=waiting))
    assert settle(store, clock) == len(ITEMS)
    assert store.revision() == revision


def test_names_are_read_again_only_where_one_changed(store: SqliteStore) -> None:
    names = Names()
    say_names(store, *NAMES)
    settle(store, clock, names)
    with store.reader() as reader:
        before = names.seen(reader).linker
    load_items(store, *ITEMS)
    settle(store, clock, names)
    with store.reader() as reader:
        assert names.seen(reader).linker is before
    say_names(store, "Person Ann Other")
    with store.reader() as reader:
        assert names.seen(reader).linker is not before


def test_names_withdrawn_take_their_mentions_along(store: SqliteStore) -> None:
    load_items(store, *ITEMS)
    without = settled(store)
    say_names(store, *NAMES)
    settle(store, clock)
    unsay_names(store, *NAMES)
    assert settled(store) == without
    assert from_scratch(store, clock) == []


def test_names_withdrawn_while_another_links_with_them(store: SqliteStore) -> None:
    say_names(store, *NAMES)
    settle(store, clock)
    with store.reader() as reader:
        stale = Known.of(reader)
    unsay_names(store, *NAMES)
    settle(store, clock)
    work = Work(store, ANN, clock, names=Stale(stale))
    take_document(work, document(*ITEMS), "feed.xml")
    assert settle(store, clock) == len(ITEMS)
    assert mentions(store) == set()
    assert from_scratch(store, clock) == []


class Stale(Names):
    """Gives the names that it was given, as another process sees them that was a moment slower."""

    def seen(self, reader: Reader) -> Known:
        assert self.known is not None
        return self.known


def test_text_that_changes_is_linked_anew(store: SqliteStore) -> None:
    say_names(store, *NAMES)
    load_items(store, record("Old OpenAI news", id="1"), stamp="2026-01-01")
    settle(store, clock)
    load_items(store, record("New GPT-4 news", id="1"), stamp="2026-01-02")
    settle(store, clock)
    assert mentions(store) == {("New GPT-4 news", "GPT-4")}
    load_items(store, record("Old OpenAI news", id="1"), stamp="2026-01-01")
    settle(store, clock)
    assert mentions(store) == {("New GPT-4 news", "GPT-4")}
    assert from_scratch(store, clock) == []


def test_a_body_that_changes_alone_is_linked_anew(store: SqliteStore) -> None:
    say_names(store, *NAMES)
    text = "One. Two. Three. Four. "
    load_items(store, record("News", id="1", body=text + "OpenAI."), stamp="2026-01-01")
    load_items(store, record("News", id="1", body=text + "GPT-4."), stamp="2026-01-02")
    settle(store, clock)
    assert mentions(store) == {("News", "GPT-4")}
    assert from_scratch(store, clock) == []


def test_denied_forms_are_linked_again_once_that_is_withdrawn(store: SqliteStore) -> None:
    editor = Editor(store, ANN, clock)
    say_names(store, *NAMES)
    load_items(store, *ITEMS)
    before = settled(store)
    editor.deny_form("openai", "too broad")
    assert mentions(store) == {("OpenAI ships GPT-4", "GPT-4")}
    assert from_scratch(store, clock) == []
    (judged,) = editor.judgements()
    editor.withdraw(judged.id[:6])
    assert settled(store) == before


def test_merging_and_splitting_restores_what_was_there(store: SqliteStore) -> None:
    editor = Editor(store, ANN, clock)
    names = ("Organization OpenAI", "Product Open AI")
    say_names(store, *names)
    load_items(store, *ITEMS)
    before = settled(store)
    loser, survivor = (entity(name).key for name in reversed(names))
    editor.merge(loser, survivor, "one company")
    assert ("Open AI again", "OpenAI") in mentions(store)
    assert not any(name == "Open AI" for _, name in mentions(store))
    assert from_scratch(store, clock) == []
    editor.split(loser, survivor, "no, two")
    assert from_scratch(store, clock) == []
    (different,) = editor.judgements()
    editor.withdraw(different.id)
    assert settled(store) == before


def test_what_comes_while_merged_is_kept_apart_after_splitting(store: SqliteStore, tmp_path: Path) -> None:
    editor = Editor(store, ANN, clock)
    names = ("Organization OpenAI", "Product Open AI")
    say_names(store, *names)
    loser, survivor = (entity(name).key for name in reversed(names))
    editor.merge(loser, survivor, "one")
    load_items(store, *ITEMS)
    settle(store, clock)
    editor.withdraw(editor.judgements()[0].id)
    with almanac(tmp_path, "other.db") as other:
        say_names(other, *names)
        load_items(other, *ITEMS)
        assert settled(other) == settled(store)


def test_a_denied_mention_stays_denied_through_relinking(store: SqliteStore) -> None:
    editor = Editor(store, ANN, clock)
    say_names(store, *NAMES)
    load_items(store, *ITEMS)
    settle(store, clock)
    event = event_key(FEED.key, "OpenAI ships GPT-4")
    openai = entity(NAMES[0]).key
    editor.deny_edge(EdgeRef("MENTIONS", event, openai), "another OpenAI")
    gone = {("OpenAI ships GPT-4", "OpenAI")}
    assert not mentions(store) & gone
    say_names(store, "Organization OpenAI = Open AI")
    settle(store, clock)
    assert not mentions(store) & gone
    assert ("Open AI again", "OpenAI") in mentions(store)
    unsay_names(store, "Organization OpenAI = Open AI")
    settle(store, clock)
    assert from_scratch(store, clock) == []


def test_an_event_whose_only_statement_is_denied_loses_its_mentions(store: SqliteStore) -> None:
    editor = Editor(store, ANN, clock)
    say_names(store, *NAMES)
    load_items(store, *ITEMS)
    before = settled(store)
    event = event_key(FEED.key, "OpenAI ships GPT-4")
    editor.deny_assertion(event, FEED.key, "spam")
    assert mentions(store) == {("Open AI again", "OpenAI")}
    assert from_scratch(store, clock) == []
    editor.withdraw(editor.judgements()[0].id)
    assert settled(store) == before


def test_ambiguous_forms_become_notes_for_review_and_go_once_decided(store: SqliteStore) -> None:
    say_names(store, "Model Gemini", "Product Gemini")
    load_items(store, record("Gemini grows"))
    settle(store, clock)
    event = event_key(FEED.key, "Gemini grows")
    with store.reader() as reader:
        note = reader.notes("review")[event]
    keys = [entity("Model Gemini").key, entity("Product Gemini").key]
    assert note == {"suggestions": [{"form": "Gemini", "candidates": keys}]}
    unsay_names(store, "Product Gemini")
    say_names(store, "Model Gemini")
    settle(store, clock)
    with store.reader() as reader:
        assert reader.notes("review") == {}
    assert mentions(store) == {("Gemini grows", "Gemini")}


def test_refusals_change_nothing(store: SqliteStore) -> None:
    editor = Editor(store, ANN, clock)
    say_names(store, *NAMES)
    before = settled(store)
    openai, gpt = (entity(name).key for name in NAMES)
    with pytest.raises(NotFound):
        editor.merge("organization/nobody-12345678", openai, "?")
    with pytest.raises(NotFound):
        editor.withdraw("")
    with pytest.raises(NotFound):
        editor.deny_assertion(openai, FEED.key, "?")
    editor.merge(openai, gpt, "one")
    with pytest.raises(Refused):
        editor.merge(gpt, openai, "the other way round")
    editor.withdraw(editor.judgements()[0].id)
    assert settled(store) == before
