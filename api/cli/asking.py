"""`almanac sparql`: a query in SPARQL, answered from the copy of the almanac as RDF."""

from __future__ import annotations

import math
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from api.app import rdf_copy
from api.cli import out
from api.cli.frame import Shell, command
from api.sparql.answer import GRAPHS, MEDIA, SOLUTIONS
from api.sparql.limits import UNLESS_SET
from api.sparql.service import Asked, Service
from api.sparql.shown import table
from schema.errors import BadRequest

_JSON, _TURTLE = MEDIA["json"], MEDIA["turtle"]
_STDIN = "-"


@command("almanac sparql 'SELECT ?kind (COUNT(*) AS ?n) { ?node a ?kind } GROUP BY ?kind'")
@click.argument("query", required=False)
@click.option("--file", metavar="FILE", help="Read the query from a file; - is standard input.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(MEDIA)),
    help="How the answer is written; a table, or Turtle for graphs, where not given.",
)
@click.option(
    "--seconds", type=float, help=f"Stop the query after so long; {UNLESS_SET.seconds:g} where not given."
)
@click.option(
    "--rows", type=click.IntRange(1), help=f"At most so many rows; {UNLESS_SET.rows:,} where not given."
)
@click.option("--prepare", is_flag=True, help="Only bring the copy in step with the almanac.")
@click.option(
    "--base", metavar="ADDRESS", help="With what addresses begin; else ALMANAC_BASE, else urn:almanac:."
)
def sparql(
    shell: Shell,
    query: str | None,
    file: str | None,
    format_: str | None,
    seconds: float | None,
    rows: int | None,
    prepare: bool,
    base: str | None,
) -> None:
    """Ask the almanac in SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE.

    The graph as read is the default graph; what each source said is in its named graph, as in `export rdf --format nq`.
    It is asked of a copy beside the store, which is made at the first query and brought in step at each.

    The prefixes of the ontology's page (schema:, skos:, almanac: …) need not be declared.
    """
    if prepare == bool(query or file) or (query and file):
        raise BadRequest("one query is asked at a time", do="Give QUERY, or --file, or --prepare")
    limits = shell.settings.sparql
    limits = replace(limits, seconds=seconds or limits.seconds, rows=rows or limits.rows)
    with shell.almanac() as almanac:
        copy = rdf_copy(almanac, base or shell.settings.base)
        if prepare:
            about = copy.in_step(almanac.store).about
            told = {"revision": about.revision, "statements": about.quads, "folder": str(copy.folder)}
            _tell(shell, told)
            return
        text = query or _read(str(file))
        if sys.stderr.isatty() and copy.newest(almanac.store) is None:
            click.echo("Copying the almanac as RDF, once …", err=True)
        service = Service(almanac.store, copy, lambda: copy.in_step(almanac.store), limits, wait=math.inf)
        with closing(service):
            _ask(shell, service, text, format_)


def _tell(shell: Shell, told: dict[str, object]) -> None:
    if shell.json:
        out.json(told)
    else:
        out.line(f"{told['statements']:,} statements of revision {told['revision']:,} in {told['folder']}")


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == _STDIN else Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"the query can't be read ({error.strerror or error})", where=file) from error
    except UnicodeDecodeError:
        raise BadRequest("the query is no UTF-8", where=file) from None


def _ask(shell: Shell, service: Service, query: str, format_: str | None) -> None:
    media = MEDIA[format_] if format_ else ""
    shown = not media and not shell.json
    solutions = media if media in SOLUTIONS else "" if media else _JSON
    graph = media if media in GRAPHS else "" if media else _TURTLE
    answer = service.ask(Asked(query, solutions, graph)).answer
    if not answer.media:
        sort = "a graph" if solutions else "rows"
        raise BadRequest(f"the answer is {sort}, which {format_} can't hold", do="Choose another --format")
    if shown and answer.media == _JSON:
        found = table(answer.body)
        out.table(found.columns, found.rows)
    else:
        click.echo(answer.body.rstrip(b"\n"))
