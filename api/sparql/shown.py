"""An answer for people: SPARQL's JSON results as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from schema.rdf import compact


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and in each row a text for each; links: the IRI beside each text, "" for what is none."""

    columns: list[str]
    rows: list[list[str]]
    links: list[list[str]]


def table(results: bytes) -> Table:
    """Rows of a SELECT; an ASK is one row."""
    told: dict[str, Any] = orjson.loads(results)
    if "boolean" in told:
        return Table(["answer"], [["yes" if told["boolean"] else "no"]], [[""]])
    columns: list[str] = told["head"]["vars"]
    bindings = told["results"]["bindings"]
    rows = [[_text(row.get(name)) for name in columns] for row in bindings]
    links = [[_link(row.get(name)) for name in columns] for row in bindings]
    return Table(columns, rows, links)


def _text(term: Mapping[str, str] | None) -> str:
    if term is None:
        return ""
    return compact(term["value"]) if term["type"] == "uri" else term["value"]


def _link(term: Mapping[str, str] | None) -> str:
    return term["value"] if term is not None and term["type"] == "uri" else ""
