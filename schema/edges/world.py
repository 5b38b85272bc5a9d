"""Edges of the world around: parts, money, places, and the guides that explain it."""

from __future__ import annotations

from typing import ClassVar

from schema.declare import Edge, EdgeMarks
from schema.kinds.entity import Entity, Organization, Place
from schema.kinds.guide import Guide
from schema.kinds.roles import Investor, Located
from schema.rdf import OWN, SDO


class PartOf(Edge):
    """The organisation that this one belongs to."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(
        Organization, Organization, "part_of", "parts", SDO.parentOrganization
    )


class InvestedIn(Edge):
    """Who put money into an organisation."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Investor, Organization, "invested_in", "investors", OWN.investedIn)


class LocatedIn(Edge):
    """Where it is."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Located, Place, "places", "located_here", SDO.location)


class Covers(Edge):
    """An entity that a guide explains."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Guide, Entity, "covers", "guides", SDO.about)
