"""Options that several commands take, and how what people write becomes what GraphQL takes."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import click

from api.graphql.scalars import instant
from schema.errors import BadRequest
from schema.ontology import KINDS
from schema.values import iso

since = click.option("--since", metavar="DAY", help="From this day or instant on: 2026-08-01.")
until = click.option("--until", metavar="DAY", help="Before this day or instant: 2026-09-01.")
limit = click.option("--limit", default=20, show_default=True, help="How many, from 1 to 100.")
kind = click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be repeated.")
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


def checked_instant(text: str | None) -> str | None:
    """A day or an instant as GraphQL takes it.  Raises BadRequest."""
    return iso(instant(text)) if text else None
