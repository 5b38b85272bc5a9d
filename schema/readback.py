"""Reads back what `schema/mapping.py` makes: the statements of one source's graph as what that source said.  Pure.

Invariants: of a full dump nothing is lost: properties, the order of lists, stamps, completeness.  What is not of the
almanac's own form is passed over; a number that is none, or an edge between kinds that it can't join, raises Invalid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from schema.addresses import Addresses
from schema.canonical import Json
from schema.changeset import Said
from schema.columns import Column, columns
from schema.declare import Declared, Edge, EdgeRef, Node, Ref
from schema.errors import Invalid
from schema.judgement import Judgement, decision_from_json, ref_to_json
from schema.keys import Key, kind_word
from schema.mapping import JUDGED, PART_NAMES, TYPE, has_node, own_class
from schema.ontology import EDGE_TYPES, edge_type, ends, kind_of
from schema.rdf import DCT, OWN, PROV, RDF, XSD
from schema.statements import Triple
from schema.terms import Term, parsed

About: TypeAlias = dict[
    Term, dict[Term, list[Term]]
]  # subject → predicate → objects, in the order in which they came


def grouped(triples: Iterable[Triple]) -> About:
    """Statements by subject and predicate."""
    found: About = {}
    for subject, predicate, term in triples:
        found.setdefault(subject, {}).setdefault(predicate, []).append(term)
    return found


def said(about: About, addresses: Addresses, by: Key) -> Iterator[Said[Node] | Said[Edge]]:
    """What `by` said, from the statements of its graph.  Raises Invalid."""
    marks = {ref: (stamp, complete) for ref, stamp, complete in _assertions(about, addresses)}
    for subject, told in about.items():
        ref = None if "#" in subject else addresses.ref(subject[1:-1])
        if isinstance(ref, EdgeRef):
            stamp, complete = marks.get(ref, ("", False))
            yield Said(_edge(ref, properties(edge_type(ref.type), subject, about)), by, stamp, complete)
        elif ref is not None:
            stamp, complete = marks.get(ref, ("", False))
            kind = kind_of(ref)
            if f"<{own_class(kind)}>" in told.get(TYPE, ()):
                node = kind.model_validate({"key": ref, **properties(kind, subject, about)})
                yield Said(node, by, stamp, complete)
            for edge in _plain(ref, told, addresses):
                stamp, complete = marks.get(edge, ("", False))
                yield Said(_edge(edge, {}), by, stamp, complete)


def _edge(ref: EdgeRef, props: Mapping[str, Json]) -> Edge:
    return edge_type(ref.type).model_validate({"src": ref.src, "dst": ref.dst, **props})


def _plain(src: Key, told: Mapping[Term, list[Term]], addresses: Addresses) -> Iterator[EdgeRef]:
    """The edges without a node of their own that go out of a node."""
    for predicate, terms in told.items():
        for term in terms if predicate in _predicates() else ():
            dst = addresses.ref(term[1:-1]) if term.startswith("<") else None
            if isinstance(dst, str):
                name = _predicates()[predicate].get((kind_word(src), kind_word(dst)))
                if name:
                    yield EdgeRef(name, src, dst)


@cache
def _predicates() -> dict[Term, dict[tuple[str, str], str]]:
    """The types of edge without properties, by predicate and the kinds of the two ends."""
    found: dict[Term, dict[tuple[str, str], str]] = {}
    for name, cls in EDGE_TYPES.items():
        if not has_node(cls):
            sources, targets = ends(name)
            for source in sources:
                for target in targets:
                    found.setdefault(f"<{cls.marks.rdf}>", {})[source.word(), target.word()] = name
    return found


def _assertions(about: About, addresses: Addresses) -> Iterator[tuple[Ref, str, bool]]:
    for told in about.values():
        for term in told.get(f"<{OWN.says}>", ()):
            ref = addresses.ref(term[1:-1])
            if ref is not None:
                [stamp] = told.get(f"<{OWN.stamp}>", ['""'])
                yield ref, parsed(stamp).value, f"<{OWN.ofCompleteList}>" in told


def properties(cls: type[Declared], subject: Term, about: About) -> dict[str, Json]:
    """The properties of a node or edge as JSON.  Raises Invalid."""
    found: dict[str, Json] = {}
    for column in columns(cls):
        if cls.props()[column.name].derived:
            continue
        terms = _terms(column, subject, about)
        values = [_value(term, column) for term in terms]
        if values:
            found[column.name] = values if column.many else values[0]
    return found


def _terms(column: Column, subject: Term, about: About) -> list[Term]:
    """The terms of a property, in their order where that counts."""
    start = subject[:-1]
    if column.ordered:
        held = about.get(f"{start}#{column.name}>", {})
        first = f"<{RDF.base}_"
        numbered = {int(p[len(first) : -1]): terms[0] for p, terms in held.items() if p.startswith(first)}
        return [numbered[number] for number in sorted(numbered)]
    predicate = column.predicates[0]
    if column.part is None:
        return about.get(subject, {}).get(predicate, [])
    found: list[Term] = []
    number = 1
    while told := about.get(f"{start}#{column.part.name}-{number}>"):
        found += told.get(predicate, ())
        number += 1
    return found


def _value(term: Term, column: Column) -> Any:
    text = parsed(term).value
    try:
        if column.range == XSD.integer:
            return int(text)
        if column.range == XSD.double:
            return float(text)
    except ValueError:
        raise Invalid(f"{text!r} is no number", where=column.name, do="Correct it, or leave it out") from None
    return text == "true" if column.range == XSD.boolean else text


def judgements(about: About, addresses: Addresses) -> Iterator[Judgement]:
    """The judgements of their graph.  Raises Invalid."""
    kinds = {f"<{iri}>": name for name, iri in JUDGED.items()}
    names = {f"<{OWN.base}{told}>": name for name, told in PART_NAMES.items()}
    for told in about.values():
        kind = next((kinds[term] for term in told.get(TYPE, ()) if term in kinds), None)
        actor = _ref(told.get(f"<{PROV.wasAttributedTo}>", []), addresses)
        if kind is None or not isinstance(actor, str):
            continue
        parts: dict[str, Json] = {"kind": kind}
        for predicate, [term, *_] in told.items():
            if predicate in names:
                ref = _ref([term], addresses)
                parts[names[predicate]] = ref_to_json(ref) if ref else parsed(term).value
        reason, at = (told.get(f"<{iri}>", ['""'])[0] for iri in (DCT.description, PROV.generatedAtTime))
        yield Judgement(
            decision_from_json(parts), actor, parsed(reason).value, datetime.fromisoformat(parsed(at).value)
        )


def _ref(terms: list[Term], addresses: Addresses) -> Ref | None:
    return addresses.ref(terms[0][1:-1]) if terms and terms[0].startswith("<") else None
