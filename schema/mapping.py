"""The graph as RDF: every node, edge, assertion and judgement as triples, from the ontology's marks alone.  Pure.

A triple is three terms as N-Triples writes them.  There are no blank nodes: an edge that has properties has a node of
its own (an rdf:Statement with an address), as has each place of a mention and each list whose order counts (an rdf:Seq).

Invariants: the same value gives the same triples in the same order; what a source said can be read back from the
triples of its statement without loss.  Derived properties are in the fold only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from schema.addresses import Addresses
from schema.columns import Column, columns, identity_links
from schema.declare import Declared, Edge, Node, Part, Ref
from schema.judgement import Judgement, Same, decision_to_json, ref_from_json
from schema.keys import Key
from schema.rdf import DCT, OWN, PROV, RDF, SDO
from schema.terms import Term, boolean, instant, literal, tagged

Triple: TypeAlias = tuple[Term, Term, Term]
TYPE = f"<{RDF.type}>"
_SEQ = f"<{RDF.Seq}>"
_JUDGED: dict[str, str] = {
    "same": OWN.Same,
    "different": OWN.Different,
    "deny-edge": OWN.DenyEdge,
    "deny-form": OWN.DenyForm,
    "deny-assertion": OWN.DenyAssertion,
}
JUDGEMENTS = tuple(_JUDGED.values())
_ABSENT: tuple[Any, ...] = (None, "", ())


@dataclass(frozen=True, slots=True)
class Mapping:
    """Makes the triples of one almanac, whose addresses are given."""

    addresses: Addresses = field(default_factory=Addresses)

    def node(self, node: Node) -> Iterator[Triple]:
        """Its classes and properties; the identifiers of known schemes also as links."""
        subject = f"<{self.addresses.node(node.key)}>"
        for cls in classes(type(node)):
            yield subject, TYPE, cls
        yield from _properties(subject, node)

    def edges(self, edges: Iterable[Edge]) -> Iterator[Triple]:
        """As `edge`, for edges sorted by their identity: of several between two ends the plain triple comes once."""
        last = ("", "", "")
        for edge in edges:
            ends = (edge.type(), edge.src, edge.dst)
            yield from self.edge(edge, plain=ends != last)
            last = ends

    def edge(self, edge: Edge, *, plain: bool = True) -> Iterator[Triple]:
        """The plain triple, unless that is left out; where its type has properties, the node of the edge too."""
        source, target = f"<{self.addresses.node(edge.src)}>", f"<{self.addresses.node(edge.dst)}>"
        plan = _plan(type(edge))
        if plain:
            yield source, plan.predicate, target
        if plain and plan.back:
            yield target, plan.back, source
        if not plan.has_node:
            return
        subject = f"<{self.addresses.edge(edge.ref)}>"
        for cls in plan.classes:
            yield subject, TYPE, cls
        yield subject, f"<{RDF.subject}>", source
        yield subject, f"<{RDF.predicate}>", plan.predicate
        yield subject, f"<{RDF.object}>", target
        if plan.to:
            yield subject, plan.to, target
        yield from _properties(subject, edge)
        if plan.parts:
            yield from _parts(subject, source, edge, plan)

    def merged(self, key: Key, survivor: Key) -> Iterator[Triple]:
        """That a node is read as another."""
        yield (
            f"<{self.addresses.node(key)}>",
            f"<{DCT.isReplacedBy}>",
            f"<{self.addresses.node(survivor)}>",
        )

    def said(self, ref: Ref, by: Key, stamp: str, complete: bool) -> Iterator[Triple]:
        """That a source says this of a node or edge: the assertion itself, with its stamp."""
        subject = f"<{self.addresses.assertion(ref, by)}>"
        yield subject, TYPE, f"<{OWN.Assertion}>"
        yield subject, f"<{PROV.wasAttributedTo}>", f"<{self.addresses.node(by)}>"
        yield subject, f"<{OWN.says}>", f"<{self.addresses.of(ref)}>"
        if stamp:
            yield subject, f"<{OWN.stamp}>", literal(stamp)
        if complete:
            yield subject, f"<{OWN.complete}>", boolean(True)

    def body(self, key: Key, text: str) -> Iterator[Triple]:
        """The full text of an event."""
        yield f"<{self.addresses.node(key)}>", f"<{OWN.fullText}>", literal(text)

    def judgement(self, judgement: Judgement) -> Iterator[Triple]:
        """A decision: its parts, who took it, why and when."""
        subject = f"<{self.addresses.judgement(judgement.id)}>"
        parts = decision_to_json(judgement.decision)
        yield subject, TYPE, f"<{_JUDGED[str(parts.pop('kind'))]}>"
        for name, value in parts.items():
            told = literal(str(value)) if name == "form" else f"<{self.addresses.of(ref_from_json(value))}>"
            yield subject, f"<{OWN.base}{_PART_NAMES.get(name, name)}>", told
        yield subject, f"<{PROV.wasAttributedTo}>", f"<{self.addresses.node(judgement.actor)}>"
        if judgement.reason:
            yield subject, f"<{DCT.description}>", literal(judgement.reason)
        yield subject, f"<{PROV.generatedAtTime}>", instant(judgement.at)
        if isinstance(judgement.decision, Same):
            yield from self.merged(judgement.decision.loser, judgement.decision.survivor)


_PART_NAMES = {"edge": "deniedEdge", "ref": "deniedSubject", "by": "deniedSource", "form": "deniedForm"}


@cache
def classes(kind: type[Node]) -> tuple[Term, ...]:
    """The classes of a kind: the almanac's own first, then those of the marks."""
    marks = kind.marks
    return tuple(f"<{iri}>" for iri in dict.fromkeys((own_class(kind), marks.rdf, *marks.also)))


def own_class(cls: type[Declared]) -> str:
    """The IRI of a kind's or an edge type's class in the almanac's own vocabulary."""
    return f"{OWN.base}{cls.__name__}"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same for all edges of a type."""

    predicate: Term
    back: Term
    has_node: bool
    classes: tuple[Term, ...]
    to: Term
    parts: tuple[tuple[Part, tuple[Column, ...]], ...]


@cache
def _plan(cls: type[Edge]) -> _Plan:
    marks = cls.marks
    held: dict[Part, list[Column]] = {}
    for column in columns(cls):
        part = column.part
        if part is not None:
            for outer in reversed(tuple(_around(part))):
                held.setdefault(outer, [])
            held[part].append(column)
    return _Plan(
        f"<{marks.rdf}>",
        f"<{marks.back_rdf}>" if marks.back_rdf else "",
        has_node(cls),
        tuple(f"<{iri}>" for iri in (own_class(cls), RDF.Statement, *marks.also)),
        f"<{marks.to}>" if marks.to else "",
        tuple((part, tuple(own)) for part, own in held.items()),
    )


def has_node(cls: type[Edge]) -> bool:
    """Whether edges of a type have a node of their own in RDF: those with properties do."""
    return bool(cls.props())


def _around(part: Part | None) -> Iterator[Part]:
    """A part and those that it stands within, the outermost last."""
    while part is not None:
        yield part
        part = part.within


def _properties(subject: Term, what: Declared) -> Iterator[Triple]:
    told = what.__dict__
    for column in columns(type(what)):
        value = told[column.name]
        if value in _ABSENT or column.part is not None:
            continue
        if column.ordered:
            yield from _sequence(subject, column, value)
            continue
        for one in value if column.many else (value,):
            term = tagged(one, told[column.tagged]) if column.tagged else column.term(one)
            for predicate in column.predicates:
                yield subject, predicate, term
        if column.links:
            for iri in identity_links(value):
                yield subject, _SAME_AS, f"<{iri}>"


_SAME_AS = f"<{SDO.sameAs}>"


def _sequence(subject: Term, column: Column, values: tuple[Any, ...]) -> Iterator[Triple]:
    """A list whose order counts."""
    held = f"{subject[:-1]}#{column.name}>"
    yield subject, column.predicates[0], held
    yield held, TYPE, _SEQ
    for number, value in enumerate(values, 1):
        yield held, f"<{RDF.base}_{number}>", column.term(value)


def _parts(subject: Term, source: Term, edge: Edge, plan: _Plan) -> Iterator[Triple]:
    """The nodes that hold what is told of each place, the outer ones before what stands within them."""
    told = edge.__dict__
    for number in range(1, 1 + max(_places(column, told) for _, own in plan.parts for column in own)):
        for part, own in plan.parts:
            held = [(column, _at(column, told, number)) for column in own if number <= _places(column, told)]
            if own and part.within is not None and not held:
                continue
            here = f"{subject[:-1]}#{part.name}-{number}>"
            outer = f"{subject[:-1]}#{part.within.name}-{number}>" if part.within else subject
            yield outer, f"<{part.rdf}>", here
            yield here, TYPE, f"<{part.kind}>"
            if part.source:
                yield here, f"<{part.source}>", source
            for column, value in held:
                for predicate in column.predicates:
                    yield here, predicate, column.term(value)


def _places(column: Column, told: dict[str, Any]) -> int:
    """How many places a property tells of; a scalar tells of the first."""
    value = told[column.name]
    return len(value) if column.many else int(value not in _ABSENT)


def _at(column: Column, told: dict[str, Any], number: int) -> Any:
    value = told[column.name]
    return value[number - 1] if column.many else value
