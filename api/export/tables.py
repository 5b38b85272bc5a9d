"""CSV as RFC 4180 has it (https://www.rfc-editor.org/rfc/rfc4180): nodes.csv and edges.csv, UTF-8, a line of names first.

A text that a spreadsheet would take for a formula gets an apostrophe before it, as one gets that begins with apostrophes
and then such a sign; so `written_back` gives every text as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from api.export.columns import Column
from api.export.contents import OF_EDGES, OF_NODES, Contents
from api.export.written import text
from graph.flat import Value
from schema.batches import batched

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def write_csv(contents: Contents, files: Sequence[BinaryIO]) -> tuple[int, int]:
    """Write both tables; how many rows each has."""
    nodes, edges = files
    node_rows = (
        (row.key, row.kind, guarded(row.label), *_cells(contents.node_columns, row.values))
        for row in contents.nodes()
    )
    edge_rows = (
        (row.src, row.dst, row.type, *_cells(contents.edge_columns, row.values)) for row in contents.edges()
    )
    return (
        _written(nodes, (*OF_NODES, *(column.name for column in contents.node_columns)), node_rows),
        _written(edges, (*OF_EDGES, *(column.name for column in contents.edge_columns)), edge_rows),
    )


def guarded(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def written_back(cell: str) -> str:
    """The reverse of `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _cells(columns: Iterable[Column], told: Mapping[str, Value]) -> Iterator[str]:
    for column in columns:
        value = told.get(column.name)
        if value is None:
            yield ""
        else:
            yield guarded(value) if isinstance(value, str) else text(value)


def _written(file: BinaryIO, names: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    file.write(_lines([names]))
    count = 0
    for batch in batched(rows):
        file.write(_lines(batch))
        count += len(batch)
    return count


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    held = io.StringIO(newline="")
    csv.writer(held).writerows(rows)
    return held.getvalue().encode()
