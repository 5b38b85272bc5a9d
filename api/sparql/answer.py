"""What one question comes to: asks the data, and writes the answer in the format wanted, with a limit on its rows.

Oxigraph writes an answer in one go, so rows are counted as they are written: in TSV and N-Triples, where each row is a
line.  Other formats are made of that afterwards.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
)

MOST_BYTES = 50_000_000
ROWS_AS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS_AS = {
    "turtle": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
SOLUTIONS = {one.media_type.partition(";")[0]: one for one in ROWS_AS.values()}
GRAPHS = {one.media_type: one for one in GRAPHS_AS.values()}
Why: TypeAlias = Literal["query", "too much", "memory", "data", "gone"]
# The media type of each format by its name.
MEDIA = dict(zip((*ROWS_AS, *GRAPHS_AS), (*SOLUTIONS, *GRAPHS), strict=True))


@dataclass(frozen=True, slots=True)
class Question:
    """A query, what it is asked of, and how it is to be answered.

    data: the folder to open.  solutions, graph: the media type for an answer of either sort, "" where none will do.
    default_graphs, named_graphs: the IRIs of the dataset, where the request says one.
    """

    data: Path
    query: str
    solutions: str
    graph: str
    rows: int
    prefixes: dict[str, str] = field(default_factory=dict)
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent.  media: "" where it would be of a sort that is not acceptable."""

    media: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no answer: what, and in words."""

    why: Why
    text: str = ""


class TooMuch(Exception):
    """An answer with more rows or bytes than it may have; says so in words."""


def answered(data: pyoxigraph.Store, question: Question) -> Answer:
    """The answer.  Raises SyntaxError for what is no query, TooMuch, OSError where the data are damaged."""
    dataset: list[NamedNode | BlankNode | DefaultGraph] = [*map(NamedNode, question.default_graphs)]
    named: list[NamedNode | BlankNode] = [*map(NamedNode, question.named_graphs)]
    told = bool(dataset or named)
    found = data.query(
        question.query,
        prefixes=question.prefixes,
        default_graph=dataset if told else None,
        named_graphs=named if told else None,
    )
    if isinstance(found, QueryTriples):
        return _graph(found, question)
    return _solutions(found, question)


def _solutions(found: QuerySolutions | QueryBoolean, question: Question) -> Answer:
    if not question.solutions:
        return Answer("")
    wanted = SOLUTIONS[question.solutions]
    if isinstance(found, QueryBoolean):
        body = found.serialize(format=wanted)
    else:
        lines = _Lines(question.rows, head=1)
        found.serialize(lines, QueryResultsFormat.TSV)
        body = lines.getvalue()
        if wanted != QueryResultsFormat.TSV:
            body = pyoxigraph.parse_query_results(body, QueryResultsFormat.TSV).serialize(format=wanted)
    return Answer(question.solutions, body or b"")


def _graph(found: QueryTriples, question: Question) -> Answer:
    if not question.graph:
        return Answer("")
    wanted = GRAPHS[question.graph]
    lines = _Lines(question.rows)
    found.serialize(lines, RdfFormat.N_TRIPLES)
    body = lines.getvalue()
    if wanted != RdfFormat.N_TRIPLES:
        triples = (quad.triple for quad in pyoxigraph.parse(body, RdfFormat.N_TRIPLES))
        body = pyoxigraph.serialize(triples, format=wanted, prefixes=question.prefixes) or b""
    return Answer(question.graph, body)


class _Lines(io.BytesIO):
    """What is written, up to a number of lines and those of its head.  Raises TooMuch."""

    def __init__(self, most: int, head: int = 0) -> None:
        super().__init__()
        self._most = most
        self._left = most + head

    def write(self, data: bytes) -> int:  # type: ignore[override]  # Oxigraph gives bytes
        """Take a piece in."""
        self._left -= data.count(b"\n")
        if self._left < 0:
            raise TooMuch(f"the answer has more than {self._most:,} rows")
        if self.tell() + len(data) > MOST_BYTES:
            raise TooMuch(f"the answer has more than {MOST_BYTES:,} bytes")
        return super().write(data)
