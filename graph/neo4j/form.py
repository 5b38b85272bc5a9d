"""How an almanac lies in Neo4j.

A node that is read has the labels of its kind, its folded properties, and `Almanac`, which every node of ours has.  What was
merged into another keeps only `Merged`, what nobody says any more only `_Known`.  Relationships join nodes as they are
read, with folded properties; one that is said and not read (denied, or an end is gone) is an `_UNREAD` between own ends.

Beside these, in properties whose names begin with `_`: what each source said (`_said`), by own ends on relationships;
which lists said it whole (`_lists`); what a node is read as where that is another (`_survivor`), whether others are one
with it (`_merged`), its position, and the words that it is found by.  Log, notes, bodies and judgements are nodes
`_Revision`, `_Note`, `_Body`, `_Judgement`, each with an `_id`; one `_Head` holds the almanac's id and revisions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import orjson

from graph.fold import Statement
from graph.index import Indexed, full_text
from schema.declare import EdgeRef
from schema.keys import Key
from schema.ontology import EDGE_TYPES, KINDS, is_entity, kind_of

OURS = "Almanac"
MERGED, KNOWN, UNREAD = "Merged", "_Known", "_UNREAD"
HEAD, REVISION, NOTE, BODY, JUDGEMENT, SETTLING = (
    "_Head",
    "_Revision",
    "_Note",
    "_Body",
    "_Judgement",
    "_Settling",
)
ENTITY = "Entity"
CO_OCCURS = "CO_OCCURS_WITH"  # drawn beside the graph, and no part of it
_LOOKED_UP = "@"
_SHORT = 48  # characters of a title that a node's circle is given


def internal(label: str, *parts: str) -> str:
    """The `_id` of a node that is not of the graph."""
    return "/".join((label, *parts))


class Own(NamedTuple):
    """One source's statement of an edge, under the edge's own ends."""

    ref: EdgeRef
    by: Key
    told: Statement


class Placed(NamedTuple):
    """Where a node stands: what it is read as, whether it lives, whether others are one with it, its position."""

    survivor: Key
    living: bool
    merged: bool
    position: int


def labels_of(key: Key, placed: Placed) -> tuple[str, ...]:
    """The labels that tell what a node is; `Almanac` comes on top."""
    if not placed.living:
        return (KNOWN,)
    if placed.survivor != key:
        return (MERGED,)
    kind = kind_of(key).__name__
    return (kind, ENTITY) if is_entity(key) else (kind,)


def labelled(labels: Iterable[str]) -> str:
    """Labels as Cypher writes them.  They are the ontology's and ours, never anybody's text."""
    return "".join(f":`{label}`" for label in labels)


def said_text(by: Key, told: Statement) -> str:
    """A statement of a node as it is kept."""
    return orjson.dumps([by, told.stamp, told.complete, told.text]).decode()


def said_of(kept: Iterable[str] | None) -> dict[Key, Statement]:
    """The statements of a node."""
    return {by: Statement(*told) for by, *told in map(orjson.loads, kept or ())}


def own_text(own: Own) -> str:
    """A statement of an edge as it is kept."""
    told = own.told
    return orjson.dumps([own.by, told.stamp, told.complete, told.text, own.ref.src, own.ref.dst]).decode()


def owns_of(type_: str, slot: str | None, kept: Iterable[str] | None) -> list[Own]:
    """The statements of a relationship."""
    return [
        Own(EdgeRef(type_, src, dst, slot or ""), by, Statement(stamp, complete, text))
        for by, stamp, complete, text, src, dst in map(orjson.loads, kept or ())
    ]


def words_of(index: Indexed) -> str:
    """What a node is found by as one text: its words, and a token for each value that it is looked up by."""
    tokens = [token(prop, value) for prop, value in sorted(index.looked_up)]
    return " | ".join(filter(None, [full_text(index.texts), *tokens]))


def token(prop: str, value: str) -> str:
    """What stands for a value of a property among the words; its hash, since words hold no spaces."""
    return f"{_LOOKED_UP}{prop}{hashlib.sha256(value.encode()).hexdigest()[:20]}"


def short(title: str) -> str:
    """A title as it fits under a node: whole words where it has such, and an ellipsis where it goes on."""
    if len(title) <= _SHORT:
        return title
    cut = title[: _SHORT - 1]
    words, _, last = cut.rpartition(" ")
    return f"{(words if len(last) < len(words) else cut).rstrip()}…"


@cache
def read_types(types: frozenset[str] | None = None) -> str:
    """The types of relationships that are read, as Cypher writes alternatives; all of the ontology's where none is named."""
    known = [name for name in EDGE_TYPES if types is None or name in types]
    return "|".join(known)


@cache
def kept_types() -> str:
    """The types of relationships that hold statements: those that are read, and what is said and not read."""
    return f"{read_types()}|{UNREAD}"


@cache
def read_labels(kinds: frozenset[str] | None = None) -> str:
    """The labels of nodes that are read, as Cypher writes alternatives; all of the ontology's where no kind is named."""
    return "|".join(name for name in KINDS if kinds is None or name in kinds)
