"""The formats of exports: what each is called, which files it makes, and who writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from api.export.contents import Contents
from api.export.lines import write_jsonl
from api.export.parquet import write_parquet
from api.export.tables import write_csv
from api.export.xml import write_gexf, write_graphml

Writer: TypeAlias = Callable[[Contents, Sequence[BinaryIO]], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.  files: the names of the files that it makes in a folder; none where it is one stream."""

    write: Writer
    files: tuple[str, ...] = ()


FORMATS: Mapping[str, Format] = {
    "graphml": Format(write_graphml),
    "gexf": Format(write_gexf),
    "csv": Format(write_csv, ("nodes.csv", "edges.csv")),
    "jsonl": Format(write_jsonl),
    "parquet": Format(write_parquet, ("nodes.parquet", "edges.parquet")),
}
