"""The almanac's own vocabulary as RDF: each term that no other vocabulary has, read off the ontology.  Pure.

Classes: one for each kind, each type of edge with properties, each judgement.  Properties: those that the marks name.
Labels are the names, comments the docstrings, domains and ranges the declarations.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from schema.columns import columns
from schema.declare import Declared
from schema.describe import type_name
from schema.judgement import DenyAssertion, DenyEdge, DenyForm, Different, Same
from schema.kinds.entity import Entity
from schema.mapping import has_node, own_class
from schema.ontology import EDGE_TYPES, ENTITY_KINDS, KINDS, ends
from schema.rdf import DCT, OWL, OWN, PROV, RDF, RDFS, SDO, SPECIALISES, VANN, VOCABULARY_VERSION, XSD
from schema.statements import Statements, Triple, statements
from schema.terms import literal, tagged

ADDRESS = OWN.base.rstrip(":")
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Defined:
    """A term.  within: what it specialises; domain and range: IRIs, of which any may be meant."""

    iri: str
    comment: str
    is_class: bool = False
    within: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The part of its IRI after the vocabulary's."""
        return self.iri.removeprefix(OWN.base)

    @property
    def label(self) -> str:
        """Its name in words."""
        return _WORD_START.sub(" ", self.name).lower()


# What the marks do not name: how assertions, judgements and dumps are told.
_ASSERTION = (OWN.Assertion,)
_STRUCTURE = (
    Defined(OWN.Assertion, "What one source says of one node or edge.", True, (PROV.Entity,)),
    Defined(OWN.says, "The node or edge that an assertion is about.", False, (), _ASSERTION, (RDFS.Resource,)),
    Defined(OWN.stamp, "Orders what one source says of one subject.", False, (), _ASSERTION, (XSD.string,)),
    Defined(OWN.ofCompleteList, "Whether a complete list says it, which withdraws what it no longer says.", False, (), _ASSERTION, (XSD.boolean,)),
    Defined(OWN.CoOccurrence, "Two entities that events mention together; computed, in exports that ask for it.", True),
    Defined(OWN.between, "One of the two entities that are met together.", False, (), (OWN.CoOccurrence,), (OWN.Entity,)),
    Defined(OWN.count, "How many events mention both.", False, (), (OWN.CoOccurrence,), (XSD.integer,)),
    Defined(OWN.npmi, "Normalised pointwise mutual information of the two.", False, (), (OWN.CoOccurrence,), (XSD.double,)),
    Defined(OWN.jaccard, "Shared events by events of either.", False, (), (OWN.CoOccurrence,), (XSD.double,)),
    Defined(OWN.fullText, "The full text of an event; in full dumps only.", False, (), (OWN.Event,), (XSD.string,)),
    Defined(OWN.vocabularyVersion, "The version of this vocabulary that a dump is in.", False, (), (), (XSD.integer,)),
    Defined(OWN.atItsEnd, "The last statement of a dump: nothing was cut off.", False, (), (), (XSD.boolean,)),
    Defined(OWN.quads, "How many quads a dump holds in all its graphs.", False, (), (), (XSD.integer,)),
    Defined(OWN.loser, "What is read as another.", False, (), (OWN.Same,), (RDFS.Resource,)),
    Defined(OWN.survivor, "What another is read as.", False, (), (OWN.Same,), (RDFS.Resource,)),
    Defined(OWN.a, "One of two different things.", False, (), (OWN.Different,), (RDFS.Resource,)),
    Defined(OWN.b, "The other of two different things.", False, (), (OWN.Different,), (RDFS.Resource,)),
    Defined(OWN.deniedEdge, "The edge that is not so.", False, (), (OWN.DenyEdge,), (RDF.Statement,)),
    Defined(OWN.deniedForm, "The form that is never linked.", False, (), (OWN.DenyForm,), (XSD.string,)),
    Defined(OWN.deniedSubject, "What an assertion that does not count is about.", False, (), (OWN.DenyAssertion,), ()),
    Defined(OWN.deniedSource, "Whose assertion does not count.", False, (), (OWN.DenyAssertion,), (OWN.Source,)),
)  # fmt: skip


def terms() -> list[Defined]:
    """Every term, classes first, each by name."""
    found = {one.iri: one for one in (*_classes(), *_edges(), *_properties(), *_STRUCTURE)}
    return sorted(found.values(), key=lambda one: (not one.is_class, one.name))


def vocabulary() -> Statements:
    """The vocabulary as statements."""
    return statements(_statements())


def _classes() -> Iterator[Defined]:
    yield Defined(own_class(Entity), _doc(Entity), True, (Entity.marks.rdf,))
    for name, kind in KINDS.items():
        outer = (own_class(Entity),) if name in ENTITY_KINDS else ()
        own = tuple(iri for iri in (kind.marks.rdf, *kind.marks.also) if iri != own_class(kind))
        yield Defined(own_class(kind), _doc(kind), True, (*outer, *own, *_within(own_class(kind))))
    for edge in EDGE_TYPES.values():
        if has_node(edge):
            yield Defined(own_class(edge), _doc(edge), True, (RDF.Statement, *edge.marks.also))
    for judgement in (Same, Different, DenyEdge, DenyForm, DenyAssertion):
        yield Defined(f"{OWN.base}{judgement.__name__}", _doc(judgement), True, (PROV.Entity,))


def _edges() -> Iterator[Defined]:
    for name, edge in EDGE_TYPES.items():
        iri = edge.marks.rdf
        if iri.startswith(OWN.base):
            sources, targets = (tuple(own_class(kind) for kind in side) for side in ends(name))
            yield Defined(iri, _doc(edge), False, _within(iri), _narrowed(sources), _narrowed(targets))


def _properties() -> Iterator[Defined]:
    holders: dict[str, list[type[Declared]]] = {}
    told: dict[str, tuple[str, str, str]] = {}
    parts: dict[str, str] = {}
    for cls in (*KINDS.values(), *(edge for edge in EDGE_TYPES.values() if has_node(edge))):
        for column in columns(cls):
            iri = column.predicates[0][1:-1]
            if iri.startswith(OWN.base):
                holders.setdefault(iri, []).append(cls)
                range_ = RDF.Seq if column.ordered else column.range
                parts[iri] = column.part.kind if column.part else ""
                told[iri] = (column.name, type_name(cls.model_fields[column.name].annotation), range_)
    for iri, classes in holders.items():
        name, type_, range_ = told[iri]
        domain = _narrowed(tuple(own_class(cls) for cls in classes))
        of = ", ".join(one.removeprefix(OWN.base) for one in domain)
        comment = f"{name.replace('_', ' ').capitalize()} of {of}: {type_}."
        # What a part of an edge holds does not stand at the edge.
        yield Defined(iri, comment, False, _within(iri), (parts[iri],) if parts[iri] else domain, (range_,))


def _narrowed(classes: tuple[str, ...]) -> tuple[str, ...]:
    """All entities as the one class that they share."""
    every = {own_class(KINDS[name]) for name in ENTITY_KINDS}
    if every <= set(classes):
        return (own_class(Entity), *(one for one in classes if one not in every))
    return classes


def _within(iri: str) -> tuple[str, ...]:
    return SPECIALISES.get(iri, ())


def _doc(cls: type) -> str:
    return " ".join(inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].split()).replace("`", "")


def _statements() -> Iterator[Triple]:
    here = f"<{ADDRESS}>"
    yield here, f"<{RDF.type}>", f"<{OWL.Ontology}>"
    yield here, f"<{DCT.title}>", tagged("The vocabulary of Almanac", "en")
    yield here, f"<{OWL.versionInfo}>", literal(str(VOCABULARY_VERSION))
    yield here, f"<{VANN.preferredNamespacePrefix}>", literal(OWN.prefix)
    yield here, f"<{VANN.preferredNamespaceUri}>", literal(OWN.base)
    for term in terms():
        yield from _term(f"<{term.iri}>", term, here)


def _term(subject: str, term: Defined, here: str) -> Iterator[Triple]:
    yield subject, f"<{RDF.type}>", f"<{RDFS.Class if term.is_class else RDF.Property}>"
    yield subject, f"<{RDFS.label}>", tagged(term.label, "en")
    yield subject, f"<{RDFS.comment}>", tagged(term.comment, "en")
    yield subject, f"<{RDFS.isDefinedBy}>", here
    outer = RDFS.subClassOf if term.is_class else RDFS.subPropertyOf
    yield from ((subject, f"<{outer}>", f"<{iri}>") for iri in term.within)
    for one, several, iris in (
        (RDFS.domain, SDO.domainIncludes, term.domain),
        (RDFS.range, SDO.rangeIncludes, term.range),
    ):
        predicate = one if len(iris) == 1 else several  # several rdfs:domain would mean all of them at once
        yield from ((subject, f"<{predicate}>", f"<{iri}>") for iri in iris)
