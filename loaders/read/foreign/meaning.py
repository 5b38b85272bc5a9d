"""What predicates mean: properties and edges of the ontology, by its own marks and by what others call the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from loaders.read.foreign import terms
from loaders.read.foreign.things import Value
from schema.columns import Column, columns
from schema.ontology import edge_type
from schema.rdf import RDFS, XSD
from schema.values import clean

# Said in another way, or not by a property alone.
_SPECIAL = frozenset({"name", "identifiers", "description", "birth_name", "disambiguator", "retired"})


@cache
def backwards() -> Mapping[str, str]:
    """The predicates that are edges said from their target: the type of each."""
    return {predicate: type_ for predicate, (type_, backwards) in terms.EDGES.items() if backwards}


@cache
def forward(type_: str) -> tuple[str, ...]:
    """The predicates that say edges of a type from their source, the ontology's own first."""
    own = edge_type(type_).marks.rdf
    return (
        own,
        *(one for one, (edge, back) in terms.EDGES.items() if edge == type_ and not back and one != own),
    )


@cache
def columns_of(kind: type) -> tuple[Column, ...]:
    """The properties of a kind that a predicate alone says."""
    props = kind.props()  # type: ignore[attr-defined]  # a kind's
    return tuple(one for one in columns(kind) if one.name not in _SPECIAL and not props[one.name].derived)


@cache
def _by_meaning() -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for synonym, meant in terms.SYNONYMS.items():
        found[meant].append(synonym)
    return found


def predicates(column: Column) -> list[str]:
    """The predicates that say a property, as IRIs: the marks' own, then what others call the same."""
    own = [predicate[1:-1] for predicate in column.predicates]
    return [*own, *(synonym for one in own for synonym in _by_meaning().get(one, ()))]


def told(column: Column, value: Value) -> object:
    """A value as a gazetteer would say it; None where it is none for this property."""
    text = clean(value.text).strip()
    if not text or text.startswith("_:"):
        return None
    if column.range == XSD.boolean:
        return text in ("true", "1")
    if column.range in (XSD.integer, XSD.double):
        try:
            return int(text) if column.range == XSD.integer else float(text)
        except ValueError:
            return text
    if (
        column.range == RDFS.Literal
    ):  # a day: of an instant the day, of the first of January the year, as Wikidata says years
        return re.sub(r"^([+]?\d{4}-\d\d-\d\d)T.*$", r"\1", text).lstrip("+").removesuffix("-01-01")
    return text
