"""The revision log, and what a reader sees while others write."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

from hypothesis import given

from graph.digest import digest
from graph.fold import bare, statement
from graph.store import Reader, Store
from schema.canonical import canonical
from schema.changeset import Change, Changeset, Said
from schema.declare import EdgeRef, Ref
from schema.errors import Refused
from schema.judgement import Same
from schema.keys import Key
from schema.kinds.entity import Technique
from schema.ontology import edge_type, kind_of
from tests.contract.stores import NewStore
from tests.contract.test_apply import BLANK, EVENT, SAE, START, STEERING, judging
from tests.contract.worlds import KEYS, LIST, NOON, histories

Told: TypeAlias = "dict[tuple[Ref, Key], tuple[bool, str]]"


def _told(store: Store, refs: set[Ref]) -> Told:
    """What is said of these subjects, without stamps and observations."""
    with store.reader() as reader:
        return {
            (ref, said.by): (said.complete, bare(type(said.what), statement(said)))
            for ref, every in reader.said(refs).items()
            for said in every
        }


def _undone(told: Told, change: Change) -> Told:
    """The state before a change, by its before-images."""
    before = dict(told)
    for image in change.before:
        if image.props is None:
            del before[image.ref, image.by]
            continue
        kind = edge_type(image.ref.type) if isinstance(image.ref, EdgeRef) else kind_of(image.ref)
        content = {name: value for name, value in image.props.items() if name not in kind.observations()}
        before[image.ref, image.by] = (image.complete, canonical(content))
    return before


@given(history=histories())
def test_before_images_restore_every_former_state(new_store: NewStore, history: list[Changeset]) -> None:
    """Undoing the log from its end gives each state again, judgements too, back to the empty almanac."""
    refs: set[Ref] = {said.what.ref for change in history for said in change.nodes}
    refs |= {said.what.ref for change in history for said in change.edges}
    with new_store() as store:
        states: list[tuple[Told, set[str]]] = [({}, set())]
        for change in history:
            with suppress(Refused):
                if store.apply(change).effective:
                    with store.reader() as reader:
                        states.append((_told(store, refs), {kept.id for kept in reader.judgements()}))
        changes = list(store.changes(0))
        assert [change.revision for change in changes] == list(range(1, len(states)))
        assert all(change.at == NOON for change in changes)
        told, judged = states.pop()
        for logged in reversed(changes):
            told = _undone(told, logged)
            ids = {str(one["id"]) for one in logged.judged}, {str(one["id"]) for one in logged.unjudged}
            judged = (judged - ids[0]) | ids[1]
            former_told, former_judged = states.pop()
            assert told == former_told
            assert judged >= former_judged  # one replaced by another reason is in both


@given(history=histories())
def test_whatever_reads_otherwise_was_touched(new_store: NewStore, history: list[Changeset]) -> None:
    """A node that reads otherwise after a revision, or one merged with it, is among what the revision touched."""
    with new_store() as store:
        before = _read(store)
        for change in history:
            try:
                applied = store.apply(change)
            except Refused:
                continue
            after = _read(store)
            if not applied.effective:
                assert after == before
                continue
            (logged,) = store.changes(applied.revision - 1)
            clusters = {before[key][0] for key in logged.touched if key in before and isinstance(key, str)}
            clusters |= {after[key][0] for key in logged.touched if key in after and isinstance(key, str)}
            for key in KEYS:
                if before.get(key) != after.get(key):
                    assert {state[key][0] for state in (before, after) if key in state} & clusters
            before = after


def _read(store: Store) -> dict[Key, tuple[Key, object]]:
    with store.reader() as reader:
        nodes = reader.nodes(KEYS)
        return {key: (survivor, nodes[key]) for key, survivor in reader.resolve(KEYS).items()}


def test_changes_begin_after_the_revision_asked(store: Store) -> None:
    """In order, none twice; each tells who and why."""
    store.apply(START)
    store.apply(judging(Same(SAE.key, STEERING.key)))
    store.apply(replace(BLANK, reason="one more", nodes=(Said(Technique.named("New"), LIST),)))
    assert [change.revision for change in store.changes(1)] == [2, 3]
    assert list(store.changes(3)) == []
    merge, more = store.changes(1)
    assert {SAE.key, STEERING.key} <= set(merge.touched)
    assert merge.judged[0]["kind"] == "same"
    assert (more.reason, more.touched) == ("one more", (Technique.named("New").key,))


def _all(reader: Reader) -> object:
    return (
        reader.revision,
        digest(reader),
        reader.counts(),
        reader.nodes([SAE.key, EVENT.key]),
        reader.search(["steering"]),
        reader.notes("relink"),
        reader.judgements(),
    )


def test_a_snapshot_does_not_move(store: Store) -> None:
    """A reader that is exact sees one revision, whatever is written meanwhile; another one never less than its own."""
    store.apply(START)
    with store.reader() as reader:
        before = _all(reader)
        scanned = reader.scan_nodes()
        first = next(scanned)
        store.apply(judging(Same(SAE.key, STEERING.key)))
        store.apply(replace(BLANK, unsaid=((EVENT.key, START.nodes[-1].by),)))
        if reader.exact:
            assert _all(reader) == before
            assert len([first, *scanned]) == 5
        else:
            assert reader.revision == 1
            assert {SAE.key: STEERING.key}.items() <= reader.resolve([SAE.key]).items()
    with store.reader() as reader:
        assert _all(reader) != before
        assert reader.revision == 3
