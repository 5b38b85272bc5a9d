"""Writes N-Triples and N-Quads: a line a statement, as they already stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.rdf.blocks import Block
from schema.statements import END


def ntriples(blocks: Iterable[Block]) -> Iterator[bytes]:
    """N-Triples, a block at a time; graphs are not told."""
    for block in blocks:
        yield block.statements.encode()


def nquads(blocks: Iterable[Block]) -> Iterator[bytes]:
    """N-Quads, a block at a time."""
    for block in blocks:
        text = block.statements
        yield (text.replace(END, f" <{block.graph}>{END}") if block.graph else text).encode()
