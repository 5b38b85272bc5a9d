"""Gazetteers in TOML: cut into the head's fields and one row for each table, with the line on which it begins.

Invariant: what is not a table of the format becomes a trouble; the other tables are given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from loaders.read.hints import near, short, trouble
from loaders.read.lines import Row
from schema.errors import Unreadable
from schema.record import Trouble

TABLES = ("entity", "sources")
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*(?:\"|')?(entity|sources)(?:\"|')?[ \t]*\]\]", re.MULTILINE)
_AT = re.compile(r"\s*\(at (?P<where>[^)]*)\)$")


def parsed(text: str, *, name: str) -> dict[str, object]:
    """TOML as a dictionary.  Raises Unreadable, saying where."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Unreadable("it nests values too deeply", where=name) from None
    except ValueError as error:
        found = _AT.search(str(error))
        what = _AT.sub("", str(error))
        where = f"{name}, {found['where']}" if found else name
        raise Unreadable(f"not TOML: {what}", where=where, do="Mend that line and load it again") from None


def rows(document: dict[str, object], text: str) -> Iterator[Row | Trouble]:
    """The tables of a document in the order of their kind, and a trouble for what is none.  `text` gives their lines."""
    lines = _header_lines(text)
    for table in TABLES:
        tables = document.get(table, [])
        if not isinstance(tables, list):
            yield trouble(
                table, "", f"{table} must be a table of its own", f"Write [[{table}]]", short(tables)
            )
            continue
        # A multi-line string may hold what looks like a header; then lines can't be told, ordinals can.
        known = lines[table] if len(lines[table]) == len(tables) else []
        for at, fields in enumerate(tables):
            place = f"line {known[at]}" if known else f"{table} {at + 1}"
            if isinstance(fields, dict):
                yield Row(place, fields, "")
            else:
                yield trouble(
                    place, place, f"{table} must be a table of its own", f"Write [[{table}]]", short(fields)
                )


def head_fields(document: dict[str, object]) -> tuple[dict[str, object], list[Trouble]]:
    """The head of a document, and a trouble for each table that the format does not have."""
    fields: dict[str, object] = {}
    troubles: list[Trouble] = []
    for field, value in document.items():
        if field in TABLES:
            continue
        if isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(part, dict) for part in value)
        ):
            hint = near(field, [f"[[{table}]]" for table in TABLES])
            troubles.append(trouble(field, "", f"tables called {field} are not known here", hint))
        else:
            fields[field] = value
    return fields, troubles


def _header_lines(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {table: [] for table in TABLES}
    line = 1
    at = 0
    for header in _HEADER.finditer(text):
        line += text.count("\n", at, header.start())
        at = header.start()
        found[header[1]].append(line)
    return found
