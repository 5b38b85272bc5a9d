"""Parquet through pyarrow: nodes.parquet and edges.parquet, lists as lists, instants as UTC timestamps.

One row group is held in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from api.export.columns import Column
from api.export.contents import OF_EDGES, OF_NODES, Contents
from api.export.written import text
from schema.batches import batched

_ROWS = 10_000  # in a row group
_TYPES: dict[type, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    str: pa.string(),
    datetime: pa.timestamp("ms", tz="UTC"),
}


def write_parquet(contents: Contents, files: Sequence[BinaryIO]) -> tuple[int, int]:
    """Write both tables; how many rows each has."""
    nodes, edges = files
    node_rows = (
        {"key": row.key, "kind": row.kind, "label": row.label, **row.values} for row in contents.nodes()
    )
    edge_rows = ({"src": row.src, "dst": row.dst, "type": row.type, **row.values} for row in contents.edges())
    return (
        _written(nodes, OF_NODES, contents.node_columns, node_rows),
        _written(edges, OF_EDGES, contents.edge_columns, edge_rows),
    )


def _written(
    file: BinaryIO, first: Iterable[str], columns: Iterable[Column], rows: Iterable[dict[str, Any]]
) -> int:
    every = [*(Column(name, str) for name in first), *columns]
    schema = pa.schema([pa.field(one.name, _type(one), nullable=one.name not in first) for one in every])
    count = 0
    with pq.ParquetWriter(file, schema) as writer:
        for batch in batched(rows, _ROWS):
            arrays = [
                pa.array(_values(one, batch), type=field.type)
                for one, field in zip(every, schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


def _type(column: Column) -> pa.DataType:
    return pa.list_(_TYPES[column.type]) if column.many else _TYPES[column.type]


def _values(column: Column, rows: Iterable[dict[str, Any]]) -> Iterator[Any]:
    """The values of a column; where kinds differ in its type it is text, and what is none becomes it."""
    as_text = column.type is str and not column.many
    for row in rows:
        value = row.get(column.name)
        yield value if value is None or isinstance(value, str) or not as_text else text(value)
