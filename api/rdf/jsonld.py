"""Writes JSON-LD: one object a subject in one `@graph`, a line each, so that it can be written as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson

from api.rdf.blocks import Block
from schema.mapping import TYPE
from schema.rdf import VOCABULARIES, compact
from schema.statements import Triple
from schema.terms import Term, parsed

CONTEXT = {one.prefix: one.base for one in VOCABULARIES}


def jsonld(blocks: Iterable[Block]) -> Iterator[bytes]:
    """A JSON-LD document, a block at a time; graphs are not told.  A subject may come again further down."""
    yield b'{"@context":' + orjson.dumps(CONTEXT) + b',"@graph":['
    separator = b"\n"
    for block in blocks:
        for thing in objects(block.triples):
            yield separator + orjson.dumps(thing)
            separator = b",\n"
    yield b"\n]}\n"


def objects(triples: Iterable[Triple]) -> Iterator[dict[str, Any]]:
    """An object for each run of triples of one subject."""
    for subject, own in groupby(triples, key=lambda triple: triple[0]):
        thing: dict[str, Any] = {"@id": subject[1:-1]}
        for _, predicate, term in own:
            if predicate == TYPE:
                thing.setdefault("@type", []).append(compact(term[1:-1]))
            else:
                thing.setdefault(compact(predicate[1:-1]), []).append(_value(term))
        yield thing


def _value(term: Term) -> Any:
    part = parsed(term)
    if part.iri:
        return {"@id": part.value}
    if part.language:
        return {"@value": part.value, "@language": part.language}
    if part.datatype:
        return {"@value": part.value, "@type": compact(part.datatype)}
    return part.value
