"""Edges of names: which entity a written form stands for, and which concepts are broader."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from schema.declare import Edge, EdgeMarks, Prop
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity
from schema.kinds.roles import Concept
from schema.rdf import OWN, SKOS, SKOSXL

AliasKind: TypeAlias = Literal["", "name", "acronym", "spelling", "former", "translation"]
CaseRule: TypeAlias = Literal["", "any", "exact"]


class AliasOf(Edge):
    """A written form stands for an entity.  Many to many: a form that stands for several is ambiguous.

    case: `exact` where only this very case counts (acronyms, names that are common words); `any` otherwise.
    """

    marks: ClassVar[EdgeMarks] = EdgeMarks(
        Alias, Entity, "stands_for", "aliases", OWN.aliasOf, back_rdf=SKOSXL.altLabel
    )
    alias_kind: Annotated[AliasKind, Prop(rdf=OWN.aliasKind)] = ""
    case: Annotated[CaseRule, Prop(rdf=OWN.caseRule)] = ""


class Broader(Edge):
    """A concept is a part or a kind of a wider one."""

    marks: ClassVar[EdgeMarks] = EdgeMarks(Concept, Concept, "broader", "narrower", SKOS.broader)
