"""One graph: the digest is a function of what was said and judged, not of the order or the batches it came in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.store import Store
from loaders.check import from_scratch
from loaders.settle import settle
from schema.changeset import Changeset
from schema.declare import EdgeRef
from schema.judgement import Decision, DenyEdge, DenyForm, Judgement, Same
from schema.keys import event_key
from schema.record import Record
from tests.loaders.almanacs import (
    ANN,
    FEED,
    NOW,
    almanac,
    clock,
    entity,
    load_items,
    record,
    say_names,
    settled,
    unsay_names,
)

NAMES = (
    "Organization OpenAI",
    "Organization Open AI = OpenAI",
    "Model GPT-4 = GPT",
    "Product GPT",
    "Technique agent",
    "Product Agent Builder = AB",
)
KEYS = [entity(name.partition(" = ")[0]).key for name in NAMES]
WORDS = ("OpenAI", "Open", "AI", "GPT", "GPT-4", "agents", "Agent", "Builder", "AB", "openai", "the.")
Step = Callable[[Store], object]

text = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
records = st.lists(
    st.builds(
        lambda number, title, summary, body: record(title or "x", summary, id=str(number), body=body),
        st.integers(1, 6),
        text,
        text,
        text,
    ),
    max_size=8,
    unique_by=lambda one: one.identity,
)
names = st.sets(st.sampled_from(NAMES), max_size=len(NAMES))
key = st.sampled_from(KEYS)
decisions = st.lists(
    st.one_of(
        st.builds(lambda a, b: Same(max(a, b), min(a, b)), key, key).filter(
            lambda same: same.loser != same.survivor
        ),
        st.builds(DenyForm, st.sampled_from(("openai", "gpt", "Agent"))),
        st.builds(
            lambda number, entity: DenyEdge(EdgeRef("MENTIONS", event_key(FEED.key, str(number)), entity)),
            st.integers(1, 6),
            key,
        ),
    ),
    max_size=4,
    unique=True,
)


def judging(decision: Decision) -> Step:
    judgement = Judgement(decision, ANN, "because", NOW)
    change = Changeset(actor=ANN, reason="judged", observed=NOW, judge=(judgement,))
    return lambda store: store.apply(change)


def saying(name: str) -> Step:
    return lambda store: say_names(store, name, by=f"source/list-{NAMES.index(name)}")


def loading(some: list[Record], stamp: str) -> Step:
    return lambda store: load_items(store, *some, stamp=stamp)


def digest_of(steps: list[Step]) -> str:
    with tempfile.TemporaryDirectory() as folder, almanac(Path(folder)) as store:
        for step in steps:
            step(store)
        digest = settled(store)
        assert from_scratch(store, clock) == []
    return digest


@settings(max_examples=max(15, settings().max_examples // 2), suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), records, records, names)
def test_order_and_batches_do_not_matter(
    data: st.DataObject, first: list[Record], second: list[Record], said: set[str]
) -> None:
    cut = data.draw(st.integers(0, len(first)))
    once: list[Step] = [*map(saying, sorted(said)), loading(first, "1"), loading(second, "2")]
    again: list[Step] = [
        *map(saying, said),
        loading(first[:cut], "1"),
        loading(first[cut:], "1"),
        loading(second, "2"),
        settling,
        settling,
    ]
    shuffled = data.draw(st.permutations(again))
    assert digest_of(once) == digest_of(list(shuffled))


@settings(max_examples=max(15, settings().max_examples // 2), suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), records, names, decisions)
def test_judgements_and_withdrawn_names_leave_one_graph(
    data: st.DataObject, items: list[Record], withdrawn: set[str], judged: list[Decision]
) -> None:
    known: list[Step] = [*map(saying, NAMES), loading([record(str(n), id=str(n)) for n in range(1, 7)], "0")]
    late: list[Step] = [
        loading(items, "1"),
        settling,
        *map(unsaying, sorted(withdrawn)),
        *map(judging, judged),
    ]
    with tempfile.TemporaryDirectory() as folder, almanac(Path(folder)) as store:
        for step in known + data.draw(st.permutations(late)):
            step(store)
        settled(store)
        assert from_scratch(store, clock) == []


def settling(store: Store) -> int:
    return settle(store, clock)


def unsaying(name: str) -> Step:
    return lambda store: unsay_names(store, name, by=f"source/list-{NAMES.index(name)}")
