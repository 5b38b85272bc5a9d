"""Gazetteers: lists of entities, their written forms and their relations, from TOML or JSON Lines.

Invariants: what can be taken is, and the rest is told with its item and place; a relation whose far end the document
does not hold is handed on as written; every entity has its name as an alias.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from loaders.read.entities import Told, entity
from loaders.read.head import Head, head, head_of, headed
from loaders.read.hints import told_apart, trouble
from loaders.read.lines import Row
from loaders.read.publishers import publisher
from loaders.read.tables import head_fields, parsed, rows
from loaders.read.targets import Targets
from loaders.read.values import Gazetteer, Listed, Reference, Relation
from loaders.read.wishes import Wish
from schema.errors import Invalid
from schema.keys import Key
from schema.record import Trouble

EXAMPLE = 'source = "my-list"'


def read_toml(text: str, *, name: str, source: str = "") -> Gazetteer:
    """Read a gazetteer in TOML.  Raises Unreadable for what is not TOML or does not name its source."""
    document = parsed(text, name=name)
    fields, troubles = head_fields(document)
    spoken = head(fields, name=name, place="head", source=source, example=EXAMPLE, complete=True)
    return gazetteer(spoken, [*troubles, *rows(document, text)])


def read_rows(lines: Iterable[Row | Trouble], *, name: str, source: str = "") -> Gazetteer:
    """Read the lines of a gazetteer in JSON Lines.  Raises Unreadable where it does not name its source."""
    first, rest = headed(lines)
    silent = first or Row("line 1", {}, "")
    return gazetteer(head_of(silent, name=name, source=source, complete=True), rest)


def gazetteer(spoken: Head, given: Iterable[Row | Trouble], notes: tuple[str, ...] = ()) -> Gazetteer:
    """The rows of a document as a gazetteer: its nodes, and its relations as far as it holds their ends itself."""
    troubles = list(spoken.troubles)
    told: dict[Key, Told] = {}
    for row in given:
        if isinstance(row, Trouble):
            troubles.append(row)
            continue
        one, wrong = publisher(row) if "class" in row.fields else entity(row)
        troubles += wrong
        if one and (first := told.setdefault(one.listed.node.key, one)) is not one:
            troubles.append(_twice(one.listed, first.listed.place))
    relations, wrong = _relations(list(told.values()))
    return Gazetteer(
        source=spoken.source,
        said_by=spoken.said_by,
        nodes=tuple(one.listed for one in told.values()),
        relations=tuple(relations),
        troubles=tuple(told_apart([*troubles, *wrong])),
        stamp=spoken.stamp,
        complete=spoken.complete,
        notes=notes,
    )


def _twice(listed: Listed, first: str) -> Trouble:
    item = f"{type(listed.node).__name__} {listed.item}, again"
    do = "Leave one out, or give it a disambiguator"
    return trouble(item, listed.place, f"it was listed before ({first})", do, listed.item)


def _relations(told: Sequence[Told]) -> tuple[list[Relation], list[Trouble]]:
    """The relations, each with its far end if the document holds it; and what is wrong with the others."""
    targets = Targets(told)
    found: dict[tuple[str, ...], Relation] = {}
    troubles: list[Trouble] = []
    for wish in (wish for one in told for wish in one.wishes):
        part = f"{wish.field} {wish.target}"
        before = len(wish.findings.troubles)
        try:
            relation = _relation(wish, targets.find(wish.edge.type(), wish.target))
        except Invalid as error:
            wish.findings.add(part, f"{wish.field}: {error.what}", error.do)
        else:
            place = (relation.type, relation.subject, relation.target.key or wish.target, wish.edge.slot)
            if relation.target.key == relation.subject:
                wish.findings.add(part, f"{part} points to itself", "Name another, or its kind")
            elif found.setdefault(place, relation).props != relation.props:
                wish.findings.add(part, f"{part} is given twice, not alike", "Leave one out")
        troubles += wish.findings.troubles[before:]
    return list(found.values()), troubles


def _relation(wish: Wish, target: Reference) -> Relation:
    edge = wish.edge
    return Relation(edge.src, edge.type(), target, edge.content(), wish.item, wish.findings.place)
