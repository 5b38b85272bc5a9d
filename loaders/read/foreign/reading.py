"""A document of foreign RDF as a gazetteer, with a report of what was not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO

from loaders.read.foreign import terms
from loaders.read.foreign.rows import Read
from loaders.read.foreign.things import Thing, read_things
from loaders.read.gazetteer import gazetteer
from loaders.read.head import Head, head
from loaders.read.packing import ERRORS, unpacked
from loaders.read.values import Gazetteer
from schema.errors import Unreadable
from schema.rdf import DCT, RDF, RDFS, SKOS

_SHOWN = 20  # sorts of what was not understood that are told


def read_foreign(stream: BinaryIO, *, name: str, source: str = "") -> Gazetteer:
    """The entities, names and relations of a document of RDF.

    source: who says it; a SKOS scheme's own title where it is not given.  Raises Unreadable for a document that can't be
    parsed, holds nothing that is known, or is nobody's.  Holds the whole document.
    """
    try:
        with unpacked(stream, name) as plain:
            things, troubles = read_things(plain, name)
    except ERRORS as error:
        raise Unreadable(f"can't be unpacked ({error})", where=name, do="Make or fetch it again") from error
    spoken = _head(things, name, source)
    read = Read(things)
    rows = read.rows()
    report = _report(read.strange, len(rows), len(things))
    if not rows:
        raise Unreadable(
            f"holds nothing that is known. {report}",
            where=name,
            do="docs/formats.md says which classes are read",
        )
    return gazetteer(spoken, (*troubles, *rows), notes=(report,))


def _head(things: Mapping[str, Thing], name: str, source: str) -> Head:
    """Who speaks: whoever is given, else the one scheme of the document."""
    schemes = [
        thing for thing in things.values() if any(one.text == terms.SCHEME for one in thing.values(RDF.type))
    ]
    fields: dict[str, object] = {}
    if len(schemes) == 1:
        for field, predicates in _HEAD.items():
            if values := schemes[0].values(*predicates):
                fields[field] = values[0].text[:10] if field == "updated" else values[0].text
    if not source and "name" in fields:
        fields["source"] = fields["name"]
    return head(fields, name=name, place="the scheme", source=source, example="--source NAME", complete=False)


_HEAD = {
    "name": (DCT.title, SKOS.prefLabel, RDFS.label),
    "licence": (DCT.license, DCT.rights),
    "attribution": (DCT.creator, DCT.publisher),
    "updated": (DCT.modified, DCT.issued),
}


def _report(strange: Counter[str], taken: int, things: int) -> str:
    """How many things were taken, and what was not understood, the most frequent first."""
    found = [
        (what, count) for what, count in sorted(strange.items(), key=lambda one: (-one[1], one[0])) if count
    ]
    text = f"{taken:,} of {things:,} things taken"
    if not found:
        return f"{text}; all that is said of them was understood"
    shown = ", ".join(f"{count:,} × {what}" for what, count in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} other sorts" if len(found) > _SHOWN else ""
    return f"{text}; not understood: {shown}{more}"
