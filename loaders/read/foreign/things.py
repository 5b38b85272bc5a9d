"""A document of RDF as things: each subject with all that is said of it, whatever graph that stands in.

N-Triples and N-Quads are read a block of lines at a time, so that a bad line costs that line alone; documents in other
formats are whole or not read at all.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath
from typing import Any, BinaryIO, NamedTuple

import orjson
import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from loaders.read.foreign.terms import plain
from loaders.read.hints import trouble
from loaders.read.packing import PACKED
from schema.errors import Unreadable
from schema.rdf import SDO
from schema.record import Trouble

_BLOCK = 1 << 20
_BASE = "file:///document"  # what relative addresses are of
_SCHEMA_CONTEXTS = ("https://schema.org", "http://schema.org")
_SUFFIXES = {
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".ttl": RdfFormat.TURTLE,
    ".n3": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}


class Value(NamedTuple):
    """What is said of a thing: a literal with its language and datatype, or (`iri`) another thing."""

    text: str
    iri: bool = False
    language: str = ""
    datatype: str = ""


@dataclass(slots=True)
class Thing:
    """A subject, by its IRI or the label of its blank node, and its values by predicate, each once, sorted."""

    iri: str
    said: dict[str, list[Value]] = field(default_factory=dict)

    def values(self, *predicates: str) -> list[Value]:
        """All values of these predicates, those of the first first."""
        return list(chain.from_iterable(sorted(set(self.said.get(one, ()))) for one in predicates))


def read_things(stream: BinaryIO, name: str) -> tuple[dict[str, Thing], list[Trouble]]:
    """The things of a document by their IRI, and its lines that can't be read.  Raises Unreadable."""
    things: dict[str, Thing] = {}
    troubles: list[Trouble] = []
    for quad in _quads(stream, name, troubles):
        subject, term = _term(quad.subject), _term(quad.object)
        if subject is None or term is None:
            continue  # a statement about a statement
        predicate = plain(quad.predicate.value)
        thing = things.setdefault(subject.text, Thing(subject.text))
        thing.said.setdefault(predicate, []).append(term)
    return things, troubles


def _term(term: object) -> Value | None:
    match term:
        case NamedNode():
            return Value(plain(term.value), iri=True)
        case BlankNode():
            return Value(f"_:{term.value}", iri=True)
        case Literal():
            return Value(term.value, language=(term.language or "").lower(), datatype=term.datatype.value)
    return None


def _quads(stream: BinaryIO, name: str, troubles: list[Trouble]) -> Iterator[Quad]:
    head = stream.read(_BLOCK)
    format_ = _format(name, head)
    if format_ in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
        yield from _lines(head, stream, format_, troubles)
        return
    data: Any = head + stream.read()
    if format_ == RdfFormat.JSON_LD:
        data = _without_contexts(data, name)
    try:
        yield from pyoxigraph.parse(data, format_, base_iri=_BASE, lenient=True)
    except SyntaxError as error:
        raise Unreadable(f"is no {format_.name}: {error}", where=name, do="Correct it there") from None


def _format(name: str, head: bytes) -> RdfFormat:
    path = PurePath(name.lower())
    known = _SUFFIXES.get((path.with_suffix("") if path.suffix in PACKED else path).suffix)
    if known:
        return known
    text = head.lstrip()
    if text.startswith((b"{", b"[")):
        return RdfFormat.JSON_LD
    return RdfFormat.RDF_XML if text.startswith((b"<?xml", b"<rdf:")) else RdfFormat.TURTLE


def _lines(head: bytes, stream: BinaryIO, format_: RdfFormat, troubles: list[Trouble]) -> Iterator[Quad]:
    """The statements of a document of lines; those that are none become troubles."""
    number, rest = 0, b""
    for block in chain([head], iter(lambda: stream.read(_BLOCK), b"")):
        whole, found, rest = (rest + block).rpartition(b"\n")
        yield from _block(whole + found, number, format_, troubles)
        number += (whole + found).count(b"\n")
    yield from _block(rest, number, format_, troubles)


def _block(data: bytes, before: int, format_: RdfFormat, troubles: list[Trouble]) -> Iterator[Quad]:
    try:
        yield from list(pyoxigraph.parse(data, format_, lenient=True))
        return
    except SyntaxError:
        pass  # which lines, and why, is found one by one
    for number, line in enumerate(io.BytesIO(data), before + 1):
        try:
            yield from list(pyoxigraph.parse(line, format_, lenient=True))
        except SyntaxError as error:
            text = line.decode("utf-8", "replace").strip()
            why = str(error).partition(": ")[2] or str(error)
            troubles.append(trouble(f"line {number}", f"line {number}", why, "Correct the line", text))


def _without_contexts(data: bytes, name: str) -> bytes:
    """JSON-LD with schema.org's context put in: contexts are not fetched.  Raises Unreadable for any other."""
    try:
        told = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"is no JSON: {error}", where=name, do="Correct it there") from None
    return orjson.dumps(_local(told, name))


def _local(told: Any, name: str) -> Any:
    if isinstance(told, list):
        return [_local(one, name) for one in told]
    if not isinstance(told, dict):
        return told
    return {
        key: _context(value, name) if key == "@context" else _local(value, name)
        for key, value in told.items()
    }


def _context(context: Any, name: str) -> Any:
    if isinstance(context, list):
        return [_context(one, name) for one in context]
    if not isinstance(context, str):
        return context
    if context.rstrip("/") in _SCHEMA_CONTEXTS or context.startswith(
        tuple(f"{one}/" for one in _SCHEMA_CONTEXTS)
    ):
        return {"@vocab": SDO.base}
    raise Unreadable(
        f"needs the context at {context}, and nothing is fetched",
        where=name,
        do="Write the context into the document, or expand it first",
    )
