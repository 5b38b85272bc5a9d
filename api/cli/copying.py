"""`almanac copy`, `follow` and `draw`: an almanac in another store, kept in step, and what co-occurs drawn there."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import orjson

from api.app import Almanac, open_almanac
from api.cli import out
from api.cli.frame import Shell, command
from api.following import DRAWN_EVERY, Following, drawn
from graph.copying.step import Copied, step
from graph.digest import digest
from graph.neo4j.place import Place
from schema.errors import AlmanacError, BadRequest

_cooccurrence = click.option(
    "--cooccurrence",
    is_flag=True,
    help="Also draw what co-occurs there, as dated CO_OCCURS_WITH relationships; for Neo4j.",
)
_ATTEMPTS = 5


@command("almanac copy --to keep.db")
@click.option(
    "--from", "source", metavar="PATH|ADDRESS", help="What is copied; else the almanac that is meant."
)
@click.option(
    "--to", "target", required=True, metavar="PATH|ADDRESS", help="A new file or an empty database."
)
@_cooccurrence
def copy(shell: Shell, source: str | None, target: str, cooccurrence: bool) -> None:
    """Copy an almanac whole into another store.

    Graph, judgements, the log with its numbers and times, full texts, quarantine and all other notes.

    Equal digests prove it.  One that was cut short goes on where it stopped; again, it brings what has changed since.
    """
    place = shell.place(source) if source else shell.settings.store
    with open_almanac(place) as mine, _target(shell, target, cooccurrence=cooccurrence) as theirs:
        copied, same = _copied(mine, theirs)
        pairs = drawn(mine, theirs.store) if cooccurrence else None
    if shell.json:
        told = {"revision": copied.revision, "moved": copied.moved, "digest": same}
        out.json(told if pairs is None else told | {"drawn": pairs})
        return
    out.line(f"{copied.moved:,} statements and judgements moved; both stand at revision {copied.revision:,}")
    out.line(f"digest of both: {same}")
    if pairs is not None:
        out.line(f"{pairs:,} pairs drawn")


def _copied(mine: Almanac, theirs: Almanac) -> tuple[Copied, str]:
    """What was moved, and the digest that both have.  Raises AlmanacError where they differ."""
    moved = 0
    for _ in range(_ATTEMPTS):
        copied = step(mine.store, theirs.store, anew=True)
        moved += copied.moved
        with mine.store.reader() as one, theirs.store.reader() as other:
            ours, found = digest(one), digest(other)
            if ours == found:
                return copied._replace(moved=moved), ours
            stood_still = one.revision == copied.revision and one.exact
        if stood_still:
            raise AlmanacError(
                f"the copy differs from what was copied: {found} is not {ours}",
                where=str(theirs.place),
                do="Copy it into a new file or an empty database",
            )
    raise AlmanacError(
        "what is copied is being written to, and the two could not be compared",
        where=str(mine.place),
        do="Copy again once nobody writes, or use `almanac follow`",
    )


@command("almanac follow --to keep.db --once")
@click.option(
    "--to", "target", required=True, metavar="PATH|ADDRESS", help="A new file, an empty database, or a copy."
)
@click.option("--once", is_flag=True, help="Bring it in step and end.")
@_cooccurrence
def follow(shell: Shell, target: str, once: bool, cooccurrence: bool) -> None:
    """Keep a copy in step with the almanac, until told to stop.

    Graph, judgements and log follow within a second or two.  Notes, and a full text that changes alone, come along when
    `almanac copy` is run again.

    Either end may go away and come back: what was missed follows then.  Nobody else is to write into the copy.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    following = Following(
        lambda: open_almanac(shell.settings.store),
        lambda: _target(shell, target, cooccurrence=cooccurrence),
        draw_every=DRAWN_EVERY if cooccurrence else None,
        tell=lambda told: _tell(shell, told),
    )
    following.run(stop, once=once)


def _tell(shell: Shell, told: str | Copied) -> None:
    if isinstance(told, str):
        click.echo(told, err=True)
    elif shell.json:
        out.line(orjson.dumps(told._asdict()).decode())  # a line a step, for whoever reads along
    else:
        out.line(f"revision {told.revision:,}: {told.moved:,} statements and judgements moved")


@command("almanac draw --store bolt://127.0.0.1:7687")
def draw(shell: Shell) -> None:
    """Draw what co-occurs into a Neo4j store, for those who look at it.

    Between entities that share two events or more, the strongest pairs of each, as CO_OCCURS_WITH relationships with
    their count, npmi and date.  They are no part of the graph; drawn again, those of before are gone.
    """
    _refuse_file(shell.settings.store)
    with shell.almanac() as almanac:
        count = drawn(almanac, almanac.store)
    if shell.json:
        out.json({"drawn": count})
    else:
        out.line(f"{count:,} pairs drawn")


@contextmanager
def _target(shell: Shell, told: str, *, cooccurrence: bool) -> Iterator[Almanac]:
    place = shell.place(told)
    if cooccurrence:
        _refuse_file(place)
    with open_almanac(place, create=True, unfinished=True) as almanac:
        yield almanac


def _refuse_file(place: Path | Place) -> None:
    if isinstance(place, Path):
        raise BadRequest(
            f"{place} is a file, and co-occurrence is drawn in a Neo4j store only",
            do="Name a server: bolt://127.0.0.1:7687",
        )
