"""Guides: texts by people that explain a subject and the entities it is about."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schema.declare import Node, NodeMarks, Prop
from schema.rdf import RDFS, SDO
from schema.values import Day, Text


class Guide(Node):
    """An explaining text in Markdown.  Identity: its slug."""

    marks: ClassVar[NodeMarks] = NodeMarks(identity=("slug",), rdf=SDO.TechArticle)
    title: Annotated[Text, Prop(rdf=SDO.headline, search=True, also=(RDFS.label,))] = ""
    body: Annotated[Text, Prop(rdf=SDO.articleBody, search=True)] = ""
    updated: Annotated[Day, Prop(rdf=SDO.dateModified)] = ""
