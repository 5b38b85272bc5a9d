"""Papers: scholarly works, known by arXiv id, DOI, or title, first author and year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from schema.declare import Node, NodeMarks, Prop
from schema.keys import Key
from schema.kinds.roles import Announced
from schema.rdf import DCT, FABIO, OWN, PRISM, RDFS, SDO
from schema.values import Identifiers, Instant, Link, Links, Text, Texts


class Paper(Node, Announced):
    """A scholarly work.  Identity: arXiv id without version, else DOI, else title, first author and year."""

    marks: ClassVar[NodeMarks] = NodeMarks(
        identity=("arxiv", "doi", "title", "first_author", "year"),
        rdf=SDO.ScholarlyArticle,
        family="paper",
        also=(FABIO.ResearchPaper,),
    )
    title: Annotated[Text, Prop(rdf=SDO.name, search=True, also=(RDFS.label,))] = ""
    abstract: Annotated[Text, Prop(rdf=SDO.abstract, search=True)] = ""
    url: Annotated[Link, Prop(rdf=SDO.url, lookup=True)] = ""
    categories: Annotated[Texts, Prop(rdf=DCT.subject)] = ()
    at: Annotated[Instant | None, Prop(rdf=OWN.at, derived=True, column=True)] = None
    published: Annotated[Instant | None, Prop(rdf=SDO.datePublished)] = None
    updated: Annotated[Instant | None, Prop(rdf=SDO.dateModified)] = None
    version: Annotated[Text, Prop(rdf=SDO.version)] = ""
    licence: Annotated[Link, Prop(rdf=SDO.license)] = ""
    doi: Annotated[Text, Prop(rdf=PRISM.doi)] = ""
    journal_ref: Annotated[Text, Prop(rdf=DCT.bibliographicCitation)] = ""
    links: Annotated[Links, Prop(rdf=SDO.relatedLink)] = ()
    identifiers: Annotated[Identifiers, Prop(rdf=SDO.identifier, lookup=True)] = ()

    @classmethod
    def completed(cls, key: Key, props: dict[str, Any], asserters: Iterable[Key]) -> dict[str, Any]:
        """Adds `at`: the day of its first announcement as said."""
        return {**props, "at": props.get("published")}
