"""Holds the whole graph in RDF against its shapes with pyshacl, the reference.  All of it is in memory meanwhile."""

from __future__ import annotations

import pyshacl
import rdflib
from rdflib.namespace import SH

from api.rdf.dump import whole
from api.rdf.formats import FORMATS
from graph.store import Reader
from schema.mapping import Mapping
from schema.shacl import shapes


def violations(reader: Reader) -> list[str]:
    """What of the graph as read is not as its shapes say, a line each, sorted; nothing where it conforms."""
    written = b"".join(FORMATS["nt"].write(whole(reader, Mapping(), graphs=False)))
    return violations_of(written)


def violations_of(ntriples: bytes) -> list[str]:
    """The same of any graph, given as N-Triples."""
    data = rdflib.Graph().parse(data=ntriples, format="nt")
    shapes_graph = rdflib.Graph().parse(data=shapes(), format="nt")
    conforms, results, _ = pyshacl.validate(data, shacl_graph=shapes_graph, inference="none")
    if conforms:
        return []
    found = []
    for result in results.subjects(rdflib.RDF.type, SH.ValidationResult):
        node, path, message = (
            results.value(result, term) for term in (SH.focusNode, SH.resultPath, SH.resultMessage)
        )
        found.append(f"{node}: {path}: {message}")
    return sorted(found)
