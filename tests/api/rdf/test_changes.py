"""Changes since a revision: the dump of then with the patch applied is the dump of now, in what was said and judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.rdf.changes import patch
from api.rdf.dump import whole
from api.rdf.formats import FORMATS
from graph.sqlite import SqliteStore, open_store
from schema.changeset import Changeset, Said
from schema.declare import Edge, Node
from schema.edges.making import EvaluatedOn
from schema.errors import BadRequest, Forgotten
from schema.judgement import Decision, DenyForm, Judgement, Same
from schema.keys import Key, source_key
from schema.kinds.entity import Benchmark, Model
from schema.mapping import Mapping
from tests.api.rdf.reading import by_oxigraph
from tests.api.world import LIST, MODEL, NOW, SUCCESSOR, World, make_world

ANN, OTHER = source_key("person", "ann"), source_key("list", "other")
MAPPING = Mapping()
BENCH = Benchmark.named("TideBench")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An almanac of the test's own."""
    made = make_world(tmp_path, events=4)
    yield made
    made.store.close()


def _said(store: SqliteStore) -> set[str]:
    """The lines of all graphs but the fold."""
    with store.reader() as reader:
        data = b"".join(FORMATS["nq"].write(whole(reader, MAPPING, graphs=True)))
    graphs = re.compile(r" <urn:almanac:graph/[^ >]+> \.$")
    return {line for line in data.decode().split("\n") if graphs.search(line)}


def _patched(lines: set[str], store: SqliteStore, since: int) -> set[str]:
    with store.reader() as reader:
        told = b"".join(patch(reader, MAPPING, since)).decode().split("\n")
    assert told[0] == f'H since "{since}" .'
    assert (told[2], told[-2], told[-1]) == ("TX .", "TC .", "")
    known = set(lines)
    for line in told[3:-2]:
        letter, _, quad = line.partition(" ")
        if letter == "D":
            known.remove(quad)  # what is removed was there
        else:
            assert letter == "A"
            assert quad not in known
            known.add(quad)
    by_oxigraph("\n".join(line[2:] for line in told[3:-2]).encode(), "nq")
    return known


def _tell(store: SqliteStore, *what: Node | Edge, by: Key = OTHER, stamp: str = "2026-09-18") -> None:
    store.apply(
        Changeset(
            actor=by,
            reason="told",
            observed=NOW,
            nodes=tuple(Said(one, by, stamp) for one in what if isinstance(one, Node)),
            edges=tuple(Said(one, by, stamp) for one in what if isinstance(one, Edge)),
        )
    )


def _judge(decision: Decision) -> Judgement:
    return Judgement(decision, ANN, "so it is", datetime(2026, 9, 20, tzinfo=UTC))


def _score(metric: str) -> EvaluatedOn:
    return EvaluatedOn(src=MODEL.key, dst=BENCH.key, metric=metric, score=0.5)


def test_the_patch_leads_from_then_to_now(world: World) -> None:
    store = world.store
    _tell(store, MODEL.model_copy(update={"description": "An old word."}), _score("f1"), _score("mae"))
    merge, deny = _judge(Same(SUCCESSOR.key, MODEL.key)), _judge(DenyForm("LP"))
    store.apply(Changeset(actor=ANN, reason="judged", observed=NOW, judge=(merge,)))
    then, since = _said(store), store.revision()
    assert _patched(then, store, since) == then
    _tell(
        store,
        MODEL.model_copy(update={"description": "A new word."}),
        Model.named("Gull-11"),
        stamp="2026-09-19",
    )
    store.apply(Changeset(actor=ANN, reason="again", observed=NOW, judge=(deny,), unjudge=(merge.id,)))
    gone = _score("f1").ref
    store.apply(
        Changeset(actor=OTHER, reason="less", observed=NOW, unsaid=((gone, OTHER), (MODEL.key, LIST)))
    )
    _tell(store, Model.named("Gull-12"), stamp="2026-09-19")
    now = _said(store)
    assert now != then
    assert _patched(then, store, since) == now
    assert any("An old word" in line for line in then - now)


def test_of_two_who_judge_alike_one_goes(world: World) -> None:
    store = world.store
    same = Same(SUCCESSOR.key, MODEL.key)
    mine, theirs = _judge(same), Judgement(same, source_key("person", "bob"), "I think so too", NOW)
    store.apply(Changeset(actor=ANN, reason="judged", observed=NOW, judge=(mine, theirs)))
    then, since = _said(store), store.revision()
    store.apply(Changeset(actor=ANN, reason="no", observed=NOW, unjudge=(mine.id,)))
    now = _said(store)
    assert any("isReplacedBy" in line for line in now)
    assert _patched(then, store, since) == now


def test_a_revision_that_is_to_come_is_refused(world: World) -> None:
    with world.store.reader() as reader, pytest.raises(BadRequest, match="no revision 999"):
        list(patch(reader, MAPPING, 999))


def test_a_forgotten_revision_says_so_and_offers_a_whole_export(world: World) -> None:
    _tell(world.store, Model.named("Gull-11"))
    world.store.forget(1)
    with world.store.reader() as reader:
        with pytest.raises(Forgotten, match="the log begins after revision 1, 0 was asked for") as refused:
            list(patch(reader, MAPPING, 0))
        assert b"gull-11" in b"".join(patch(reader, MAPPING, 1))
    assert "almanac export rdf" in refused.value.do


def test_reopened_it_is_the_same(world: World) -> None:
    with open_store(world.path).reader() as reader, world.store.reader() as own:
        assert list(patch(reader, MAPPING, 0)) == list(patch(own, MAPPING, 0))
