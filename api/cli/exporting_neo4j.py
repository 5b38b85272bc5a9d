"""`almanac export neo4j`: the whole almanac as files for Neo4j's bulk import."""

from __future__ import annotations

import shlex
from pathlib import Path
from secrets import token_hex

import click

from api.cli import out
from api.cli.frame import Shell, command
from api.export.target import whole_files


@command("almanac export neo4j bulk/")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--cooccurrence", is_flag=True, help="Also what co-occurs, as dated CO_OCCURS_WITH relationships."
)
def neo4j(shell: Shell, folder: Path, cooccurrence: bool) -> None:
    """Write files for neo4j-admin database import, a schema script, and the command that imports them.

    The database that is made of them is the almanac whole, with its log, notes and full texts; a million events take
    minutes.  The command is `import.sh` in the folder; the server must be stopped while it runs.
    """
    # Here and not above: commands on a file need no driver.
    from graph.neo4j.bulk import COMMAND, FILES, write
    from graph.neo4j.cooccurrence import to_draw

    with shell.almanac() as almanac, almanac.store.reader() as reader, whole_files(folder, FILES) as files:
        opened = dict(zip(FILES, files, strict=True))
        if cooccurrence:
            with almanac.view() as view:
                nodes, edges = write(reader, token_hex(16), to_draw(view, almanac.clock()), opened)
        else:
            nodes, edges = write(reader, token_hex(16), (), opened)
    command_ = f"sh {shlex.quote(str(folder / COMMAND))}"
    if shell.json:
        out.json({"nodes": nodes, "edges": edges, "command": command_})
        return
    out.line(f"{nodes:,} nodes and {edges:,} edges in {folder}")
    out.line(f"With the server stopped: {command_}")
