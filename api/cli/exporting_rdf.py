"""`almanac export rdf`: the almanac as linked data."""

from __future__ import annotations

import gc
import gzip
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

import click
import orjson
import zstandard

from api.answers.resolving import resolve
from api.cli.frame import Shell, command
from api.export.target import whole_files
from api.rdf import blocks
from api.rdf.changes import patch
from api.rdf.describing import description
from api.rdf.dump import Census, whole
from api.rdf.formats import FORMATS, Format
from api.rdf.publishing import policy
from graph.store import Reader
from graph.view import View
from schema.addresses import Addresses
from schema.errors import BadRequest
from schema.mapping import Mapping
from schema.ontology import EDGE_TYPES

_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class _Asked:
    format: Format
    packing: str
    full: bool
    entities: tuple[str, ...]
    out: str
    since: int | None
    least: int | None

    @property
    def is_part(self) -> bool:
        """Whether it is less than the almanac: no description is made of that."""
        return bool(self.entities) or self.since is not None


@command("almanac export rdf --format nq --gzip --out almanac.nq.gz", name="rdf")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="nt",
    show_default=True,
    help="nt, turtle and jsonld hold the graph as read; nq and trig also what each source said, in its own graph.",
)
@click.option("--gzip", "packing", flag_value="gzip", help="Pack it with gzip.")
@click.option("--zstd", "packing", flag_value="zstd", help="Pack it with Zstandard.")
@click.option("--full", is_flag=True, help="All there is, to load again (nq, trig); not for publication.")
@click.option(
    "--entity",
    "entities",
    multiple=True,
    metavar="WHAT",
    help="Only this node and its edges; may be repeated.",
)
@click.option(
    "--since",
    type=int,
    metavar="REVISION",
    help="Only what changed after it in what sources said and persons judged, as RDF Patch (nq).",
)
@click.option(
    "--cooccurrence",
    "least",
    type=click.IntRange(1),
    metavar="LEAST",
    help="Also the pairs of entities that share so many events or more.",
)
@click.option(
    "--base", metavar="ADDRESS", help="With what addresses begin; else ALMANAC_BASE, else urn:almanac:."
)
@click.option(
    "--out",
    default=_STDOUT,
    metavar="FILE",
    help="Where to, a description (DCAT, VoID) beside it; standard output without.",
)
def rdf(
    shell: Shell,
    format_: str,
    packing: str | None,
    full: bool,
    entities: tuple[str, ...],
    since: int | None,
    least: int | None,
    base: str | None,
    out: str,
) -> None:
    """Write RDF: N-Triples, N-Quads, Turtle, TriG or JSON-LD, as a stream in a fixed order."""
    asked = _Asked(FORMATS[format_], packing or "", full, entities, out, since, least)
    _check(asked)
    mapping = Mapping(Addresses(base or shell.settings.base))
    census = Census(closely=out != _STDOUT and not asked.is_part)
    with _written(shell, mapping, asked, census) as (reader, written):
        if out == _STDOUT:
            _pour(written, sys.stdout.buffer, asked.packing)
        else:
            _to_files(reader, mapping, written, asked, census)
    _tell(shell, asked, census)


def _check(asked: _Asked) -> None:
    """Raises BadRequest for what does not go together."""
    name = asked.format.name
    if asked.full and not asked.format.graphs:
        raise BadRequest(f"{name} can't hold a full dump, which needs graphs", do="Use --format nq or trig")
    if asked.full and (asked.is_part or asked.least):
        raise BadRequest(
            "a full dump holds all that was said, and nothing else",
            do="Ask for --full without another choice",
        )
    if asked.since is not None and (asked.entities or asked.least or name != "nq"):
        raise BadRequest(
            "changes are written as a patch of N-Quads, whole",
            do="Ask for --since with --format nq, and alone",
        )


@contextmanager
def _written(
    shell: Shell, mapping: Mapping, asked: _Asked, census: Census
) -> Iterator[tuple[Reader, Iterator[bytes]]]:
    """The snapshot that is written, and the bytes of what was asked for."""
    with shell.almanac() as almanac, ExitStack() as opened:
        if not (asked.entities or asked.least):
            reader: Reader = opened.enter_context(almanac.store.reader())
            if asked.since is not None:
                yield reader, patch(reader, mapping, asked.since)
                return
            contents = whole(reader, mapping, graphs=asked.format.graphs, full=asked.full)
        else:
            view = opened.enter_context(almanac.view())
            reader = view.reader
            contents = _chosen(view, mapping, asked)
        yield reader, asked.format.write(census.counting(contents))


def _chosen(view: View, mapping: Mapping, asked: _Asked) -> Iterator[blocks.Block]:
    """The nodes asked for, or all; and the pairs, of which each has one of the nodes where any were asked for."""
    keys = [resolve(view, one).key for one in asked.entities]
    if keys:
        yield from blocks.about(view.reader, mapping, policy(view.reader), keys, tuple(EDGE_TYPES))
    else:
        yield from whole(view.reader, mapping, graphs=asked.format.graphs)
    if asked.least:
        pairs = view.traversals.network(least=asked.least)
        yield from blocks.cooccurrence(pairs, mapping, frozenset(keys))


def _to_files(
    reader: Reader, mapping: Mapping, written: Iterator[bytes], asked: _Asked, census: Census
) -> None:
    path = Path(asked.out)
    names = [path.name] if asked.is_part else [path.name, f"{path.name}.void.ttl"]
    with whole_files(path.parent, names) as files:
        _pour(written, files[0], asked.packing)
        files[0].flush()
        if not asked.is_part:
            part = Path(files[0].name)
            files[1].writelines(
                description(reader, mapping, census, part, path.name, asked.format.media, full=asked.full)
            )


def _pour(written: Iterator[bytes], target: BinaryIO, packing: str) -> None:
    # All that is made here goes when nothing holds it any more; looking for cycles in it takes a seventh of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with _packed(target, packing) as packed:
            for piece in written:
                packed.write(piece)
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _packed(target: BinaryIO, packing: str) -> Iterator[IO[bytes]]:
    """`target`, through the compression asked for.  No time and no name go into it: the same bytes each time."""
    if packing == "gzip":
        with gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as packed:
            yield cast("IO[bytes]", packed)
    elif packing == "zstd":
        with zstandard.ZstdCompressor().stream_writer(target, closefd=False) as stream:
            yield cast("IO[bytes]", stream)
    else:
        yield target


def _tell(shell: Shell, asked: _Asked, census: Census) -> None:
    aside = asked.out == _STDOUT
    if shell.json:
        told = {"statements": census.quads, "graph": census.triples, "file": None if aside else asked.out}
        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode(), err=aside)
    elif not aside and asked.since is not None:
        click.echo(f"what changed since revision {asked.since} is in {asked.out}")
    elif not aside:
        click.echo(f"{census.quads:,} statements in {asked.out}")
