"""JSON Lines (https://jsonlines.org): a node or an edge a line, nodes first; edges are those that have a `src`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

import orjson

from api.export.contents import Contents
from graph.flat import Value, plain
from schema.batches import batched


def write_jsonl(contents: Contents, files: Sequence[BinaryIO]) -> tuple[int, int]:
    """Write the lines; how many nodes and edges there are."""
    (file,) = files
    nodes = (
        {"key": row.key, "kind": row.kind, "label": row.label, **_plain(row.values)}
        for row in contents.nodes()
    )
    edges = (
        {"src": row.src, "dst": row.dst, "type": row.type, **_plain(row.values)} for row in contents.edges()
    )
    return _written(file, nodes), _written(file, edges)


def _plain(told: Mapping[str, Value]) -> dict[str, Any]:
    return {name: plain(value) for name, value in told.items()}


def _written(file: BinaryIO, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    for batch in batched(rows):
        file.write(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in batch))
        count += len(batch)
    return count
