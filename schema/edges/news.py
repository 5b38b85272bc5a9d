"""Edges of events: what they mention, who published them, what they announce."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from schema.declare import Edge, EdgeMarks, Part, Prop
from schema.kinds.entity import Entity, Organization
from schema.kinds.event import Event
from schema.kinds.roles import Announced
from schema.kinds.source import Source
from schema.rdf import OA, OWN, SDO
from schema.values import Text

TextField: TypeAlias = Literal["title", "summary", "body"]
# A mention is a Web Annotation: its body is the entity, its target a place in a text of the event.
_PLACE = Part("place", OA.hasTarget, OA.SpecificResource, source=OA.hasSource)
_POSITION = Part("position", OA.hasSelector, OA.TextPositionSelector, within=_PLACE)
_QUOTE = Part("quote", OA.hasSelector, OA.TextQuoteSelector, within=_PLACE)


class Mentions(Edge):
    """An event speaks of an entity: where in its text, in which form, by which method, how surely.

    fields, starts, ends: parallel, one place each; offsets in code points of that field.  surface: the form written
    at the first place.  confidence and salience: from 0 to 1.
    """

    marks: ClassVar[EdgeMarks] = EdgeMarks(
        Event, Entity, "mentions", "mentioned_by", SDO.mentions, also=(OA.Annotation,), to=OA.hasBody
    )
    fields: Annotated[tuple[TextField, ...], Prop(rdf=OWN.field, part=_PLACE)] = ()
    starts: Annotated[tuple[int, ...], Prop(rdf=OA.start, part=_POSITION)] = ()
    ends: Annotated[tuple[int, ...], Prop(rdf=OA.end, part=_POSITION)] = ()
    surface: Annotated[Text, Prop(rdf=OA.exact, part=_QUOTE)] = ""
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
