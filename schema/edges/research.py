"""Edges of research: papers, their authors, subjects and venues, and what they introduced."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schema.declare import Edge, EdgeMarks, Prop
from schema.kinds.entity import Conference, Organization, Person, Topic
from schema.kinds.paper import Paper
from schema.kinds.roles import Introduced
from schema.rdf import OWN, SDO
from schema.values import Day


class AuthoredBy(Edge):
    """Who wrote a paper; position counts from 1."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Paper, Person, "authors", "papers", SDO.author)
    position: Annotated[int | None, Prop(rdf=SDO.position)] = None


class AffiliatedWith(Edge):
    """Where a person works or studies, and since when."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(
        Person, Organization, "affiliations", "people", SDO.affiliation, slot=("started",)
    )
    started: Annotated[Day, Prop(rdf=SDO.startDate)] = ""
    ended: Annotated[Day, Prop(rdf=SDO.endDate)] = ""


class InCategory(Edge):
    """The subject that a paper is filed under."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Paper, Topic, "topics", "filed_papers", SDO.about)


class IntroducedIn(Edge):
    """The paper that first described something."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Introduced, Paper, "introduced_in", "introduces", OWN.introducedIn)


class PresentedAt(Edge):
    """Where a paper was presented."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(
        Paper, Conference, "presented_at", "presented_papers", OWN.presentedAt
    )


class Cites(Edge):
    """A paper refers to another."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Paper, Paper, "cites", "cited_by", SDO.citation)
