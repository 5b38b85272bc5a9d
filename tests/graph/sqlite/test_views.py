"""The views of an almanac's file: they agree with the Reader, other programs open them, and every column is documented."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from graph.flat import plain, values
from graph.sqlite import SqliteStore, open_store
from graph.sqlite.views import views
from graph.store import Reader
from schema.changeset import Changeset, Said
from schema.declare import Declared, Edge
from schema.errors import Refused
from schema.judgement import Judgement, Same
from schema.kinds.entity import Entity
from schema.kinds.event import Event
from schema.ontology import EDGE_TYPES
from tests.contract.stores import NOW
from tests.contract.test_apply import SAE, START
from tests.contract.worlds import ANN, ENTITIES, NOON, histories

Row = dict[str, Any]


def _rows(path: Path, query: str) -> list[Row]:
    """What Python's own SQLite reads."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def _as_column(value: Any) -> Any:
    """A value as a view has it: lists as JSON, yes and no as 1 and 0."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return int(value) if isinstance(value, bool) else value


def _columns(what: Declared, names: Iterable[str]) -> Row:
    held = values(what)
    return {name: _as_column(plain(held[name])) if name in held else None for name in names}


def _nodes(reader: Reader, cls: type[Entity] | type[Event]) -> dict[str, Row]:
    return {
        node.key: {"key": node.key, "kind": type(node).__name__, **_columns(node, cls.props())}
        for node in reader.scan_nodes()
        if isinstance(node, cls)
    }


def _edges(reader: Reader) -> list[Edge]:
    keys = [node.key for node in reader.scan_nodes()]
    return [edge for edges in reader.edges(keys, "out").values() for edge in edges]


def _agree(store: SqliteStore) -> None:
    with store.reader() as reader:
        for view, cls in (("entities", Entity), ("events", Event)):
            rows = _rows(store.path, f"SELECT * FROM {view}")
            assert {row["key"]: row for row in rows} == _nodes(reader, cls)
            assert len({row["key"] for row in rows}) == len(rows)
        edges = _edges(reader)
    mentions = EDGE_TYPES["MENTIONS"]
    assert _sorted(_rows(store.path, "SELECT * FROM mentions")) == _sorted(
        {"event": edge.src, "entity": edge.dst, **_columns(edge, mentions.props())}
        for edge in edges
        if isinstance(edge, mentions)
    )
    assert _sorted(_rows(store.path, "SELECT * FROM relations")) == _sorted(
        {
            "src": edge.src,
            "type": edge.type(),
            "dst": edge.dst,
            "slot": edge.slot,
            "properties": edge.content_text(),
        }
        for edge in edges
        if not isinstance(edge, mentions)
    )


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


@given(history=histories())
def test_views_agree_with_the_reader(
    history: list[Changeset], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Merges, denials, several sources and withdrawals included, on random histories."""
    store = open_store(tmp_path_factory.mktemp("views") / "almanac.db", clock=lambda: NOW)
    for change in history:
        with suppress(Refused):
            store.apply(change)
    _agree(store)
    store.close()


def test_views_of_the_starter_agree_with_the_reader(starter: Path) -> None:
    store = open_store(starter)
    _agree(store)
    store.close()


def test_a_merged_entity_is_its_survivor(tmp_path: Path) -> None:
    store = open_store(tmp_path / "almanac.db", clock=lambda: NOW)
    store.apply(START)
    loser = next(entity for entity in ENTITIES if entity.key != SAE.key)
    store.apply(Changeset(ANN, "", NOON, nodes=(Said(loser, ANN),)))
    assert len(_rows(store.path, f"SELECT * FROM entities WHERE key = '{loser.key}'")) == 1
    same = Judgement(Same(loser.key, SAE.key), ANN, "one thing", NOON)
    store.apply(Changeset(ANN, "", NOON, judge=(same,)))
    assert _rows(store.path, f"SELECT * FROM entities WHERE key = '{loser.key}'") == []
    _agree(store)
    store.close()


def test_views_of_another_ontology_are_made_anew(tmp_path: Path) -> None:
    """A file opened by a version whose views differ gets them, and what was there before is gone."""
    path = tmp_path / "almanac.db"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP VIEW events")
        connection.execute("CREATE VIEW events AS SELECT 1 AS one")
        connection.execute("DELETE FROM allowed_ends WHERE type = 'CITES'")
    store = open_store(path, clock=lambda: NOW)
    store.apply(START)
    _agree(store)
    store.close()


def test_views_can_be_looked_up_by_key(tmp_path: Path) -> None:
    """A question about one entity or event walks no table: every step is a search."""
    store = open_store(tmp_path / "almanac.db")
    store.close()
    for query in (
        "SELECT * FROM entities WHERE key = 'x'",
        "SELECT * FROM events WHERE key = 'x'",
        "SELECT * FROM mentions WHERE entity = 'x'",
        "SELECT * FROM mentions WHERE event = 'x'",
        "SELECT * FROM relations WHERE src = 'x'",
        "SELECT * FROM relations WHERE dst = 'x'",
    ):
        steps = [row["detail"] for row in _rows(store.path, f"EXPLAIN QUERY PLAN {query}")]
        walked = [step for step in steps if step.startswith("SCAN ") and "judgement" not in step]
        # The parts of one value are no table, and what was told of one node is a search.
        assert [step for step in walked if not re.match(r"SCAN (told|j\b|\(subquery)", step)] == [], query


def test_datasette_serves_every_view(starter: Path) -> None:
    """Datasette, on Python's own SQLite, answers each view over its JSON API with what the file holds."""
    from datasette.app import (  # type: ignore[import-untyped]  # it has no types
        Datasette,  # imported here, since it takes a second
    )

    served = Datasette([str(starter)], settings={"num_sql_threads": 1})

    async def ask(url: str) -> Mapping[str, Any]:
        answer = await served.client.get(url)
        assert answer.status_code == 200, answer.text
        found: Mapping[str, Any] = answer.json()
        return found

    for view in views():
        rows = asyncio.run(ask(f"/almanac/{view}.json?_shape=objects&_size=5"))["rows"]
        assert rows == _rows(starter, f"SELECT * FROM {view} LIMIT 5")
        assert len(rows) == 5
    found = asyncio.run(ask("/almanac/entities.json?_shape=objects&name__exact=Mechanistic+interpretability"))
    assert [row["kind"] for row in found["rows"]] == ["Technique"]


def _documented(page: str) -> dict[str, set[str]]:
    """The columns that the page's tables describe, by view."""
    sections = re.split(r"^## `(\w+)`", page, flags=re.MULTILINE)[1:]
    return {
        name: set(re.findall(r"^\| `(\w+)` \| \S", text, flags=re.MULTILINE))
        for name, text in zip(sections[::2], sections[1::2], strict=True)
    }


def test_every_view_and_column_is_documented(root: Path, tmp_path: Path) -> None:
    """`docs/sqlite.md` has a section for each view, and in it a line for each column, and for no other."""
    store = open_store(tmp_path / "almanac.db")
    store.close()
    with closing(sqlite3.connect(store.path)) as connection:
        named = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
        columns = {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for name in named
        }
    assert _documented((root / "docs" / "sqlite.md").read_text()) == columns
