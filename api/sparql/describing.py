"""What an endpoint says of itself: a SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator

from api.sparql.answer import GRAPHS_AS, ROWS_AS
from api.sparql.generation import About
from schema.mapping import TYPE
from schema.rdf import DCT, SD, VOID
from schema.statements import Statements, Triple, statements
from schema.terms import integer, literal


def description(endpoint: str, of: About) -> Statements:
    """The service at an address, and the dataset that it is asked about."""
    return statements(_described(f"<{endpoint}>", of))


def _described(service: str, of: About) -> Iterator[Triple]:
    dataset, graph = f"{service[:-1]}#dataset>", f"{service[:-1]}#graph>"
    yield service, TYPE, f"<{SD.Service}>"
    yield service, f"<{SD.endpoint}>", service
    yield service, f"<{SD.supportedLanguage}>", f"<{SD.SPARQL11Query}>"
    formats = [*(one.iri for one in ROWS_AS.values()), *(one.iri for one in GRAPHS_AS.values())]
    for iri in formats:
        yield service, f"<{SD.resultFormat}>", f"<{iri}>"
    yield service, f"<{SD.defaultDataset}>", dataset
    yield dataset, TYPE, f"<{SD.Dataset}>"
    yield dataset, f"<{DCT.identifier}>", literal(f"{of.store_id}/{of.revision}")
    yield dataset, f"<{SD.defaultGraph}>", graph
    yield graph, TYPE, f"<{SD.Graph}>"
    yield graph, TYPE, f"<{VOID.Dataset}>"
    yield graph, f"<{VOID.triples}>", integer(of.triples)
