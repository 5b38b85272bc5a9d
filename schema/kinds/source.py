"""Sources: whoever says things.  Every asserter is one."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from schema.declare import Node, NodeMarks, Prop
from schema.rdf import DCT, OWN, PROV, RDFS, SDO
from schema.values import Identifiers, Link, Text

Republish: TypeAlias = Literal["", "title", "summary", "all"]


class Source(Node):
    """A feed, listing, list, file, person or rule.  Identity: its class and its link, or its name where it has none."""

    marks: ClassVar[NodeMarks] = NodeMarks(
        identity=("class", "link"), rdf=SDO.DataFeed, family="source", also=(PROV.Agent,)
    )
    name: Annotated[Text, Prop(rdf=SDO.name, search=True, also=(RDFS.label,))] = ""
    url: Annotated[Link, Prop(rdf=DCT.source, lookup=True)] = ""
    format: Annotated[Text, Prop(rdf=SDO.encodingFormat)] = ""
    homepage: Annotated[Link, Prop(rdf=SDO.url, lookup=True)] = ""
    language: Annotated[Text, Prop(rdf=SDO.inLanguage)] = ""
    licence: Annotated[Link, Prop(rdf=SDO.license)] = ""
    attribution: Annotated[Text, Prop(rdf=SDO.creditText)] = ""
    complete: Annotated[bool | None, Prop(rdf=OWN.complete)] = None
    republish: Annotated[Republish, Prop(rdf=OWN.republish)] = ""
    identifiers: Annotated[Identifiers, Prop(rdf=SDO.identifier, lookup=True)] = ()
