"""What the RDF of each property looks like, read off the ontology: its predicates, its datatype, one value or many.  Pure."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from schema import terms
from schema.declare import Declared, Part
from schema.rdf import RDFS, XSD
from schema.terms import Term
from schema.values import DAY, IDENTIFIERS, LINK, UNORDERED

# How an identifier of a scheme becomes an address.
RESOLVERS = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "openalex": "https://openalex.org/",
    "orcid": "https://orcid.org/",
    "ror": "https://ror.org/",
    "wikidata": "http://www.wikidata.org/entity/",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One property of a kind or edge type as RDF has it.

    predicates: as N-Triples writes them.  term: makes the term of one value.  range: the IRI of its datatype, or of
    rdfs:Resource.  many: whether it holds several values; ordered: whether their order counts.  tagged: the property
    that names the language.  links: whether its values are identifiers, which are links too.
    """

    name: str
    predicates: tuple[Term, ...]
    term: Callable[[Any], Term]
    range: str
    many: bool
    ordered: bool
    tagged: str
    links: bool
    part: Part | None


@cache
def columns(cls: type[Declared]) -> tuple[Column, ...]:
    """The properties of a kind or edge type, in the order of their declaration."""
    return tuple(_column(cls, name) for name in cls.props())


def _column(cls: type[Declared], name: str) -> Column:
    field, prop = cls.model_fields[name], cls.props()[name]
    marks = [mark for mark in field.metadata if isinstance(mark, str)]
    many = get_origin(field.annotation) is tuple
    term, range_ = _term(marks, set(_plain_types(field.annotation)))
    return Column(
        name=name,
        predicates=tuple(f"<{iri}>" for iri in (prop.rdf, *prop.also)),
        term=term,
        range=range_,
        many=many,
        ordered=many and UNORDERED not in marks and prop.part is None,
        tagged=prop.tagged,
        links=IDENTIFIERS in marks,
        part=prop.part,
    )


def _term(marks: list[str], types: set[type]) -> tuple[Callable[[Any], Term], str]:
    if LINK in marks:
        return terms.link, RDFS.Resource
    if DAY in marks:
        return terms.day, RDFS.Literal
    for type_, term, range_ in (
        (datetime, terms.instant, XSD.dateTime),
        (bool, terms.boolean, XSD.boolean),
        (float, terms.decimal, XSD.double),
        (int, terms.integer, XSD.integer),
    ):
        if type_ in types:
            return typing.cast("Callable[[Any], Term]", term), range_
    return terms.literal, XSD.string


def _plain_types(annotation: Any) -> Iterator[type]:
    """The classes that values of an annotation are of."""
    origin = get_origin(annotation)
    if origin is Literal:
        yield from (type(value) for value in get_args(annotation))
    elif origin is Annotated:
        yield from _plain_types(get_args(annotation)[0])
    elif origin in (tuple, Union, UnionType):
        for part in get_args(annotation):
            if part is not Ellipsis:
                yield from _plain_types(part)
    else:
        yield annotation


def identity_links(identifiers: Iterable[str]) -> Iterator[str]:
    """The addresses of those identifiers whose scheme has any."""
    for identifier in identifiers:
        scheme, _, value = identifier.partition(":")
        if scheme in RESOLVERS and terms.is_address(address := f"{RESOLVERS[scheme]}{value}"):
            yield address
