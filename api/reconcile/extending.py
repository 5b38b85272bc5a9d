"""Values of properties for many keys at once: three or four store calls, whatever the number of keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from api.answers.labels import label
from api.reconcile.properties import Property, directions
from api.reconcile.questions import Extension
from graph.store import Reader
from schema.declare import Node
from schema.keys import Key
from schema.kinds.alias import Alias
from schema.values import iso

Value: TypeAlias = dict[str, Any]
Values: TypeAlias = dict[Key, dict[str, list[Value]]]


def extended(reader: Reader, asked: Extension) -> dict[str, Any]:
    """The answer to an extension: the properties meant, and a row for each id.  Unknown ids have no values."""
    found = values_of(reader, reader.nodes(asked.ids), [one for one, _ in asked.properties])
    return {
        "meta": [{"id": one.id, "name": one.name} for one, _ in asked.properties],
        "rows": {
            id_: {
                one.id: found.get(id_, {}).get(one.id, [])[: limit or None] for one, limit in asked.properties
            }
            for id_ in asked.ids
        },
    }


def values_of(reader: Reader, nodes: Mapping[Key, Node], asked: Collection[Property]) -> Values:
    """For each key, the values of each property: scalars as text, number, date or truth; nodes with id and name."""
    values: Values = {
        key: {one.id: _scalars(getattr(node, one.id, None)) for one in asked if not one.ways}
        for key, node in nodes.items()
    }
    ends = [
        (key, edge.type, direction, edge.dst if direction == "out" else edge.src)
        for direction, types in directions(asked).items()
        for key, edges in reader.edge_refs(nodes, direction, types).items()
        for edge in edges
    ]
    far = reader.nodes({end for *_, end in ends}) if ends else {}
    meant = {(way.type, way.direction): one.id for one in asked for way in one.ways}
    for key, type_, direction, end in ends:
        if end in far:
            values[key].setdefault(meant[type_, direction], []).append(_end(far[end]))
    return values


def _end(node: Node) -> Value:
    return {"str": label(node)} if isinstance(node, Alias) else {"id": node.key, "name": label(node)}


def _scalars(value: object) -> list[Value]:
    if value is None or value in ("", ()):
        return []
    return [_scalar(one) for one in (value if isinstance(value, tuple) else (value,))]


def _scalar(value: object) -> Value:
    if isinstance(value, bool):
        return {"bool": value}
    if isinstance(value, int | float):
        return {"float": value}
    if isinstance(value, datetime):
        return {"date": iso(value)}
    return {"date": value.isoformat()} if isinstance(value, date) else {"str": str(value)}


def spoken_values(values: Iterable[Value]) -> set[str]:
    """All that these values are called, in small letters: what a value in a table is compared with."""
    texts: set[str] = set()
    for value in values:
        for one in value.values():
            texts.add(str(one).casefold())
            if isinstance(one, float) and one.is_integer():
                texts.add(str(int(one)))
    return texts
