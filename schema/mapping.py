"""The graph as RDF: every node, edge, assertion and judgement as statements, from the ontology's marks alone.  Pure.

There are no blank nodes: an edge that has properties has a node of its own (an rdf:Statement with an address), as has
each place of a mention and each list whose order counts (an rdf:Seq).  What two nodes of a kind have in common, if the
same properties are there as often, is a template that is made once.

Invariants: the same value gives the same statements in the same order; what a source said can be read back from them
without loss.  Derived properties are in the fold only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeAlias

from schema.addresses import Addresses
from schema.columns import Column, columns, identity_links
from schema.declare import Declared, Edge, Node, Part, Ref
from schema.judgement import Judgement, Same, decision_to_json, ref_from_json
from schema.keys import Key
from schema.rdf import DCT, OWN, PROV, RDF, SDO
from schema.statements import Statements, Template, Triple, slot, statements
from schema.terms import Term, boolean, decimal, instant, integer, literal, tagged

Shape: TypeAlias = tuple[int, ...]
TYPE = f"<{RDF.type}>"
JUDGED: dict[str, str] = {
    "same": OWN.Same,
    "different": OWN.Different,
    "deny-edge": OWN.DenyEdge,
    "deny-form": OWN.DenyForm,
    "deny-assertion": OWN.DenyAssertion,
}
_ABSENT: tuple[Any, ...] = (None, "", ())


@dataclass(frozen=True, slots=True)
class Mapping:
    """Makes the triples of one almanac, whose addresses are given."""

    addresses: Addresses = field(default_factory=Addresses)

    def node(self, node: Node) -> Statements:
        """Its classes and properties; the identifiers of known schemes also as links."""
        values = [f"<{self.addresses.node(node.key)}"]
        shape = _fill(values, node)
        return _node_template(type(node), shape).filled(values)

    def edges(self, edges: Iterable[Edge]) -> Statements:
        """As `edge`, for edges sorted by their identity: of several between two ends the plain triple comes once."""
        found, last = [], ("", "", "")
        for edge in edges:
            ends = (edge.type(), edge.src, edge.dst)
            found.append(self.edge(edge, plain=ends != last))
            last = ends
        return "".join(found)

    def edge(self, edge: Edge, *, plain: bool = True) -> Statements:
        """The plain triple, unless that is left out; where its type has properties, the node of the edge too."""
        cls = type(edge)
        base = self.addresses.base
        values = ["", f"<{base}id/{edge.src}>", f"<{base}id/{edge.dst}>"]
        shape: Shape = ()
        if has_node(cls):
            slot_ = f"/{edge.slot}" if cls.marks.slot else ""
            values[0] = f"<{base}id/{_path(cls)}/{edge.src}/{edge.dst}{slot_}"
            shape = _fill(values, edge)
        return _edge_template(cls, shape, plain).filled(values)

    def said_edge(self, edge: Edge) -> Statements:
        """An edge as its source's graph has it: of those that may be several between two ends only the own node.

        So what one statement adds or takes away is its own.
        """
        return self.edge(edge, plain=not edge.marks.slot)

    def cooccurrence(
        self, one: Key, other: Key, count: int, npmi: float | None, jaccard: float
    ) -> Statements:
        """That two entities were met in the same events, in how many, and how much that says."""
        return statements(self._cooccurrence(one, other, count, npmi, jaccard))

    def _cooccurrence(
        self, one: Key, other: Key, count: int, npmi: float | None, jaccard: float
    ) -> Iterator[Triple]:
        subject = f"<{self.addresses.base}cooccurrence/{one}/{other}>"
        yield subject, TYPE, f"<{OWN.CoOccurrence}>"
        yield from ((subject, f"<{OWN.between}>", f"<{self.addresses.node(key)}>") for key in (one, other))
        yield subject, f"<{OWN.count}>", integer(count)
        if npmi is not None:
            yield subject, f"<{OWN.npmi}>", decimal(npmi)
        yield subject, f"<{OWN.jaccard}>", decimal(jaccard)

    def merged(self, key: Key, survivor: Key) -> Statements:
        """That a node is read as another."""
        return statements([self._merged(key, survivor)])

    def _merged(self, key: Key, survivor: Key) -> Triple:
        return f"<{self.addresses.node(key)}>", _REPLACED, f"<{self.addresses.node(survivor)}>"

    def said(self, ref: Ref, by: Key, stamp: str, complete: bool) -> Statements:
        """That a source says this of a node or edge: the assertion itself, with its stamp."""
        return statements(self._said(ref, by, stamp, complete))

    def _said(self, ref: Ref, by: Key, stamp: str, complete: bool) -> Iterator[Triple]:
        subject = f"<{self.addresses.assertion(ref, by)}>"
        yield subject, TYPE, f"<{OWN.Assertion}>"
        yield subject, _ATTRIBUTED, f"<{self.addresses.node(by)}>"
        yield subject, f"<{OWN.says}>", f"<{self.addresses.of(ref)}>"
        if stamp:
            yield subject, f"<{OWN.stamp}>", literal(stamp)
        if complete:
            yield subject, f"<{OWN.ofCompleteList}>", boolean(True)

    def body(self, key: Key, text: str) -> Statements:
        """The full text of an event."""
        return statements([(f"<{self.addresses.node(key)}>", f"<{OWN.fullText}>", literal(text))])

    def judgement(self, judgement: Judgement) -> Statements:
        """A decision: its parts, who took it, why and when."""
        return statements(self._judgement(judgement))

    def _judgement(self, judgement: Judgement) -> Iterator[Triple]:
        subject = f"<{self.addresses.judgement(judgement.id)}>"
        parts = decision_to_json(judgement.decision)
        yield subject, TYPE, f"<{JUDGED[str(parts.pop('kind'))]}>"
        for name, value in parts.items():
            told = literal(str(value)) if name == "form" else f"<{self.addresses.of(ref_from_json(value))}>"
            yield subject, f"<{OWN.base}{PART_NAMES[name]}>", told
        yield subject, _ATTRIBUTED, f"<{self.addresses.node(judgement.actor)}>"
        if judgement.reason:
            yield subject, f"<{DCT.description}>", literal(judgement.reason)
        yield subject, f"<{PROV.generatedAtTime}>", instant(judgement.at)
        if isinstance(judgement.decision, Same):
            yield self._merged(judgement.decision.loser, judgement.decision.survivor)


_REPLACED = f"<{DCT.isReplacedBy}>"
_ATTRIBUTED = f"<{PROV.wasAttributedTo}>"
# The properties of a judgement's parts.
PART_NAMES = {
    "loser": "loser",
    "survivor": "survivor",
    "a": "a",
    "b": "b",
    "edge": "deniedEdge",
    "ref": "deniedSubject",
    "by": "deniedSource",
    "form": "deniedForm",
}


@cache
def classes(kind: type[Node]) -> tuple[Term, ...]:
    """The classes of a kind: the almanac's own first, then those of the marks."""
    marks = kind.marks
    return tuple(f"<{iri}>" for iri in dict.fromkeys((own_class(kind), marks.rdf, *marks.also)))


def own_class(cls: type[Declared]) -> str:
    """The IRI of a kind's or an edge type's class in the almanac's own vocabulary."""
    return f"{OWN.base}{cls.__name__}"


@cache
def has_node(cls: type[Edge]) -> bool:
    """Whether edges of a type have a node of their own in RDF: those with properties do."""
    return bool(cls.props())


def _fill(values: list[str], what: Declared) -> Shape:
    """Adds the terms of its properties to `values`; how many there are of each, in the order of `columns`.

    Identifiers have a second number, that of their links.
    """
    told = what.__dict__
    shape = []
    for name, term, many, language, links in _rows(type(what)):
        value = told[name]
        if not value and (value is None or value == "" or value == ()):
            shape.append(0)
            if links:
                shape.append(0)
        elif many:
            values += map(term, value)
            shape.append(len(value))
            if links:
                found = [f"<{iri}>" for iri in identity_links(value)]
                values += found
                shape.append(len(found))
        else:
            values.append(tagged(value, told[language]) if language else term(value))
            shape.append(1)
    return tuple(shape)


@cache
def _rows(cls: type[Declared]) -> tuple[tuple[str, Callable[[Any], Term], bool, str, bool], ...]:
    """What `_fill` asks of each property, near at hand."""
    return tuple((one.name, one.term, one.many, one.tagged, one.links) for one in columns(cls))


@lru_cache(maxsize=4096)
def _node_template(kind: type[Node], shape: Shape) -> Template:
    subject = f"{slot(0)}>"
    found = [(subject, TYPE, cls) for cls in classes(kind)]
    found += _properties(kind, subject, _slots(kind, shape, 1))
    return Template.of(found)


@lru_cache(maxsize=4096)
def _edge_template(cls: type[Edge], shape: Shape, plain: bool) -> Template:
    marks = cls.marks
    subject, source, target = f"{slot(0)}>", slot(1), slot(2)
    found: list[Triple] = []
    if plain:
        found.append((source, f"<{marks.rdf}>", target))
    if plain and marks.back_rdf:
        found.append((target, f"<{marks.back_rdf}>", source))
    if has_node(cls):
        found += [(subject, TYPE, f"<{iri}>") for iri in (own_class(cls), RDF.Statement, *marks.also)]
        found.append((subject, f"<{RDF.subject}>", source))
        found.append((subject, f"<{RDF.predicate}>", f"<{marks.rdf}>"))
        found.append((subject, f"<{RDF.object}>", target))
        if marks.to:
            found.append((subject, f"<{marks.to}>", target))
        slots = _slots(cls, shape, 3)
        found += _properties(cls, subject, slots)
        found += _parts(cls, subject, source, slots)
    return Template.of(found)


_Slots: TypeAlias = dict[str, tuple[list[Term], list[Term]]]


def _slots(cls: type[Declared], shape: Shape, first: int) -> _Slots:
    """The slots of each property by its name, and those of its links."""
    counts = iter(shape)
    found: _Slots = {}
    for column in columns(cls):
        groups: list[list[Term]] = []
        for count in (next(counts), next(counts) if column.links else 0):
            groups.append([slot(number) for number in range(first, first + count)])
            first += count
        found[column.name] = (groups[0], groups[1])
    return found


def _properties(cls: type[Declared], subject: Term, slots: _Slots) -> Iterator[Triple]:
    for column in columns(cls):
        own, links = slots[column.name]
        if column.part is not None or not own:
            continue
        if column.ordered:
            yield from _sequence(subject, column, own)
        else:
            yield from ((subject, predicate, term) for term in own for predicate in column.predicates)
        yield from ((subject, f"<{SDO.sameAs}>", link) for link in links)


def _sequence(subject: Term, column: Column, own: list[Term]) -> Iterator[Triple]:
    """A list whose order counts."""
    held = f"{subject[:-1]}#{column.name}>"
    yield subject, column.predicates[0], held
    yield held, TYPE, f"<{RDF.Seq}>"
    for number, term in enumerate(own, 1):
        yield held, f"<{RDF.base}_{number}>", term


def _parts(cls: type[Edge], subject: Term, source: Term, slots: _Slots) -> Iterator[Triple]:
    """The nodes that hold what is told of each place, the outer ones before what stands within them.

    A scalar tells of the first place.
    """
    held = _held(cls)
    for number in range(
        1, 1 + max((len(slots[one.name][0]) for own in held.values() for one in own), default=0)
    ):
        for part, own in held.items():
            told = [(one, slots[one.name][0][number - 1]) for one in own if len(slots[one.name][0]) >= number]
            if part.within is not None and not told:
                continue
            here = f"{subject[:-1]}#{part.name}-{number}>"
            outer = f"{subject[:-1]}#{part.within.name}-{number}>" if part.within else subject
            yield outer, f"<{part.rdf}>", here
            yield here, TYPE, f"<{part.kind}>"
            if part.source:
                yield here, f"<{part.source}>", source
            yield from ((here, predicate, term) for one, term in told for predicate in one.predicates)


@cache
def _held(cls: type[Edge]) -> dict[Part, list[Column]]:
    """The properties that each part holds, the outer parts before what stands within them."""
    found: dict[Part, list[Column]] = {}
    for column in columns(cls):
        for part in reversed(tuple(_around(column.part))):
            found.setdefault(part, [])
        if column.part is not None:
            found[column.part].append(column)
    return found


@cache
def _path(cls: type[Edge]) -> str:
    """The type as addresses write it."""
    return cls.type().lower()


def _around(part: Part | None) -> Iterator[Part]:
    """A part and those that it stands within, the outermost last."""
    while part is not None:
        yield part
        part = part.within
