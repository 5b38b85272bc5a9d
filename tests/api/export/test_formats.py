"""Every format holds what the Reader reads: read back by another program, value by value, in the same bytes each time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import networkx as nx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.export.columns import columns
from api.export.contents import Contents, EdgeRow, NodeRow, graph, network
from api.export.formats import FORMATS
from api.export.tables import guarded, written_back
from graph.flat import EVERYTHING, Selection, attributes
from graph.view import View
from schema.declare import Edge, Node
from schema.kinds.event import Event
from schema.kinds.guide import Guide
from schema.ontology import EDGE_TYPES, KINDS

Values: TypeAlias = dict[str, Any]
Made: TypeAlias = Callable[[str, Contents], list[bytes]]


@pytest.fixture(params=["graph", "cooccurrence"])
def contents(request: pytest.FixtureRequest, view: View) -> Contents:
    """Both things that are exported."""
    if request.param == "graph":
        return graph(view.reader, EVERYTHING)
    return network(view.reader, view.traversals.network(least=2, rank="jaccard"), ())


def _made(name: str, contents: Contents) -> list[bytes]:
    files = [io.BytesIO() for _ in FORMATS[name].files or ("",)]
    with ExitStack() as kept:
        for file in files:
            kept.enter_context(file)
        counts = FORMATS[name].write(contents, files)
        assert counts == (len(list(contents.nodes())), len(list(contents.edges())))
        return [file.getvalue() for file in files]


def _text(value: Any) -> Any:
    """As formats have it that know neither lists nor instants."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return orjson.dumps(value).decode() if isinstance(value, tuple) else value


def _nodes(contents: Contents) -> dict[str, Values]:
    return {
        row.key: {
            "kind": row.kind,
            "label": row.label,
            **{name: _text(value) for name, value in row.values.items()},
        }
        for row in contents.nodes()
    }


def _edges(contents: Contents) -> list[tuple[str, str, Values]]:
    return [
        (row.src, row.dst, {"type": row.type, **{name: _text(value) for name, value in row.values.items()}})
        for row in contents.edges()
    ]


def _sorted(edges: Any) -> list[Any]:
    return sorted(((*ends, sorted(told.items())) for *ends, told in edges), key=repr)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_almanac_gives_the_same_bytes(name: str, contents: Contents) -> None:
    first = _made(name, contents)
    assert first == _made(name, contents)
    assert all(first)


def test_networkx_reads_graphml(contents: Contents, tmp_path: Path) -> None:
    path = tmp_path / "x.graphml"
    path.write_bytes(_made("graphml", contents)[0])
    _holds(nx.read_graphml(path, force_multigraph=True), contents)


def test_networkx_reads_gexf(contents: Contents, tmp_path: Path) -> None:
    path = tmp_path / "x.gexf"
    path.write_bytes(_made("gexf", contents)[0])
    read: Any = nx.read_gexf(path)
    for *_, told in read.edges(data=True):
        assert told.pop("label") == told["type"]
    _holds(read, contents)


def _holds(read: Any, contents: Contents) -> None:
    assert read.is_directed() == contents.directed
    assert dict(read.nodes(data=True)) == _nodes(contents)
    found = [
        (*((src, dst) if contents.directed else sorted((src, dst))), told)
        for src, dst, told in read.edges(data=True)
    ]
    for *_, told in found:
        told.pop("id", None)
    assert _sorted(found) == _sorted(_edges(contents))


def test_csv_reads_the_tables(contents: Contents) -> None:
    nodes, edges = (
        list(csv.DictReader(io.StringIO(file.decode(), newline=""))) for file in _made("csv", contents)
    )
    assert [_cells(row) for row in nodes] == [
        {"key": key, **_written(told)} for key, told in _nodes(contents).items()
    ]
    assert [_cells(row) for row in edges] == [
        {"src": src, "dst": dst, **_written(told)} for src, dst, told in _edges(contents)
    ]


def _cells(row: dict[str, str]) -> dict[str, str]:
    return {name: written_back(cell) for name, cell in row.items() if cell}


def _written(told: Values) -> dict[str, str]:
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in told.items()
    }


def test_json_lines_are_the_attributes(view: View) -> None:
    (file,) = _made("jsonl", graph(view.reader, EVERYTHING))
    rows = [orjson.loads(line) for line in file.splitlines()]
    nodes = [row for row in rows if "src" not in row]
    edges = [row for row in rows if "src" in row]
    assert rows == nodes + edges
    read = view.reader.nodes([row["key"] for row in nodes])
    for row in nodes:
        node = read[row.pop("key")]
        assert row.pop("kind") == type(node).__name__
        assert row.pop("label")
        assert row == attributes(node)
    assert len(nodes) == len(list(view.reader.scan_nodes()))
    assert {(row["type"], row["src"], row["dst"]) for row in edges} == {
        ref[:3] for ref in view.reader.scan_edges()
    }
    assert len(edges) == len(list(view.reader.scan_edges()))


def test_duckdb_reads_parquet(contents: Contents, tmp_path: Path) -> None:
    for name, file in zip(("nodes", "edges"), _made("parquet", contents), strict=True):
        (tmp_path / f"{name}.parquet").write_bytes(file)
    nodes = [_told(row, contents.node_columns) for row in _queried(tmp_path / "nodes.parquet")]
    edges = [_told(row, contents.edge_columns) for row in _queried(tmp_path / "edges.parquet")]
    assert nodes == [
        {"key": row.key, "kind": row.kind, "label": row.label, **row.values} for row in contents.nodes()
    ]
    assert edges == [
        {"src": row.src, "dst": row.dst, "type": row.type, **row.values} for row in contents.edges()
    ]


def _queried(path: Path) -> Iterator[Values]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        asked = connection.execute(f"SELECT * FROM '{path}'")
        names = [column[0] for column in asked.description or ()]
        for row in asked.fetchall():
            yield dict(zip(names, row, strict=True))


def _told(row: Values, known: Any) -> Values:
    lists = {column.name for column in known if column.many}
    return {
        name: tuple(value)
        if name in lists
        else value.astimezone(UTC)
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
        if value is not None
    }


def test_kinds_and_windows_choose_nodes_and_the_edges_between_them(view: View) -> None:
    events = sorted(
        (node for node in view.reader.scan_nodes(["Event"]) if isinstance(node, Event)),
        key=lambda e: str(e.at),
    )
    middle = events[len(events) // 2].at
    from graph.view import Window

    which = Selection(["Event", "Model", "Technique"], Window(since=middle))
    chosen = graph(view.reader, which)
    kept = {event.key for event in events if event.at and middle and event.at >= middle}
    keys = [row.key for row in chosen.nodes()]
    assert {key for key in keys if key.startswith("event/")} == kept
    assert {row.kind for row in chosen.nodes()} == {"Event", "Model", "Technique"}
    expected = {ref for ref in view.reader.scan_edges() if {ref.src, ref.dst} <= set(keys)}
    assert {(row.type, row.src, row.dst) for row in chosen.edges()} == {ref[:3] for ref in expected}
    assert expected


@pytest.mark.parametrize("cls", [*KINDS.values(), *EDGE_TYPES.values()], ids=lambda cls: cls.__name__)
def test_every_property_of_the_ontology_is_a_column(cls: type[Node] | type[Edge], view: View) -> None:
    whole = graph(view.reader, EVERYTHING)
    held = whole.node_columns if issubclass(cls, Node) else whole.edge_columns
    names = [column.name for column in held]
    assert set(cls.props()) <= set(names)
    assert len(set(names)) == len(names)
    assert not {"key", "kind", "label", "src", "dst", "type", "weight", "id"} & set(names)


def test_a_property_of_two_types_is_text() -> None:
    assert {one.name: one.type for one in columns([Event])}["updated"] is datetime
    assert {one.name: one.type for one in columns([Event, Guide])}["updated"] is str


@given(text=st.text() | st.from_regex(r"'{0,3}[=+\-@\t\r].{0,5}", fullmatch=True))
def test_no_text_is_a_formula_and_every_text_comes_back(text: str) -> None:
    cell = guarded(text)
    assert cell[:1] not in tuple("=+-@\t\r")
    assert written_back(cell) == text


@given(
    label=st.text(st.characters(codec="utf-8")),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1),
)
def test_any_text_can_be_written(label: str, value: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """XML that networkx reads back, but for what XML can't hold; CSV and JSON as it was."""
    (column,) = (one for one in columns([Event]) if one.name == "title")
    row = NodeRow("event/x", "Event", label, {"title": value})
    edge = EdgeRow("event/x", "event/x", "TELLS_SAME", {})
    told = Contents(True, (column,), (), lambda: iter([row]), lambda: iter([edge]))
    kept = "".join(
        char
        if char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
        else "\ufffd"
        for char in value
    )
    folder = tmp_path_factory.mktemp("texts")
    for name, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        path = folder / f"x.{name}"
        path.write_bytes(_made(name, told)[0])
        found: Any = read(path)
        assert found.nodes["event/x"]["title"] == kept
    nodes = list(csv.DictReader(io.StringIO(_made("csv", told)[0].decode(), newline="")))
    assert written_back(nodes[0]["title"]) == value
    assert orjson.loads(_made("jsonl", told)[0].splitlines()[0])["title"] == value
