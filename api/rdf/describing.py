"""The description of a dump: DCAT and VoID with its real counts, its sources' licences, its checksum.  Turtle.

Counts are of the default graph, the fold; what the sources' graphs add is the number of quads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from api.rdf.blocks import FOLD, Block
from api.rdf.dump import NOT_FOR_PUBLICATION, Census
from api.rdf.turtle import turtle
from graph.store import Reader
from schema.batches import batched
from schema.mapping import TYPE, Mapping
from schema.ontology import KINDS
from schema.rdf import DCAT, DCT, OWN, SPDX, VOID, XSD
from schema.statements import Triple, statements
from schema.terms import Term, integer, literal, typed


def description(
    reader: Reader, mapping: Mapping, census: Census, file: Path, name: str, media: str, *, full: bool
) -> Iterator[bytes]:
    """The description of the dump that `file` holds, and which will be called `name`."""
    dump = f"<{mapping.addresses.dump}>"
    yield from turtle(
        (
            Block(FOLD, statements(_dataset(reader, dump, census, full))),
            Block(FOLD, statements(_partitions(dump, census))),
            Block(FOLD, statements(_distribution(dump, file, name, media))),
            *_sources(reader, mapping, dump),
        )
    )


def _dataset(reader: Reader, dump: Term, census: Census, full: bool) -> Iterator[Triple]:
    for cls in (VOID.Dataset, DCAT.Dataset):
        yield dump, TYPE, f"<{cls}>"
    yield dump, f"<{DCT.title}>", literal("Almanac")
    yield dump, f"<{DCT.description}>", literal(f"An almanac as linked data, revision {reader.revision}.")
    yield dump, f"<{DCT.identifier}>", literal(f"{reader.store_id}/{reader.revision}")
    yield dump, f"<{VOID.triples}>", integer(census.triples)
    yield dump, f"<{OWN.quads}>", integer(census.quads)
    yield dump, f"<{VOID.entities}>", integer(sum(n for kind, n in reader.counts().items() if kind in KINDS))
    yield dump, f"<{VOID.classes}>", integer(len(census.classes))
    yield dump, f"<{VOID.properties}>", integer(len(census.predicates))
    if full:
        yield dump, f"<{DCT.accessRights}>", literal(NOT_FOR_PUBLICATION)


def _partitions(dump: Term, census: Census) -> Iterator[Triple]:
    for number, (cls, count) in enumerate(sorted(census.classes.items()), 1):
        part = f"{dump[:-1]}#class-{number}>"
        yield dump, f"<{VOID.classPartition}>", part
        yield part, f"<{VOID['class']}>", cls
        yield part, f"<{VOID.entities}>", integer(count)
    for number, (predicate, count) in enumerate(sorted(census.predicates.items()), 1):
        part = f"{dump[:-1]}#property-{number}>"
        yield dump, f"<{VOID.propertyPartition}>", part
        yield part, f"<{VOID.property}>", predicate
        yield part, f"<{VOID.triples}>", integer(count)


def _distribution(dump: Term, file: Path, name: str, media: str) -> Iterator[Triple]:
    held, checksum = f"{dump[:-1]}#file>", f"{dump[:-1]}#checksum>"
    yield dump, f"<{DCAT.distribution}>", held
    yield held, TYPE, f"<{DCAT.Distribution}>"
    yield held, f"<{DCT.title}>", literal(name)
    yield held, f"<{DCAT.mediaType}>", f"<https://www.iana.org/assignments/media-types/{media}>"
    yield held, f"<{DCAT.byteSize}>", typed(str(file.stat().st_size), XSD.nonNegativeInteger)
    yield held, f"<{SPDX.checksum}>", checksum
    yield checksum, TYPE, f"<{SPDX.Checksum}>"
    yield checksum, f"<{SPDX.algorithm}>", f"<{SPDX['checksumAlgorithm_sha256']}>"
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    yield checksum, f"<{SPDX.checksumValue}>", typed(digest, XSD.hexBinary)


def _sources(reader: Reader, mapping: Mapping, dump: Term) -> Iterator[Block]:
    """Every source with its licence and attribution, as it is in the almanac."""
    for keys in batched(reader.scan_keys({"Source"})):
        for key, node in sorted(reader.nodes(keys).items()):
            yield Block(FOLD, statements([(dump, f"<{DCT.source}>", f"<{mapping.addresses.node(key)}>")]))
            yield Block(FOLD, mapping.node(node))
