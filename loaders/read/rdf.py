"""Reads an almanac's own dumps (N-Quads, TriG) into the statements of each graph.

Invariants: nothing is given before all of it was read, so that what was cut off is not taken for the whole.  The
statements are held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyoxigraph

from schema.addresses import Addresses
from schema.errors import Invalid, Unreadable
from schema.rdf import OWN, RDF, VOCABULARY_VERSION, VOID
from schema.readback import About
from schema.terms import parsed

_FORMATS = {"nq": pyoxigraph.RdfFormat.N_QUADS, "trig": pyoxigraph.RdfFormat.TRIG}
_FULL = f"<{OWN.says}>"


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump: its addresses, and what stands in each of its graphs, "" being the fold."""

    addresses: Addresses
    graphs: dict[str, About]

    @property
    def full(self) -> bool:
        """Whether it holds assertions with their stamps, as full dumps do."""
        return any(_FULL in told for about in self.graphs.values() for told in about.values())


def read_dump(file: BinaryIO, name: str, where: str) -> Dump:
    """The dump that a file holds, `name` being its format.  Raises Unreadable."""
    graphs: dict[str, About] = {}
    for graph, subject, predicate, term in _quads(file, name, where):
        graphs.setdefault(graph, {}).setdefault(subject, {}).setdefault(predicate, []).append(term)
    subject, told = _head(graphs.get("", {}), where)
    version = int(parsed(told[f"<{OWN.vocabularyVersion}>"][0]).value)
    if version > VOCABULARY_VERSION:
        raise Unreadable(
            f"the dump is in version {version} of the vocabulary, this Almanac knows up to {VOCABULARY_VERSION}",
            where=where,
            do="Upgrade Almanac, or have the dump made by this version",
        )
    if f"<{OWN.atItsEnd}>" not in told:
        raise Unreadable("the dump was cut off before its end", where=where, do="Make or fetch it again")
    try:
        return Dump(Addresses(subject[1:-1].removesuffix("dump")), graphs)
    except Invalid as error:
        raise Unreadable(error.what, where=where, do=error.do) from error


def _quads(file: BinaryIO, name: str, where: str) -> Iterator[tuple[str, str, str, str]]:
    try:
        for quad in pyoxigraph.parse(file, format=_FORMATS[name]):
            graph = quad.graph_name
            named = graph.value if isinstance(graph, pyoxigraph.NamedNode) else ""
            yield named, str(quad.subject), str(quad.predicate), str(quad.object)
    except (SyntaxError, EOFError) as error:
        raise Unreadable(f"it is no {name}: {error}", where=where, do="Make or fetch it again") from error


def _head(fold: About, where: str) -> tuple[str, dict[str, list[str]]]:
    """The dump's own node and what is told of it."""
    for subject, told in fold.items():
        if f"<{VOID.Dataset}>" in told.get(f"<{RDF.type}>", ()) and f"<{OWN.vocabularyVersion}>" in told:
            return subject, told
    raise Unreadable(
        "it is no dump of an almanac, or was cut off",
        where=where,
        do="Load what `almanac export rdf --format nq` or `trig` wrote",
    )
