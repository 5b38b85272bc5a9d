"""`almanac quarantine`: what could not be taken, why, and another try."""

from __future__ import annotations

from dataclasses import asdict

import click

from api.cli import out
from api.cli.frame import Group, Shell, command
from api.cli.loading import tell_loaded
from loaders.quarantine import Entry, entries
from loaders.quarantine import show as show_entry
from loaders.retry import retry as try_again
from schema.canonical import canonical


@click.group(cls=Group)
def quarantine() -> None:
    """List, show and try again what could not be taken."""


@command("almanac quarantine list", name="list")
def list_(shell: Shell) -> None:
    """List what is in quarantine, with its reasons."""
    with shell.almanac() as almanac:
        found = entries(almanac.store)
    if shell.json:
        out.json([_told(entry) for entry in found])
        return
    if found:
        out.table(
            ("id", "file", "place", "reason"), [(one.id, one.file, one.place, one.why) for one in found]
        )
    out.line(f"{len(found):,} in quarantine")


@command("almanac quarantine show cef9f7", name="show")
@click.argument("entry")
def show(shell: Shell, entry: str) -> None:
    """Show one entry, by its id or the beginning of it."""
    with shell.almanac() as almanac:
        found = show_entry(almanac.store, entry)
    if shell.json:
        out.json(_told(found))
        return
    facts = [
        (name, value if isinstance(value, str) else canonical(value)) for name, value in _told(found).items()
    ]
    out.table(("", ""), [fact for fact in facts if fact[1] not in ("", "{}")])


@command("almanac quarantine retry", name="retry")
@click.argument("ids", nargs=-1, metavar="[ID]...")
def retry(shell: Shell, ids: tuple[str, ...]) -> None:
    """Try entries again: those named, or all."""
    with shell.almanac() as almanac:
        loaded = try_again(almanac.store, list(ids) or None, actor=shell.settings.actor, clock=almanac.clock)
    if shell.json:
        out.json(asdict(loaded))
    else:
        tell_loaded(loaded)


def _told(entry: Entry) -> dict[str, object]:
    return {"id": entry.id, **asdict(entry)}


for _part in (list_, show, retry):
    quarantine.add_command(_part)
