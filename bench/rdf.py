"""Writing the almanac as N-Triples, beside rdflib serialising the same triples, and how memory stands meanwhile."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import rdflib

from api.rdf.dump import whole
from api.rdf.formats import FORMATS
from bench.timing import Figure, megabytes
from graph.sqlite import open_store
from schema.mapping import Mapping

_SAMPLE = 20  # blocks that rdflib is given: it holds all of them in memory
_WHAT = "RDF: N-Triples, from the store to bytes"


def rdf(store: Path) -> Iterator[Figure]:
    """Triples a second of processor time, of the whole almanac; rdflib's on the first blocks of it, already parsed."""
    reference = _rdflib(store)
    yield Figure(_WHAT, "rdflib, a part, from memory", reference, "triples/s")
    rate, grown = _almanac(store)
    written = Figure(_WHAT, "almanac", rate, "triples/s", ratio=rate / reference, reference="rdflib")
    yield written.within("≥ 500,000 triples/s", rate >= 500_000)
    yield Figure("RDF: memory that a whole export takes", "almanac", grown, "MB")


def _almanac(store: Path) -> tuple[float, float]:
    """Triples a second, and by how many megabytes the process grew at most."""
    opened = open_store(store)
    gc.collect()
    gc.disable()  # as the command does
    try:
        with opened.reader() as reader:
            before = most = megabytes()[0]
            begun, count, looking = time.process_time(), 0, 0.0
            for number, piece in enumerate(FORMATS["nt"].write(whole(reader, Mapping(), graphs=False))):
                asked = time.process_time()
                count += piece.count(b"\n")
                if number % 20 == 0:
                    most = max(most, megabytes()[0])
                looking += time.process_time() - asked
            took = time.process_time() - begun - looking
    finally:
        gc.enable()
        opened.close()
    return count / took, most - before


def _rdflib(store: Path) -> float:
    """Triples a second of rdflib's own N-Triples serialiser."""
    opened = open_store(store)
    with opened.reader() as reader:
        blocks = islice(whole(reader, Mapping(), graphs=False), _SAMPLE)
        data = b"".join(FORMATS["nt"].write(blocks))
    opened.close()
    graph = rdflib.Graph().parse(data=data, format="nt")
    begun = time.process_time()
    graph.serialize(format="nt", encoding="utf-8")
    return len(graph) / (time.process_time() - begun)
