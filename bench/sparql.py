"""What asking in SPARQL costs: the copy as RDF, a step of it, and co-occurrence by a query."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from api.sparql.answer import MEDIA
from api.sparql.copy import Copy
from api.sparql.limits import Limits
from api.sparql.service import Asked, Service
from bench.loading import renamed
from bench.statements import news
from bench.synthetic import Synthetic
from bench.timing import Figure, spread, timed
from graph.sqlite import open_store
from schema.addresses import Addresses

LARGEST = 200_000  # events; of a million the copy alone takes a quarter of an hour
_STEP = 500


def sparql(made: Synthetic, path: Path) -> Iterator[Figure]:
    """Making the copy, bringing it in step, asking it; of an almanac that is not too large for a bench."""
    if made.size > LARGEST:
        return
    store = open_store(path)
    copy = Copy(path.with_name(f"{path.name}-rdf"), Addresses())
    with closing(store):
        begun = time.perf_counter()
        about = copy.in_step(store).about
        took = time.perf_counter() - begun
        yield Figure("RDF copy, made", "almanac, Oxigraph", took, "s")
        yield Figure("RDF copy, made", "almanac, Oxigraph", about.quads / took, "statements/s")
        size = sum(file.stat().st_size for file in copy.folder.rglob("*") if file.is_file())
        yield Figure("RDF copy on disk", "almanac, Oxigraph", size / 1e6, "MB")
        store.apply(renamed(next(news(made, _STEP)), f"sparql-{time.time_ns()}"))
        begun = time.perf_counter()
        copy.in_step(store)
        took = (time.perf_counter() - begun) * 1000
        yield Figure(f"RDF copy, in step after {_STEP} events more", "almanac, Oxigraph", took, "ms")
        with closing(
            Service(store, copy, lambda: copy.in_step(store), Limits(seconds=120), wait=60)
        ) as service:
            asked = Asked(_cooccurrence(made.names[0]), MEDIA["json"])
            what = "co-occurrence of the hub, in SPARQL"
            yield spread(what, "almanac, Oxigraph", timed(lambda: service.ask(asked), runs=5))


def _cooccurrence(name: str) -> str:
    return f"""SELECT ?other (COUNT(*) AS ?shared) {{
      ?one schema:name "{name}" . ?event schema:mentions ?one, ?other . FILTER (?other != ?one)
    }} GROUP BY ?other ORDER BY DESC(?shared) LIMIT 20"""
