"""A follower over a real store: after every changeset its views say what the store says, for all who ask at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Signal
from threading import Thread

import pytest
from hypothesis import given, settings

from graph.names import NameIndex
from graph.projection import open_projection, verify
from graph.projection.build import from_reader
from graph.projection.compare import against_store, differences
from graph.sqlite import SqliteStore, open_store
from graph.traverse.projected import Projected
from graph.view import View
from schema.changeset import Changeset, Said
from schema.edges.naming import AliasOf
from schema.edges.news import Mentions
from schema.errors import Refused
from schema.judgement import DenyForm, Judgement, Same
from schema.keys import event_key
from schema.kinds.alias import Alias
from schema.kinds.entity import Person, Technique
from schema.kinds.event import Event
from tests.contract.worlds import ANN, FEED, LIST, NOON, histories
from tests.graph.projection.world import START

SAE, STEERING = Technique.named("Sparse autoencoder"), Technique.named("Steering")
ALIAS = Alias.of("SAE")


@contextmanager
def _opened(folder: Path) -> Iterator[SqliteStore]:
    store = open_store(folder / "almanac.db", clock=lambda: NOON)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store that knows two techniques and a name."""
    with _opened(tmp_path) as opened:
        opened.apply(
            Changeset(
                LIST,
                "begin",
                NOON,
                nodes=(Said(SAE, LIST), Said(STEERING, LIST), Said(ALIAS, LIST)),
                edges=(Said(AliasOf(src=ALIAS.key, dst=SAE.key, alias_kind="acronym", case="exact"), LIST),),
            )
        )
        yield opened


def _told(number: int, *entities: str) -> Changeset:
    """An event that mentions entities."""
    event = Event(key=event_key(FEED, str(number)), title=f"Event {number}", published=START, observed=NOON)
    mentions = tuple(Said(Mentions(src=event.key, dst=key, surface="x"), FEED) for key in entities)
    return Changeset(FEED, "load", NOON, nodes=(Said(event, FEED),), edges=mentions)


def _agrees(view: View) -> None:
    """The view says what a projection and names built from its reader say."""
    assert isinstance(view.traversals, Projected)
    assert isinstance(view.names, NameIndex)
    assert differences(view.traversals.state, from_reader(view.reader)) == []
    assert list(against_store(view.traversals.state, view.reader)) == []
    assert view.traversals.revision == view.reader.revision == view.names.revision
    built = NameIndex.of(view.reader)
    assert (dict(view.names.entries()), view.names.denied) == (dict(built.entries()), built.denied)


@settings(max_examples=max(20, settings().max_examples // 2))
@given(history=histories())
def test_views_say_what_the_store_says_after_any_history(
    tmp_path_factory: pytest.TempPathFactory, history: list[Changeset]
) -> None:
    with _opened(tmp_path_factory.mktemp("followed")) as store:
        projection = open_projection(store)
        for change in history:
            try:
                store.apply(change)
            except Refused:
                continue
            with projection.view() as view:
                _agrees(view)
        assert verify(store) == []
        with open_projection(store).view() as view:
            _agrees(view)


def test_what_was_applied_is_seen_at_once_and_open_views_stay(store: SqliteStore) -> None:
    projection = open_projection(store)
    store.apply(_told(1, SAE.key, STEERING.key))
    with projection.view() as before:
        assert before.traversals.cooccurring(SAE.key).rows[0].key == STEERING.key
        store.apply(_told(2, SAE.key, STEERING.key))
        with projection.view() as after:
            assert [view.traversals.presence([SAE.key])[0].count for view in (before, after)] == [1, 2]
            assert after.traversals.newest == START
        assert before.traversals.revision == before.reader.revision


def test_a_view_without_changes_reads_next_to_nothing(store: SqliteStore) -> None:
    projection = open_projection(store)
    with projection.view() as first:
        pass
    calls = store.calls
    with projection.view() as second:
        assert second.traversals == first.traversals
    assert store.calls - calls <= 2


def test_names_follow_new_persons_merges_and_denied_forms(store: SqliteStore) -> None:
    projection = open_projection(store)
    ada = Person.named("Ada Lovelace")
    store.apply(Changeset(FEED, "listed", NOON, nodes=(Said(ada, FEED),)))
    with projection.view() as view:
        assert [hit.key for hit in view.names.find("ada lovelace")] == [ada.key]
    store.apply(Changeset(ANN, "same", NOON, judge=(Judgement(Same(SAE.key, STEERING.key), ANN, "", NOON),)))
    with projection.view() as view:
        assert [hit.key for hit in view.names.find("sae")] == [STEERING.key]
        assert view.traversals.presence([SAE.key]) == view.traversals.presence([STEERING.key])
    store.apply(Changeset(ANN, "deny", NOON, judge=(Judgement(DenyForm("SAE"), ANN, "", NOON),)))
    with projection.view() as view:
        assert isinstance(view.names, NameIndex)
        assert list(view.names.forms()) == []
        _agrees(view)


def test_equal_names_are_ordered_by_events(store: SqliteStore) -> None:
    others = [Technique.named("Probe", word) for word in ("a", "b", "c")]
    store.apply(Changeset(LIST, "more", NOON, nodes=tuple(Said(other, LIST) for other in others)))
    most = max(others, key=lambda other: other.key)
    store.apply(_told(1, most.key))
    with open_projection(store).view() as view:
        assert view.names.find("probe")[0].key == most.key


def test_a_forgotten_log_is_built_anew(store: SqliteStore) -> None:
    projection = open_projection(store)
    store.apply(_told(1, SAE.key))
    store.forget(store.revision())
    with projection.view() as view:
        assert view.traversals.presence([SAE.key])[0].count == 1
        _agrees(view)
    assert verify(store) == []


def test_a_long_tail_becomes_part_of_the_base(store: SqliteStore) -> None:
    projection = open_projection(store)
    sizes = []
    for start in range(0, 1500, 500):
        several = [_told(number, SAE.key, STEERING.key) for number in range(start, start + 500)]
        nodes = tuple(said for one in several for said in one.nodes)
        edges = tuple(said for one in several for said in one.edges)
        store.apply(Changeset(FEED, "load", NOON, nodes=nodes, edges=edges))
        with projection.view() as view:
            assert isinstance(view.traversals, Projected)
            sizes.append([len(part.block) for part in view.traversals.state.parts])
            assert view.traversals.cooccurring(SAE.key).rows[0].count == start + 500
    assert sizes == [[0, 500], [0, 1000], [1500, 0]]


def test_another_connection_is_followed(store: SqliteStore) -> None:
    other = open_store(store.path, clock=lambda: NOON)
    try:
        projection = open_projection(other)
        store.apply(_told(1, SAE.key))
        with projection.view() as view:
            assert view.traversals.presence([SAE.key])[0].count == 1
    finally:
        other.close()


def test_views_of_many_threads_are_whole_while_one_writes(store: SqliteStore) -> None:
    """Every event mentions both, so a view that saw half a revision would count them differently."""
    projection = open_projection(store)
    done, wrong = Signal(), list[str]()

    def look() -> None:
        last = 0
        while not done.is_set():
            with projection.view() as view:
                one, other = (found.count for found in view.traversals.presence([SAE.key, STEERING.key]))
                counted = view.reader.counts().get("Event", 0)
                if not one == other == counted >= last or view.reader.revision != view.traversals.revision:
                    wrong.append(f"{one} {other} {counted} {last}")
                last = one

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(60):
            store.apply(_told(number, SAE.key, STEERING.key))
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    with projection.view() as view:
        assert view.traversals.presence([SAE.key])[0].count == 60


def test_verify_tells_what_is_wrong(store: SqliteStore) -> None:
    store.apply(_told(1, SAE.key))
    with store.reader() as reader:
        state = from_reader(reader)
        store.apply(_told(2, SAE.key))
    with store.reader() as reader:
        assert list(against_store(state, reader)) == [
            "Event: the projection has 1, the store 2",
            "MENTIONS: the projection has 1, the store 2",
        ]
        assert differences(state, from_reader(reader))[0].startswith("event event/")
