"""Writes N-Triples and N-Quads: a line a statement, each term as it already stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.rdf.blocks import Block
from schema.statements import BETWEEN, END, Statements


def ntriples(blocks: Iterable[Block]) -> Iterator[bytes]:
    """N-Triples, a block at a time; graphs are not told."""
    for block in blocks:
        yield _lines(block.statements, " .\n")


def nquads(blocks: Iterable[Block]) -> Iterator[bytes]:
    """N-Quads, a block at a time."""
    for block in blocks:
        yield _lines(block.statements, f" <{block.graph}> .\n" if block.graph else " .\n")


def _lines(text: Statements, end: str) -> bytes:
    return text.replace(BETWEEN, " ").replace(END, end).encode()
