"""The formats of RDF: what each is called, how it is asked for over HTTP, and who writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from api.rdf.blocks import Block
from api.rdf.jsonld import jsonld
from api.rdf.lines import nquads, ntriples
from api.rdf.turtle import trig, turtle

Writer: TypeAlias = Callable[[Iterable[Block]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.  graphs: whether it tells of graphs; the others hold the fold alone."""

    name: str
    media: str
    write: Writer
    graphs: bool = False


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("nt", "application/n-triples", ntriples),
        Format("nq", "application/n-quads", nquads, graphs=True),
        Format("turtle", "text/turtle", turtle),
        Format("trig", "application/trig", trig, graphs=True),
        Format("jsonld", "application/ld+json", jsonld),
    )
}
