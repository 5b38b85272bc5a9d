"""Edges of events: what they mention, who published them, what they announce."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from schema.declare import Edge, EdgeMarks, Prop
from schema.kinds.entity import Entity, Organization
from schema.kinds.event import Event
from schema.kinds.roles import Announced
from schema.kinds.source import Source
from schema.rdf import OA, OWN, SDO
from schema.values import Text

TextField: TypeAlias = Literal["title", "summary", "body"]


class Mentions(Edge):
    """An event speaks of an entity: where in its text, in which form, by which method, how surely.

    fields, starts, ends: parallel, one place each; offsets in code points of that field.  surface: the form written
    at the first place.  confidence and salience: from 0 to 1.
    """

    marks: ClassVar[EdgeMarks] = EdgeMarks(Event, Entity, "mentions", "mentioned_by", SDO.mentions)
    fields: Annotated[tuple[TextField, ...], Prop(rdf=OA.hasSource)] = ()
    starts: Annotated[tuple[int, ...], Prop(rdf=OA.start)] = ()
    ends: Annotated[tuple[int, ...], Prop(rdf=OA.end)] = ()
    surface: Annotated[Text, Prop(rdf=OA.exact)] = ""
    method: Annotated[Text, Prop(rdf=OWN.method)] = ""
    confidence: Annotated[float | None, Field(ge=0, le=1), Prop(rdf=OWN.confidence)] = None
    salience: Annotated[float | None, Field(ge=0, le=1), Prop(rdf=OWN.salience)] = None


class PublishedBy(Edge):
    """Which source published an event."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Event, Source, "sources", "published", SDO.isPartOf)


class OperatedBy(Edge):
    """Which organisation runs a source."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Source, Organization, "operators", "operates", SDO.publisher)


class Announces(Edge):
    """What an event makes known for the first time."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Event, Announced, "announces", "announced_by", SDO.about)


class TellsSame(Edge):
    """Two events tell one story."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Event, Event, "tells_same", "told_same_by", OWN.tellsSame)
