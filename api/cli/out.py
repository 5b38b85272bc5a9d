"""How commands answer: JSON for programs, tables and lines for people; colour only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 120  # characters of a line where there is no terminal to ask


def json(value: Any) -> None:
    """Write a value as JSON."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def line(text: str = "") -> None:
    """Write a line."""
    click.echo(text)


def console() -> Console:
    """A console on standard output as it is now."""
    return Console(
        file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False, soft_wrap=False
    )


def title(text: str, note: str = "") -> None:
    """Write a heading."""
    console().print(Text.assemble((text, "bold"), (f"  {note}" if note else "", "dim")))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """Write rows in columns, those named in `right` set to the right; text is shown as it is, never as markup."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=any(columns))
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(_cell(value)) for value in row))
    console().print(made)


def day(instant: str | None) -> str:
    """An instant's day, "" for none."""
    return datetime.fromisoformat(instant).date().isoformat() if instant else ""


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
