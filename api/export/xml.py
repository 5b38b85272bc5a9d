"""GraphML and GEXF, line by line.  Both declare every column before the first node, so that they can be streamed.

GraphML: http://graphml.graphdrawing.org/specification.html.  GEXF 1.2: https://gexf.net/1.2/.  Gephi reads `label` and
`weight` of either; networkx reads both back.  Edges are numbered, since between two nodes there may be several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, TypeVar
from xml.sax.saxutils import escape, quoteattr

from api.export.columns import Column
from api.export.contents import Contents, EdgeRow, NodeRow
from api.export.written import text
from graph.flat import Value
from schema.batches import batched

_Row = TypeVar("_Row", NodeRow, EdgeRow)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = {bool: "boolean", int: "long", float: "double"}
# What XML 1.0 has no way to write, not even as a reference.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KIND, _LABEL, _TYPE = Column("kind", str), Column("label", str), Column("type", str)


def write_graphml(contents: Contents, files: Sequence[BinaryIO]) -> tuple[int, int]:
    """Write GraphML; how many nodes and edges it has."""
    (file,) = files
    of_nodes = _numbered("n", (_KIND, _LABEL, *contents.node_columns))
    of_edges = _numbered("e", (_TYPE, *contents.edge_columns))
    file.write(_HEAD.encode())
    file.write(b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for owner, numbered in (("node", of_nodes), ("edge", of_edges)):
        for column, number in numbered.values():
            name = _quoted(column.name)
            file.write(
                f'<key id="{number}" for="{owner}" attr.name={name} attr.type="{_type(column)}"/>\n'.encode()
            )
    default = "directed" if contents.directed else "undirected"
    file.write(f'<graph id="almanac" edgedefault="{default}">\n'.encode())

    def data(numbered: Mapping[str, tuple[Column, str]], told: Mapping[str, Value]) -> str:
        return "".join(
            f'<data key="{numbered[name][1]}">{_escaped(text(value))}</data>' for name, value in told.items()
        )

    def node(row: NodeRow, number: int) -> str:
        return f"<node id={_quoted(row.key)}>{data(of_nodes, _of_node(row))}</node>\n"

    def edge(row: EdgeRow, number: int) -> str:
        ends = f"source={_quoted(row.src)} target={_quoted(row.dst)}"
        return f'<edge id="{number}" {ends}>{data(of_edges, {"type": row.type, **row.values})}</edge>\n'

    counts = _written(file, contents.nodes(), node), _written(file, contents.edges(), edge)
    file.write(b"</graph>\n</graphml>\n")
    return counts


def write_gexf(contents: Contents, files: Sequence[BinaryIO]) -> tuple[int, int]:
    """Write GEXF; how many nodes and edges it has."""
    (file,) = files
    of_nodes = _numbered("", (_KIND, *contents.node_columns))
    of_edges = _numbered("", (_TYPE, *(one for one in contents.edge_columns if one.name != "weight")))
    direction = "directed" if contents.directed else "undirected"
    file.write(_HEAD.encode())
    file.write(b'<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n')
    file.write(b"<meta><creator>Almanac</creator></meta>\n")
    file.write(f'<graph mode="static" defaultedgetype="{direction}">\n'.encode())
    for owner, numbered in (("node", of_nodes), ("edge", of_edges)):
        file.write(f'<attributes class="{owner}">\n'.encode())
        for column, number in numbered.values():
            title = _quoted(column.name)
            file.write(f'<attribute id="{number}" title={title} type="{_type(column)}"/>\n'.encode())
        file.write(b"</attributes>\n")

    def data(numbered: Mapping[str, tuple[Column, str]], told: Mapping[str, Value]) -> str:
        rows = (
            f'<attvalue for="{numbered[name][1]}" value={_quoted(text(value))}/>'
            for name, value in told.items()
            if name in numbered
        )
        return f"<attvalues>{''.join(rows)}</attvalues>"

    def node(row: NodeRow, number: int) -> str:
        return (
            f"<node id={_quoted(row.key)} label={_quoted(row.label)}>{data(of_nodes, _of_node(row))}</node>\n"
        )

    def edge(row: EdgeRow, number: int) -> str:
        told = f'id="{number}" source={_quoted(row.src)} target={_quoted(row.dst)}'
        weight = "" if row.weight is None else f' weight="{text(row.weight)}"'
        named = f"label={_quoted(row.type)}{weight}"
        return f"<edge {told} {named}>{data(of_edges, {'type': row.type, **row.values})}</edge>\n"

    file.write(b"<nodes>\n")
    nodes = _written(file, contents.nodes(), node)
    file.write(b"</nodes>\n<edges>\n")
    edges = _written(file, contents.edges(), edge)
    file.write(b"</edges>\n</graph>\n</gexf>\n")
    return nodes, edges


def _numbered(prefix: str, columns: Iterable[Column]) -> dict[str, tuple[Column, str]]:
    return {column.name: (column, f"{prefix}{number}") for number, column in enumerate(columns)}


def _of_node(row: NodeRow) -> dict[str, Value]:
    return {"kind": row.kind, "label": row.label, **row.values}


def _written(file: BinaryIO, rows: Iterator[_Row], line: Callable[[_Row, int], str]) -> int:
    count = 0
    for batch in batched(rows):
        file.write("".join(line(row, count + place) for place, row in enumerate(batch)).encode())
        count += len(batch)
    return count


def _type(column: Column) -> str:
    """The type that both formats give a column; they have neither lists nor instants."""
    return "string" if column.many else _NAMES.get(column.type, "string")


def _escaped(value: str) -> str:
    return escape(_UNWRITABLE.sub("\ufffd", value), {"\r": "&#13;"})


def _quoted(value: str) -> str:
    return quoteattr(_UNWRITABLE.sub("\ufffd", value))
