"""Writes Turtle and TriG: one paragraph a subject, known vocabularies shortened by their prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from api.rdf.blocks import Block
from schema.mapping import TYPE
from schema.rdf import VOCABULARIES
from schema.statements import Triple
from schema.terms import Term

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PREFIXES = "".join(f"@prefix {one.prefix}: <{one.base}> .\n" for one in VOCABULARIES) + "\n"


def turtle(blocks: Iterable[Block]) -> Iterator[bytes]:
    """Turtle, a block at a time; graphs are not told."""
    yield PREFIXES.encode()
    for block in blocks:
        yield "".join(_paragraphs(block.triples, "")).encode()


def trig(blocks: Iterable[Block]) -> Iterator[bytes]:
    """TriG, a block at a time; a graph's name may come again further down."""
    yield PREFIXES.encode()
    for block in blocks:
        if not block.statements:
            continue
        if block.graph:
            yield f"<{block.graph}> {{\n{''.join(_paragraphs(block.triples, '  '))}}}\n".encode()
        else:
            yield "".join(_paragraphs(block.triples, "")).encode()


def _paragraphs(triples: Iterable[Triple], indent: str) -> Iterator[str]:
    for subject, own in groupby(triples, key=lambda triple: triple[0]):
        lines = []
        for predicate, same in groupby(own, key=lambda triple: triple[1]):
            verb = "a" if predicate == TYPE else _short(predicate)
            lines.append(f"{verb} {', '.join([_object(triple[2]) for triple in same])}")
        yield f"{indent}{subject} {f' ;{chr(10)}{indent}    '.join(lines)} .\n"


def _object(term: Term) -> str:
    if term[0] == "<":
        return _short(term) if not term.startswith(_OWN) else term
    if term[-1] == ">":
        end = term.rindex("^^<") + 2
        return f"{term[:end]}{_short(term[end:])}"
    return term


_OWN = ("<urn:almanac:id/", "<http://www.wikidata.org/")


@lru_cache(maxsize=4096)
def _short(term: Term) -> str:
    """An IRI of a known vocabulary as prefix and name; any other as it is."""
    iri = term[1:-1]
    for vocabulary in VOCABULARIES:
        local = iri.removeprefix(vocabulary.base)
        if local != iri and _LOCAL.fullmatch(local):
            return f"{vocabulary.prefix}:{local}"
    return term
