"""Writes N-Triples and N-Quads: a line a statement, each term as it already stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.rdf.blocks import Block


def ntriples(blocks: Iterable[Block]) -> Iterator[bytes]:
    """N-Triples, a block at a time; graphs are not told."""
    for block in blocks:
        yield "".join([f"{s} {p} {o} .\n" for s, p, o in block.triples]).encode()


def nquads(blocks: Iterable[Block]) -> Iterator[bytes]:
    """N-Quads, a block at a time."""
    for block in blocks:
        end = f" <{block.graph}> .\n" if block.graph else " .\n"
        yield "".join([f"{s} {p} {o}{end}" for s, p, o in block.triples]).encode()
