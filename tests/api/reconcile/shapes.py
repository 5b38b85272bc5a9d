"""The shapes that the Reconciliation Service API 0.2 gives its answers, as far as clients depend on them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_Template = Annotated[str, Field(pattern=r"\{\{id\}\}")]


class Shape(BaseModel):
    """What all shapes share: no field but those named."""

    model_config = ConfigDict(extra="forbid")


class Named(Shape):
    """A type, a property or an entity by name."""

    id: str
    name: str
    description: str = ""
    notable: list[Named] = []


class Feature(Shape):
    """One part of a score."""

    id: str
    value: float


class Candidate(Shape):
    """An entity that may be meant."""

    id: str
    name: str
    description: str
    type: list[Named]
    score: Annotated[float, Field(ge=0, le=100)]
    match: bool
    features: list[Feature]


class Result(Shape):
    """The candidates of one query."""

    result: list[Candidate]


class Place(Shape):
    """Where a part of the service is."""

    service_url: str
    service_path: str


class View(Shape):
    """How a page of an entity is addressed."""

    url: _Template


class Preview(Shape):
    """How a preview is addressed, and its size in pixels."""

    url: _Template
    width: int
    height: int


class Extend(Shape):
    """What is said of extending."""

    propose_properties: Place
    property_settings: list[dict[str, Any]]


class Manifest(Shape):
    """What a service says of itself."""

    versions: list[Literal["0.2"]]
    name: str
    identifier_space: str = Field(alias="identifierSpace")
    schema_space: str = Field(alias="schemaSpace")
    default_types: list[Named] = Field(alias="defaultTypes")
    batch_size: int = Field(alias="batchSize")
    view: View
    preview: Preview
    suggest: dict[Literal["entity", "property", "type"], Place]
    extend: Extend


class Str(Shape):
    """A text."""

    value: str = Field(alias="str")


class Float(Shape):
    """A number."""

    value: float = Field(alias="float")


class Date(Shape):
    """An instant or a day."""

    date: str


class Bool(Shape):
    """A truth."""

    value: bool = Field(alias="bool")


class Extended(Shape):
    """Properties, and the values of each for each id."""

    meta: list[Named]
    rows: dict[str, dict[str, list[Str | Float | Date | Bool | Named]]]
