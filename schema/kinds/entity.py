"""Entities: the nodes that a page is about.  Identity: birth name and disambiguator; the key's local part is the slug."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

from schema.declare import Node, NodeMarks, Prop
from schema.keys import Key, asserter_class, entity_key, local_part
from schema.kinds.roles import Announced, Concept, Derivative, Developed, Introduced, Investor, Located
from schema.rdf import OWN, RDFS, SDO, SKOS
from schema.values import Day, Identifiers, Link, Text

Status: TypeAlias = Literal["", "candidate", "listed", "active", "retired"]
_ENTITY = ("birth_name", "disambiguator")


def _marks(rdf: str) -> NodeMarks:
    return NodeMarks(identity=_ENTITY, rdf=rdf, family="entity")


class Entity(Node):
    """What all entities have.  Abstract: an entity is of one of the kinds below."""

    marks: ClassVar[NodeMarks] = _marks(SDO.Thing)
    slug: Annotated[str, Prop(rdf=OWN.slug, derived=True)] = ""
    name: Annotated[Text, Prop(rdf=SDO.name, search=True, also=(SKOS.prefLabel, RDFS.label))] = ""
    status: Annotated[Status, Prop(rdf=OWN.status, derived=True, column=True)] = ""
    retired: Annotated[bool | None, Prop(rdf=OWN.retired)] = None
    description: Annotated[Text, Prop(rdf=SDO.description, search=True)] = ""
    homepage: Annotated[Link, Prop(rdf=SDO.url, lookup=True)] = ""
    identifiers: Annotated[Identifiers, Prop(rdf=SDO.identifier, lookup=True)] = ()
    birth_name: Annotated[Text, Prop(rdf=OWN.birthName)] = ""
    disambiguator: Annotated[Text, Prop(rdf=OWN.disambiguator)] = ""

    @classmethod
    def named(cls, birth_name: str, disambiguator: str = "", **props: Any) -> Self:
        """A new entity under its own key.  `name` is the birth name unless another is given."""
        key = entity_key(cls.word(), birth_name, disambiguator)
        told = {"name": birth_name, **props}
        return cls(key=key, birth_name=birth_name, disambiguator=disambiguator, **told)

    @classmethod
    def completed(cls, key: Key, props: dict[str, Any], asserters: Iterable[Key]) -> dict[str, Any]:
        """Adds slug and status."""
        status = cls.status_of(bool(props.get("retired")), asserters)
        return {**props, "slug": local_part(key), "status": status}

    @staticmethod
    def status_of(retired: bool, asserters: Iterable[Key]) -> Status:
        """Retired where said, active by a person or list, listed by items, else candidate."""
        classes = {asserter_class(asserter) for asserter in asserters}
        if retired:
            return "retired"
        if classes & {"person", "list"}:
            return "active"
        return "listed" if classes - {"rule"} else "candidate"


class Organization(Entity, Investor, Located):
    """A company, laboratory, university, foundation or public body."""

    marks: ClassVar[NodeMarks] = _marks(SDO.Organization)
    founded: Annotated[Day, Prop(rdf=SDO.foundingDate)] = ""


class Person(Entity, Investor):
    """Somebody: an author, a founder, a researcher."""

    marks: ClassVar[NodeMarks] = _marks(SDO.Person)


class Model(Entity, Announced, Developed, Introduced, Derivative):
    """A trained model or a family of them."""

    marks: ClassVar[NodeMarks] = _marks(SDO.SoftwareApplication)
    released: Annotated[Day, Prop(rdf=SDO.datePublished)] = ""
    parameters: Annotated[int | None, Prop(rdf=OWN.parameters)] = None
    training_compute: Annotated[float | None, Prop(rdf=OWN.trainingCompute)] = None
    context_length: Annotated[int | None, Prop(rdf=OWN.contextLength)] = None
    open_weights: Annotated[bool | None, Prop(rdf=OWN.openWeights)] = None
    licence: Annotated[Link, Prop(rdf=SDO.license)] = ""


class Product(Entity, Announced, Developed, Derivative):
    """Something people use: an application, a tool, a library, a service."""

    marks: ClassVar[NodeMarks] = _marks(SDO.Product)
    released: Annotated[Day, Prop(rdf=SDO.datePublished)] = ""
    licence: Annotated[Link, Prop(rdf=SDO.license)] = ""


class Dataset(Entity, Announced, Developed, Introduced):
    """A collection of data that models are trained or tested on."""

    marks: ClassVar[NodeMarks] = _marks(SDO.Dataset)
    released: Annotated[Day, Prop(rdf=SDO.datePublished)] = ""
    licence: Annotated[Link, Prop(rdf=SDO.license)] = ""


class Benchmark(Entity, Announced, Developed, Introduced):
    """A named evaluation: a task with data and a measure that models are compared on."""

    marks: ClassVar[NodeMarks] = _marks(OWN.Benchmark)
    released: Annotated[Day, Prop(rdf=SDO.datePublished)] = ""


class Technique(Entity, Introduced, Concept):
    """A method, an architecture, a way of doing something."""

    marks: ClassVar[NodeMarks] = _marks(SKOS.Concept)


class Topic(Entity, Concept):
    """A field or subject that items are filed under."""

    marks: ClassVar[NodeMarks] = _marks(SKOS.Concept)


class Policy(Entity):
    """A law, regulation, standard or commitment."""

    marks: ClassVar[NodeMarks] = _marks(SDO.Legislation)


class Conference(Entity, Located):
    """A meeting, or a series of them."""

    marks: ClassVar[NodeMarks] = _marks(SDO.EventSeries)


class Place(Entity):
    """A city, region or country."""

    marks: ClassVar[NodeMarks] = _marks(SDO.Place)
