"""The shapes of the graph in RDF (SHACL), made from the ontology: what data of each class must be like.  Pure.

A shape for each kind and each type of edge with a node of its own: its properties with datatype, number and allowed
values, and for edges from a kind the classes of what they lead to.  Shapes are open: data may say more.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, Literal, get_args, get_origin

from schema.columns import Column, columns
from schema.declare import Declared, Edge, Node
from schema.mapping import has_node, own_class
from schema.ontology import EDGE_TYPES, KINDS, ends
from schema.rdf import RDF, RDFS, SH, XSD
from schema.statements import Statements, Triple, statements
from schema.terms import Term, integer, literal

SHAPES = "urn:almanac:shapes"
_TYPE, _PROPERTY = f"<{RDF.type}>", f"<{SH.property}>"


def shapes() -> Statements:
    """All shapes as statements, without blank nodes."""
    return statements(_shapes())


def _shapes() -> Iterator[Triple]:
    for kind in KINDS.values():
        shape = yield from _shape(kind)
        yield from _relations(kind, shape)
    for edge in EDGE_TYPES.values():
        if has_node(edge):
            shape = yield from _shape(edge)
            yield from _ends(edge, shape)


def _shape(cls: type[Declared]) -> Generator[Triple, None, Term]:
    """The shape of a class and its properties; gives the shape's own term."""
    shape = f"<{SHAPES}:{cls.__name__}>"
    yield shape, _TYPE, f"<{SH.NodeShape}>"
    yield shape, f"<{SH.targetClass}>", f"<{own_class(cls)}>"
    for column in columns(cls):
        if column.part is None:
            yield from _property(cls, shape, column)
    return shape


def _property(cls: type[Declared], shape: Term, column: Column) -> Iterator[Triple]:
    here = f"{shape[:-1]}:{column.name}>"
    yield shape, _PROPERTY, here
    yield here, _TYPE, f"<{SH.PropertyShape}>"
    yield here, f"<{SH.path}>", column.predicates[0]
    if not column.many or column.ordered:
        yield here, f"<{SH.maxCount}>", integer(1)
    if column.ordered:
        yield here, f"<{SH['class']}>", f"<{RDF.Seq}>"
    elif column.tagged:
        yield here, f"<{SH.nodeKind}>", f"<{SH.Literal}>"  # in a language or in none
    elif column.range.startswith(XSD.base):
        yield here, f"<{SH.datatype}>", f"<{column.range}>"
    elif column.range == RDFS.Literal:
        yield here, f"<{SH.nodeKind}>", f"<{SH.Literal}>"
    allowed = [value for value in _allowed(cls.model_fields[column.name].annotation) if value]
    if allowed:
        yield here, f"<{SH.pattern}>", literal(f"^({'|'.join(allowed)})$")


def _allowed(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _relations(kind: type[Node], shape: Term) -> Iterator[Triple]:
    """What the plain triples of a kind's edges lead to; of a predicate that several types share, to any of theirs."""
    targets: dict[str, set[type[Node]]] = {}
    for name, edge in EDGE_TYPES.items():
        sources, into = ends(name)
        if kind in sources:
            targets.setdefault(edge.marks.rdf, set()).update(into)
    for predicate, kinds in targets.items():
        here = f"{shape[:-1]}:{predicate.rpartition('/')[2].rpartition(':')[2].rpartition('#')[2]}>"
        yield shape, _PROPERTY, here
        yield here, _TYPE, f"<{SH.PropertyShape}>"
        yield here, f"<{SH.path}>", f"<{predicate}>"
        yield here, f"<{SH.nodeKind}>", f"<{SH.IRI}>"
        if len(kinds) == 1:
            [only] = kinds
            yield here, f"<{SH['class']}>", f"<{own_class(only)}>"


def _ends(edge: type[Edge], shape: Term) -> Iterator[Triple]:
    """An edge's own node has one source and one target, of the classes that its type allows."""
    for path, kinds in zip((RDF.subject, RDF.object), ends(edge.type()), strict=True):
        here = f"{shape[:-1]}:{path.rpartition('#')[2]}>"
        yield shape, _PROPERTY, here
        yield here, _TYPE, f"<{SH.PropertyShape}>"
        yield here, f"<{SH.path}>", f"<{path}>"
        yield here, f"<{SH.nodeKind}>", f"<{SH.IRI}>"
        for bound in (SH.minCount, SH.maxCount):
            yield here, f"<{bound}>", integer(1)
        if len(kinds) == 1:
            yield here, f"<{SH['class']}>", f"<{own_class(kinds[0])}>"
