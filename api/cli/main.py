"""The command `almanac`."""

from __future__ import annotations

import click

from api.cli.frame import Group

COMMANDS = {
    "load": "api.cli.loading",
    "serve": "api.cli.serving",
    "show": "api.cli.showing",
    "search": "api.cli.finding",
    "neighbours": "api.cli.around",
    "path": "api.cli.around",
    "trending": "api.cli.finding",
    "export": "api.cli.exporting",
    "copy": "api.cli.copying",
    "follow": "api.cli.copying",
    "draw": "api.cli.copying",
    "sparql": "api.cli.asking",
    "history": "api.cli.history",
    "diff": "api.cli.history",
    "merge": "api.cli.judging",
    "split": "api.cli.judging",
    "deny": "api.cli.judging",
    "judgements": "api.cli.judging",
    "quarantine": "api.cli.quarantined",
    "stats": "api.cli.upkeep",
    "check": "api.cli.upkeep",
    "snapshot": "api.cli.upkeep",
}


@click.group(cls=Group, parts=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--store",
    metavar="PATH|ADDRESS",
    help="The almanac that is meant, a file or a Neo4j server (bolt://…, neo4j://…); else ALMANAC_STORE, else var/almanac.db.",
)
@click.option("--alongside", is_flag=True, help="Let the almanac share its Neo4j database with other graphs.")
@click.version_option(package_name="almanac-kg", prog_name="almanac")
def main(store: str | None, alongside: bool) -> None:
    """Almanac: feeds in, one property graph, entity pages and GraphQL out.

    Exit codes: 0 done, 1 nothing could be done or check found something, 2 usage, 3 not found, 4 refused.
    """
