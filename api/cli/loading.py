"""`almanac load`: feeds, listings, lists and guides in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from api.app import step_back
from api.cli import out
from api.cli.frame import NOTHING_DONE, Shell, command
from api.cli.restoring import dump_format, restored
from graph.desk import Loaded
from loaders.pipeline import load as load_all
from loaders.pipeline import load_starter
from loaders.work import Progress as Tell
from schema.errors import NotFound


@command("almanac load feeds/ people.toml")
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER|-]...")
@click.option(
    "--source", default="", metavar="NAME", help="Who says lists, guides and JSON Lines that name nobody."
)
@click.option("--starter", is_flag=True, help="Load the starter almanac that comes with the program.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["rdf"]),
    help="rdf: the files are RDF that others wrote, such as SKOS, schema.org or Wikidata; docs/formats.md.",
)
@click.option(
    "--batch", default=500, show_default=True, type=click.IntRange(1), help="Items that are applied together."
)
def load(
    shell: Shell, files: tuple[str, ...], source: str, starter: bool, format_: str | None, batch: int
) -> None:
    """Load feeds, listings, lists and guides.

    Takes RSS, Atom, JSON Feed, JSON Lines of records, gazetteers and Markdown guides; `-` reads standard input.

    A dump of an almanac (.nq, .trig, packed or not) restores what it holds.

    The same again changes nothing.  What can't be taken goes to quarantine with its reason.
    """
    if not files and not starter:
        raise click.UsageError("Nothing to load. Name a FILE, a FOLDER, - for standard input, or --starter.")
    given = [_given(name) for name in files]
    step_back()
    with shell.almanac(create=True) as almanac, _progress(shell.json) as tell:
        parts = []
        if starter:
            parts.append(load_starter(almanac.store, clock=almanac.clock, progress=tell))
        dumps = [one for one in given if not format_ and isinstance(one, Path) and dump_format(one)]
        given = [one for one in given if one not in dumps]
        parts += [restored(almanac, shell.settings.actor, path) for path in dumps]
        if given:
            parts.append(
                load_all(
                    almanac.store,
                    given,
                    actor=shell.settings.actor,
                    clock=almanac.clock,
                    source=source,
                    batch=batch,
                    rdf=bool(format_),
                    progress=tell,
                )
            )
    loaded = _sum(parts)
    if shell.json:
        out.json(asdict(loaded))
    else:
        tell_loaded(loaded)
    if not loaded.items:
        click.get_current_context().exit(NOTHING_DONE)


def tell_loaded(loaded: Loaded) -> None:
    """Say what a load did; the last line has the number quarantined."""
    for note in loaded.notes:
        out.line(note)
    for held in loaded.held:
        if held not in loaded.notes:
            out.line(f"quarantined: {held}")
    if loaded.quarantined > len(loaded.held):
        out.line("The others: almanac quarantine list")
    out.line(f"{loaded.items:,} items; {loaded.relinked:,} events linked again")
    assertions = f"{loaded.new:,} new, {loaded.changed:,} changed, {loaded.same:,} same"
    withdrawn = f", {loaded.withdrawn:,} withdrawn" if loaded.withdrawn else ""
    out.line(f"{assertions}{withdrawn}; {loaded.quarantined:,} quarantined")


def _given(name: str) -> Path | BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    path = Path(name)
    if not path.exists():
        beside = (
            [str(path.with_name(one.name)) for one in path.parent.iterdir()] if path.parent.is_dir() else []
        )
        raise NotFound(
            f"there is no file or folder {name}",
            suggestions=get_close_matches(name, beside, 3, 0.7),
            do="Say where it is",
        )
    return path


def _sum(parts: list[Loaded]) -> Loaded:
    if len(parts) == 1:
        return parts[0]
    names = ("items", "new", "changed", "same", "withdrawn", "quarantined", "relinked")
    sums = {name: sum(getattr(part, name) for part in parts) for name in names}
    notes = tuple(note for part in parts for note in part.notes)
    return Loaded(**sums, notes=notes, held=tuple(held for part in parts for held in part.held))


@contextmanager
def _progress(quiet: bool) -> Iterator[Tell | None]:
    """A bar with rate and remaining time on a terminal; None, and nothing shown, elsewhere."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        shown = bar.add_task("", total=None)
        current = ""

        def tell(done: int, total: int | None, what: str) -> None:
            nonlocal current
            if what != current:
                bar.reset(shown, description=Path(what).name)
                current = what
            bar.update(shown, completed=done, total=total)

        yield tell


class _Rate(TextColumn):
    """Items a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task) -> Text:  # type: ignore[no-untyped-def]  # the type's name is rich's own
        """The rate of a task, once there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")
