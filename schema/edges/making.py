"""Edges of making: who built what, on what, trained and measured on which data."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schema.declare import Edge, EdgeMarks, Prop
from schema.kinds.entity import Benchmark, Dataset, Model, Organization
from schema.kinds.roles import Derivative, Developed
from schema.rdf import OWN, SDO
from schema.values import Day, Link, Text


class DevelopedBy(Edge):
    """Who made it."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Developed, Organization, "developers", "developed", SDO.creator)


class BasedOn(Edge):
    """The model that another model or a product is built on."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Derivative, Model, "based_on", "basis_of", SDO.isBasedOn)


class VersionOf(Edge):
    """The model that this one is a version or a successor of."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Model, Model, "version_of", "versions", OWN.versionOf)


class EvaluatedOn(Edge):
    """A score of a model on a benchmark."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(
        Model, Benchmark, "evaluations", "evaluated", OWN.evaluatedOn, slot=("metric", "setting", "date")
    )
    metric: Annotated[Text, Prop(rdf=OWN.metric)] = ""
    score: Annotated[float | None, Prop(rdf=SDO.value)] = None
    setting: Annotated[Text, Prop(rdf=OWN.setting)] = ""
    date: Annotated[Day, Prop(rdf=SDO.observationDate)] = ""
    link: Annotated[Link, Prop(rdf=SDO.url)] = ""


class TrainedOn(Edge):
    """The data that a model was trained on."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Model, Dataset, "trained_on", "trained", OWN.trainedOn)
