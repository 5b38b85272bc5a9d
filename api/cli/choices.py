"""Options that several commands take, and how what people write becomes what GraphQL takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from api.answers.as_of import as_of_note
from api.cli import out
from api.cli.frame import Shell
from api.graphql.scalars import instant
from graph.view import View
from schema.errors import BadRequest
from schema.ontology import KINDS
from schema.values import iso

since = click.option("--since", metavar="DAY", help="From this day or instant on: 2026-08-01.")
until = click.option("--until", metavar="DAY", help="Before this day or instant: 2026-09-01.")
limit = click.option("--limit", default=20, show_default=True, help="How many, from 1 to 100.")
kind = click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be repeated.")
as_of = click.option(
    "--as-of", metavar="DAY", help="Only with the events observed by then: 2026-06-01, or an instant."
)
reason = click.option("--reason", default="decided on the command line", help="Why; kept with the judgement.")


def checked_kinds(given: Sequence[str]) -> list[str] | None:
    """Names of kinds in any case, and as their plurals, as class names; None where none is given.  Raises BadRequest."""
    return [_kind(name) for name in given] or None


def _kind(name: str) -> str:
    known = {kind.lower(): kind for kind in KINDS}
    asked = name.lower()
    if found := known.get(asked) or known.get(asked.removesuffix("s")):
        return found
    near = difflib.get_close_matches(asked, known, 1, 0.5)
    hint = f"Did you mean {known[near[0]]}?" if near else f"Kinds: {', '.join(KINDS)}"
    raise BadRequest(f"{name!r} is no kind", do=hint)


@contextmanager
def viewed(shell: Shell, as_of: str | None) -> Iterator[tuple[View, datetime]]:
    """A view of the almanac, as of an instant where one is given, and the present instant.  Raises BadRequest.

    People are told first what the answer speaks of; programs find it in the answer.
    """
    limit = instant(as_of) if as_of else None
    with shell.almanac() as almanac, almanac.view() as view:
        if limit and not shell.json:
            out.line(as_of_note(limit))
        yield view.as_of(limit), almanac.clock()


def answered(view: View, data: dict[str, Any]) -> dict[str, Any]:
    """An answer in JSON, with the instant that it speaks of where that is not the present."""
    limit = view.traversals.observed_by
    return {"data": data} | ({"asOf": iso(limit), "note": as_of_note(limit)} if limit else {})


def checked_instant(text: str | None) -> str | None:
    """A day or an instant as GraphQL takes it.  Raises BadRequest."""
    return iso(instant(text)) if text else None
