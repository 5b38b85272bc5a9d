"""Aliases: written forms of names, nodes of their own, so that a form can be shared, doubted and denied."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from schema.declare import Node, NodeMarks, Prop
from schema.keys import alias_key
from schema.rdf import DCT, SKOSXL
from schema.values import Text


class Alias(Node):
    """A written form of a name, its case kept.  Identity: the exact form and its language."""

    marks: ClassVar[NodeMarks] = NodeMarks(identity=("name", "language"), rdf=SKOSXL.Label)
    name: Annotated[Text, Prop(rdf=SKOSXL.literalForm, search=True, tagged="language")] = ""
    language: Annotated[Text, Prop(rdf=DCT.language)] = ""

    @classmethod
    def of(cls, form: str, language: str = "") -> Self:
        """The alias of that form and language, under its own key."""
        return cls(key=alias_key(form, language), name=form, language=language)
