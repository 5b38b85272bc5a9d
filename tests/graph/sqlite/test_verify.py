"""`verify` finds what was broken behind the store's back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from graph.check import check
from graph.sqlite import SqliteStore, open_store
from schema.changeset import Said
from schema.judgement import Same
from tests.contract.test_apply import BLANK, EVENT, SAE, START, STEERING, judging, settled
from tests.contract.worlds import LIST

BROKEN = {
    "a statement was lost": (
        "DELETE FROM node_said WHERE node = (SELECT id FROM node WHERE key = '{sae}')",
        "full text",
    ),
    "a node was lost": ("DELETE FROM node WHERE key = '{event}'", "no known node"),
    "a look-up was lost": ("DELETE FROM lookup", "looked up"),
    "a look-up too many": ("INSERT INTO lookup SELECT 'url', 'https://x', id FROM node LIMIT 1", "look-ups"),
    "a word was lost": (
        "INSERT INTO full_text (full_text, rowid, words) SELECT 'delete', id, 'steering' FROM node WHERE key = '{steering}'",
        "'steering'",
    ),
    "a survivor that judgements do not make": (
        "UPDATE node SET survivor = id, merged = 0 WHERE key = '{sae}'",
        "the judgements make it {steering}",
    ),
    "a dead node that lives": ("UPDATE node SET living = 0 WHERE key = '{event}'", "should be as {event}"),
    "a property that no kind has": (
        (
            "UPDATE node_said SET props = json_set(props, '$.colour', 'red')"
            " WHERE node = (SELECT id FROM node WHERE key = '{steering}')"
        ),
        "not valid",
    ),
    "a property of no allowed value": (
        'UPDATE edge_said SET props = \'{{"alias_kind":"odd"}}\'',
        "not valid",
    ),
    "an edge of ends that are not allowed": ("UPDATE edge_said SET dst = src", "can't go"),
    "a judgement that was lost": ("DELETE FROM judgement", "{sae}"),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An almanac that is well."""
    opened = open_store(tmp_path / "almanac.db")
    opened.apply(START)
    known = STEERING.model_copy(update={"homepage": "https://steering.example"})
    opened.apply(replace(BLANK, nodes=(Said(known, LIST, "2026-02-01"),)))
    opened.apply(judging(Same(SAE.key, STEERING.key)))
    settled(opened)
    assert check(opened) == []
    yield opened
    opened.close()


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_broken_is_found(store: SqliteStore, how: str) -> None:
    """Each finding names the item or what is wrong with it."""
    names = {"sae": SAE.key, "steering": STEERING.key, "event": EVENT.key}
    sql, said = (text.format(**names) for text in BROKEN[how])
    other = apsw.Connection(str(store.path))
    other.execute(sql)
    other.close()
    again = open_store(store.path, create=False)
    findings = [str(finding) for finding in check(again) if finding.fault]
    again.close()
    assert any(said in finding for finding in findings), findings
