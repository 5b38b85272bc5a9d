"""Reads RDF with parsers that others wrote, into sets of quads that can be compared: there are no blank nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import orjson
import pyoxigraph
import rdflib
from pyld import jsonld as pyld
from pyoxigraph import RdfFormat
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

Quad: TypeAlias = tuple[str, str, str, str]
_OXIGRAPH = {
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
}
_RDFLIB = {"nt": "nt", "nq": "nquads", "turtle": "turtle", "trig": "trig", "jsonld": "json-ld"}


def by_oxigraph(data: bytes, name: str) -> list[Quad]:
    """Every quad, as often as it stands there."""
    return [
        (str(q.subject), str(q.predicate), str(q.object), _graph(str(q.graph_name)))
        for q in pyoxigraph.parse(data, format=_OXIGRAPH[name])
    ]


def by_rdflib(data: bytes, name: str) -> set[Quad]:
    """Every quad as oxigraph would write it."""
    dataset = rdflib.Dataset()
    kept = rdflib.NORMALIZE_LITERALS  # pyshacl sets it too
    rdflib.NORMALIZE_LITERALS = False  # it would rewrite values such as 6.15E1 as it reads them
    try:
        dataset.parse(data=data, format=_RDFLIB[name])
    finally:
        rdflib.NORMALIZE_LITERALS = kept
    return {(_term(s), _term(p), _term(o), _rdflib_graph(g)) for s, p, o, g in dataset.quads()}


def by_pyld(data: bytes) -> set[Quad]:
    """Every triple of a JSON-LD document, through its expansion and pyld's own N-Quads."""
    expanded = pyld.expand(orjson.loads(data))
    assert expanded
    return set(by_oxigraph(pyld.to_rdf(expanded, {"format": "application/n-quads"}).encode(), "nq"))


def triples(quads: Iterable[Quad]) -> set[Quad]:
    """Those of the default graph."""
    return {quad for quad in quads if not quad[3]}


def _graph(name: str) -> str:
    return "" if name == "DEFAULT" else name


def _rdflib_graph(name: Any) -> str:
    return "" if name is None or name == DATASET_DEFAULT_GRAPH_ID else f"<{name}>"


def _term(term: Any) -> str:
    if isinstance(term, rdflib.URIRef):
        return str(pyoxigraph.NamedNode(str(term)))
    assert isinstance(term, rdflib.Literal), term
    if term.language:
        return str(pyoxigraph.Literal(str(term), language=term.language))
    datatype = pyoxigraph.NamedNode(str(term.datatype)) if term.datatype else None
    return str(pyoxigraph.Literal(str(term), datatype=datatype))
