"""The check against deriving from scratch finds what a rule would not say, and what it would."""

from __future__ import annotations

from pathlib import Path

from loaders.check import from_scratch
from loaders.desk import Editor
from loaders.rules import LINK
from loaders.settle import settle
from schema.changeset import Changeset, Said
from schema.declare import EdgeRef
from schema.edges.news import Mentions
from schema.keys import event_key
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

EVENT = event_key(FEED.key, "OpenAI news")
OPENAI = entity("Organization OpenAI").key


def test_a_settled_almanac_equals_one_from_scratch(tmp_path: Path) -> None:
    with almanac(tmp_path) as store:
        assert from_scratch(store, clock) == []
        say_names(store, "Organization OpenAI", "Model GPT")
        load_items(
            store,
            record(
                "OpenAI news", "It has a body. Yes.", body="It has a body. Yes. GPT too. And. More. Here."
            ),
        )
        (waiting,) = from_scratch(store, clock)
        assert "wait to be derived" in waiting
        settle(store, clock)
        editor = Editor(store, ANN, clock)
        editor.deny_edge(EdgeRef("MENTIONS", EVENT, OPENAI), "no")
        unsay_names(store, "Model GPT")
        before = settled(store)
        assert from_scratch(store, clock) == []
        assert settled(store) == before, "checking changes nothing"


def test_what_no_rule_would_say_is_found(tmp_path: Path) -> None:
    with almanac(tmp_path) as store:
        say_names(store, "Organization OpenAI")
        load_items(store, record("Quiet news"))
        settle(store, clock)
        bogus = Mentions(src=event_key(FEED.key, "Quiet news"), dst=OPENAI, surface="bogus")
        store.apply(
            Changeset(
                actor=LINK, reason="x", observed=NOW, names=store.revision(), edges=(Said(bogus, LINK),)
            )
        )
        (found,) = from_scratch(store, clock)
        assert "only this almanac" in found
        assert "bogus" in found


def test_what_a_rule_would_say_and_is_missing_is_found(tmp_path: Path) -> None:
    with almanac(tmp_path) as store:
        say_names(store, "Organization OpenAI")
        load_items(store, record("OpenAI news"))
        settle(store, clock)
        gone = (EdgeRef("MENTIONS", EVENT, OPENAI), LINK)
        store.apply(Changeset(actor=LINK, reason="x", observed=NOW, names=store.revision(), unsaid=(gone,)))
        (found,) = from_scratch(store, clock)
        assert "only one derived from scratch" in found
