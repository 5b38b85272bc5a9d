"""A guide for newcomers, as Neo4j Browser plays it: slides of text, and of queries that a click runs.

What it says of kinds, relationships and queries is made from their declarations.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from starlette.responses import HTMLResponse

from api.web.rendering import render
from graph.neo4j.browser.queries import FOLDERS, by_folder, saved
from graph.neo4j.browser.style import Look, looks
from graph.neo4j.form import CO_OCCURS, ENTITY
from schema.declare import Declared, Node
from schema.ontology import EDGE_TYPES, ENTITY_KINDS, KINDS, ends

FIRST = "02-page-drawn"  # what a newcomer sees first


@dataclass(frozen=True, slots=True)
class Kind:
    """A label, and how it is drawn."""

    name: str
    meaning: str
    look: Look


@dataclass(frozen=True, slots=True)
class Tie:
    """A type of relationship, and what it joins."""

    name: str
    meaning: str
    src: str
    dst: str


def guide(base: str) -> HTMLResponse:
    """The guide, for a Browser that reaches this almanac at `base`."""
    [first] = (query for query in saved() if query.name == FIRST)
    drawn = looks()
    return render(
        "neo4j_guide.html",
        base=base,
        first=first,
        nodes=[Kind(name, _meaning(kind), drawn[name]) for name, kind in KINDS.items()],
        ties=[Tie(name, _meaning(EDGE_TYPES[name]), *map(_named, ends(name))) for name in EDGE_TYPES],
        drawn=CO_OCCURS,
        folders=by_folder(),
        about=FOLDERS,
    )


def _meaning(declared: type[Declared]) -> str:
    """The first sentences of a docstring, up to how it is identified."""
    return (inspect.getdoc(declared) or "").partition("\n")[0].partition("  ")[0]


def _named(kinds: tuple[type[Node], ...]) -> str:
    names = [kind.__name__ for kind in kinds]
    return ENTITY if set(names) == set(ENTITY_KINDS) else ", ".join(names)
