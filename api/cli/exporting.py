"""`almanac export`: the graph or the co-occurrence network, for other tools."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, get_args

import click
import orjson

from api.cli import choices
from api.cli.exporting_neo4j import neo4j
from api.cli.exporting_rdf import rdf
from api.cli.frame import Group, Shell, command
from api.export.contents import Contents, graph, network
from api.export.formats import FORMATS, Format
from api.export.target import whole_files
from api.graphql.scalars import instant
from graph.flat import Selection
from graph.view import Rank, Window
from schema.errors import BadRequest
from schema.ontology import ENTITY_KINDS

F = TypeVar("F", bound=Callable[..., Any])
_Maker: TypeAlias = Callable[
    [Shell, Collection[str], Window, "int | None", "Rank | None"], AbstractContextManager[Contents]
]
_STDOUT = "-"


@click.group(cls=Group)
def export() -> None:
    """Write the graph, or the co-occurrence network, for other tools."""


def _exported(function: F) -> F:
    """The options that every format takes."""
    options = [
        click.option(
            "--what",
            type=click.Choice(["graph", "cooccurrence"]),
            default="graph",
            show_default=True,
            help="The graph as read, or the weighted network of entities met in the same events.",
        ),
        choices.kind,
        choices.since,
        choices.until,
        click.option(
            "--least", type=int, help="Only pairs that share at least so many events; 1 where not given."
        ),
        click.option(
            "--rank",
            type=click.Choice(get_args(Rank)),
            help="What weighs a pair; count where not given.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


_to_file = click.option("--out", default=_STDOUT, metavar="FILE", help="Where to; standard output without.")
_to_folder = click.option("--out", required=True, metavar="DIR", help="The folder of nodes and edges.")


@command("almanac export graphml --out graph.graphml")
@_to_file
@_exported
def graphml(shell: Shell, **asked: Any) -> None:
    """Write GraphML, for Gephi, networkx, igraph, yEd and Cytoscape."""
    _export(shell, "graphml", **asked)


@command("almanac export gexf --what cooccurrence --least 3 --rank npmi --out company.gexf")
@_to_file
@_exported
def gexf(shell: Shell, **asked: Any) -> None:
    """Write GEXF 1.2, for Gephi."""
    _export(shell, "gexf", **asked)


@command("almanac export csv --kind Model --kind Organization --out models", name="csv")
@_to_folder
@_exported
def csv(shell: Shell, **asked: Any) -> None:
    """Write nodes.csv and edges.csv, for spreadsheets and databases."""
    _export(shell, "csv", **asked)


@command("almanac export jsonl --since 2026-08-01 --out august.jsonl")
@_to_file
@_exported
def jsonl(shell: Shell, **asked: Any) -> None:
    """Write JSON Lines: a node or an edge a line, nodes first."""
    _export(shell, "jsonl", **asked)


@command("almanac export parquet --out tables")
@_to_folder
@_exported
def parquet(shell: Shell, **asked: Any) -> None:
    """Write nodes.parquet and edges.parquet, for DuckDB, pandas, Polars and Spark."""
    _export(shell, "parquet", **asked)


for _one in (graphml, gexf, csv, jsonl, parquet, rdf, neo4j):
    export.add_command(_one)


def _export(
    shell: Shell,
    name: str,
    *,
    out: str,
    what: str,
    kinds: tuple[str, ...],
    since: str | None,
    until: str | None,
    least: int | None,
    rank: Rank | None,
) -> None:
    format_ = FORMATS[name]
    window = Window(*(instant(text) if text else None for text in (since, until)))
    known = choices.checked_kinds(kinds) or ()
    make: _Maker = _graph
    if what == "cooccurrence":
        make = _network
    with make(shell, known, window, least, rank) as contents:
        nodes, edges, places = _written(format_, contents, out)
    aside = out == _STDOUT
    if shell.json:
        told = {"nodes": nodes, "edges": edges, "files": places}
        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode(), err=aside)
    elif not aside:
        click.echo(f"{nodes:,} nodes and {edges:,} edges in {' and '.join(places)}")


@contextmanager
def _graph(
    shell: Shell, kinds: Collection[str], window: Window, least: int | None, rank: Rank | None
) -> Iterator[Contents]:
    for option, given in (("--least", least), ("--rank", rank)):
        if given is not None:
            raise BadRequest(f"{option} has a meaning for pairs only", do="Add --what cooccurrence")
    with shell.almanac() as almanac, almanac.store.reader() as reader:
        yield graph(reader, Selection(kinds, window))


@contextmanager
def _network(
    shell: Shell, kinds: Collection[str], window: Window, least: int | None, rank: Rank | None
) -> Iterator[Contents]:
    for kind in kinds:
        if kind not in ENTITY_KINDS:
            raise BadRequest(
                f"{kind} is no kind of entity, and only entities are mentioned",
                do=f"Kinds of entities: {', '.join(ENTITY_KINDS)}",
            )
    with shell.almanac() as almanac, almanac.view() as view:
        pairs = view.traversals.network(
            window, kinds=kinds, least=1 if least is None else least, rank=rank or "count"
        )
        yield network(view.reader, pairs, kinds)


def _written(format_: Format, contents: Contents, out: str) -> tuple[int, int, list[str]]:
    """How many nodes and edges were written, and where."""
    if out == _STDOUT and not format_.files:
        counts = format_.write(contents, [sys.stdout.buffer])
        return *counts, []
    if out == _STDOUT:
        raise BadRequest(
            f"{' and '.join(format_.files)} can't both go to standard output", do="Name a folder with --out"
        )
    path = Path(out)
    folder, names = (path, format_.files) if format_.files else (path.parent, (path.name,))
    with whole_files(folder, names) as files:
        counts = format_.write(contents, files)
    return *counts, [str(folder / name) for name in names]
