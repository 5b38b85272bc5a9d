"""What readers make of curated lists and guides.  Items have their values in `schema/record.py`.

A relation may point at something that another file names, so its target stays a reference until it is looked up
among all that the almanac knows.  Invariants: a `Relation` is of a known type, its subject may have it, and its
properties are valid; only its target may still be unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schema.canonical import Json
from schema.declare import Edge
from schema.edges.naming import AliasOf
from schema.keys import Key
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity
from schema.kinds.guide import Guide
from schema.kinds.source import Source
from schema.ontology import edge_type
from schema.record import SourceInfo, Trouble


@dataclass(frozen=True, slots=True)
class Reference:
    """A node that a document names: by its key, or by a name among `kinds` (names of classes).

    written: as it stands in the document.  key: set where the document gives it or itself holds the one node meant.
    """

    written: str
    name: str
    kinds: tuple[str, ...]
    key: Key = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed edge of which the target may not be known yet.  item, place: for messages."""

    subject: Key
    type: str
    target: Reference
    props: Mapping[str, Json] = field(default_factory=dict)
    item: str = ""
    place: str = ""

    def edge(self, target: Key) -> Edge:
        """The edge to `target`, the key that the reference was found to mean."""
        return edge_type(self.type)(src=self.subject, dst=target, **dict(self.props))


@dataclass(frozen=True, slots=True)
class Listed:
    """A node that a list names, and the written forms that stand for it, its own name among them."""

    node: Entity | Source
    forms: tuple[tuple[Alias, AliasOf], ...] = ()
    item: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """A curated list: nodes with their written forms, and relations.

    said_by: the asserter, `source/list-<name>`.  stamp: the list's own date, "" where it has none.  complete: what it no
    longer says is withdrawn.
    """

    source: SourceInfo
    said_by: Key
    nodes: tuple[Listed, ...]
    relations: tuple[Relation, ...]
    troubles: tuple[Trouble, ...] = ()
    stamp: str = ""
    complete: bool = True
    format: str = "gazetteer"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideDocument:
    """A guide, and the entities that it covers, as relations of type COVERS."""

    source: SourceInfo
    said_by: Key
    guide: Guide
    covers: tuple[Relation, ...]
    troubles: tuple[Trouble, ...] = ()
    stamp: str = ""
    format: str = "guide"
    notes: tuple[str, ...] = ()
