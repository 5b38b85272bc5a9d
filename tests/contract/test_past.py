"""A node's history and what differs between revisions, held against the whole log and against states read at the time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.fold import best_first, fold_props, statement
from graph.neo4j.store import Neo4jStore
from graph.past import between, history
from graph.sqlite import SqliteStore
from graph.store import Reader, Store
from schema.canonical import canonical
from schema.changeset import Change, Changeset
from schema.declare import EdgeRef, Ref
from schema.errors import BadRequest, Forgotten, Refused
from schema.judgement import DenyEdge, Same
from schema.keys import Key
from schema.ontology import edge_type, kind_of
from tests.contract.stores import NOW, NewStore
from tests.contract.test_apply import EVENT, MENTION, SAE, START, STEERING, judging
from tests.contract.worlds import KEYS, LINK, LIST, histories


def _apply(store: Store, steps: list[Changeset]) -> None:
    for change in steps:
        with suppress(Refused):
            store.apply(change)


def _concerns(ref: Ref, keys: set[Key]) -> bool:
    return bool({ref.src, ref.dst} & keys) if isinstance(ref, EdgeRef) else ref in keys


def _decides(judgement: Any, keys: set[Key]) -> bool:
    parts = [
        value for name, value in judgement.items() if name not in ("kind", "id", "actor", "reason", "at")
    ]
    return bool({part for value in parts for part in (value if isinstance(value, list) else [value])} & keys)


def _cut(change: Change, keys: set[Key]) -> Change:
    """What of a revision concerns these nodes, by looking at all of it."""
    return replace(
        change,
        touched=tuple(ref for ref in change.touched if _concerns(ref, keys)),
        before=tuple(image for image in change.before if _concerns(image.ref, keys)),
        judged=tuple(one for one in change.judged if _decides(one, keys)),
        unjudged=tuple(one for one in change.unjudged if _decides(one, keys)),
    )


@given(steps=histories(), keys=st.sets(st.sampled_from(KEYS), min_size=1, max_size=3))
def test_history_is_what_the_log_has_of_a_node(
    new_store: NewStore, steps: list[Changeset], keys: set[Key]
) -> None:
    with new_store() as store, store.reader() as empty:
        assert list(empty.history(keys)) == []
        _apply(store, steps)
        with store.reader() as reader:
            cut = [_cut(change, keys) for change in reader.changes(0)]
            expected = [one for one in cut if one.touched or one.before or one.judged or one.unjudged]
            assert [_compared(one) for one in reader.history(keys)] == [
                _compared(one) for one in reversed(expected)
            ]


def _compared(change: Change) -> tuple[Any, ...]:
    images = sorted((str(i.ref), i.by, i.stamp, i.complete, canonical(i.props)) for i in change.before)
    refs = sorted(map(str, change.touched))
    return (
        change.revision,
        change.at,
        change.actor,
        change.reason,
        refs,
        images,
        change.judged,
        change.unjudged,
    )


@given(steps=histories())
def test_each_step_of_a_history_goes_on_from_the_one_before(
    new_store: NewStore, steps: list[Changeset]
) -> None:
    """Read from its end, what each statement became is what the next step found, and the last is what is said now."""
    with new_store() as store:
        _apply(store, steps)
        with store.reader() as reader:
            for key in KEYS[:4]:
                now: dict[tuple[Ref, Key], Any] = {}
                for entry in reversed(list(history(reader, [key]))):
                    for step in entry.steps:
                        assert step.before == now.get((step.ref, step.by))
                        assert (step.became == "added") == (step.before is None)
                        now[step.ref, step.by] = step.after
                said = reader.said({ref for ref, _ in now})
                for (ref, by), props in now.items():
                    told = [statement(one).props for one in said[ref] if one.by == by]
                    assert told == ([] if props is None else [props])


def _state(reader: Reader, refs: set[Ref]) -> dict[Ref, Any]:
    """The properties of every node and edge by what is said of it, observations aside."""
    found: dict[Ref, Any] = {}
    for ref, every in reader.said(refs).items():
        told = [(one.by, statement(one)) for one in every]
        if told:
            cls = edge_type(ref.type) if isinstance(ref, EdgeRef) else kind_of(ref)
            props = (
                best_first(told)[0][1].props if isinstance(ref, EdgeRef) else fold_props(kind_of(ref), told)
            )
            found[ref] = {name: value for name, value in props.items() if name not in cls.observations()}
    return found


@given(steps=histories())
def test_a_difference_is_that_of_the_two_states(new_store: NewStore, steps: list[Changeset]) -> None:
    """For every two revisions: what `between` tells equals a comparison of what was read at the time."""
    refs: set[Ref] = {said.what.ref for step in steps for said in step.nodes}
    refs |= {said.what.ref for step in steps for said in step.edges}
    with new_store() as store:
        states: list[dict[Ref, Any]] = [{}]
        for step in steps:
            with suppress(Refused):
                if store.apply(step).effective:
                    with store.reader() as reader:
                        states.append(_state(reader, refs))
        with store.reader() as reader:
            for first in range(len(states)):
                for last in range(first, len(states)):
                    lies_between, differences = between(reader, first, last)
                    assert lies_between.revisions == last - first
                    found = {one.ref: (one.before, one.after) for one in differences}
                    before, after = states[first], states[last]
                    assert found == {
                        ref: (before.get(ref), after.get(ref))
                        for ref in refs
                        if before.get(ref) != after.get(ref)
                    }


@given(steps=histories())
def test_keys_are_scanned_in_order(new_store: NewStore, steps: list[Changeset]) -> None:
    with new_store() as store:
        _apply(store, steps)
        with store.reader() as reader:
            nodes = {node.key: type(node).__name__ for node in reader.scan_nodes()}
            assert list(reader.scan_keys()) == sorted(nodes)
            for kinds in (["Event"], ["Model", "Technique"], []):
                expected = sorted(key for key, kind in nodes.items() if kind in kinds)
                assert list(reader.scan_keys(kinds)) == expected


def test_judgements_are_part_of_the_history(store: Store) -> None:
    store.apply(START)
    store.apply(judging(Same(SAE.key, STEERING.key)))
    store.apply(judging(DenyEdge(MENTION.ref)))
    with store.reader() as reader:
        deny, merge, start = history(reader, [SAE.key])
        assert deny.change.judged[0]["kind"] == "deny-edge"
        assert merge.change.judged[0]["survivor"] == STEERING.key
        assert merge.steps == ()
        assert SAE.key in merge.read_anew
        assert {(step.ref, step.by) for step in start.steps} >= {(SAE.key, LIST), (MENTION.ref, LINK)}
        assert [entry.change.revision for entry in history(reader, [EVENT.key])] == [3, 1]


def test_a_history_is_read_no_further_than_asked(store: Store) -> None:
    """Lazily, newest first: the first entry costs as many statements however long the log is."""
    assert isinstance(store, SqliteStore | Neo4jStore)
    store.apply(START)
    costs = []
    for length in (3, 30):
        for number in range(length):
            told = SAE.model_copy(update={"description": f"as of {length}, {number}"})
            store.apply(
                replace(START, nodes=(replace(START.nodes[0], what=told, stamp=f"{length:03}{number:03}"),))
            )
        with store.reader() as reader:
            before = store.calls
            first = next(history(reader, [SAE.key]))
            assert first.steps[0].after is not None
            assert first.steps[0].after["description"] == f"as of {length}, {length - 1}"
            costs.append(store.calls - before)
    assert costs[0] == costs[1]


def test_revisions_by_instant_and_what_is_forgotten(store: Store) -> None:
    assert isinstance(store, SqliteStore | Neo4jStore)
    store.apply(START)
    store.apply(judging(Same(SAE.key, STEERING.key)))
    with store.reader() as reader:
        assert (reader.revision_at(NOW), reader.revision_at(NOW - timedelta(seconds=1))) == (2, 0)
        assert reader.forgotten == 0
        with pytest.raises(BadRequest, match="comes before"):
            between(reader, 2, 1)
        with pytest.raises(BadRequest, match="no revision 3 yet"):
            between(reader, 1, 3)
    store.forget(1)
    with store.reader() as reader:
        assert reader.forgotten == 1
        assert [entry.change.revision for entry in history(reader, [SAE.key])] == [2]
        with pytest.raises(Forgotten, match="begins after revision 1"):
            between(reader, 0, 2)
        assert between(reader, 1, 2)[0].revisions == 1
