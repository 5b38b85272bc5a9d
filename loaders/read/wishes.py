"""Relations that a table tells of, as written: which edge, to what, with which properties.

A relation is a field named like an edge type in lower case; its value is a target or a list of targets, a target a name
or a table `{to = "name", …}` with the edge's properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import ValidationError

from loaders.read.findings import Findings
from loaders.read.hints import short
from schema.declare import Edge, Node
from schema.edges.naming import AliasOf
from schema.errors import AlmanacError
from schema.keys import Key
from schema.ontology import EDGE_TYPES, ends


@dataclass(frozen=True, slots=True)
class Wish:
    """A relation with its far end as written.  edge: both its ends are the near end until the far one is found."""

    edge: Edge
    target: str
    item: str
    findings: Findings

    @property
    def field(self) -> str:
        """The field that it stands in."""
        return field_of(type(self.edge))


@cache
def edge_fields(cls: type[Node]) -> dict[str, type[Edge]]:
    """The edge types that go out of a kind, by their field."""
    return {
        field_of(edge): edge
        for name, edge in EDGE_TYPES.items()
        if cls in ends(name)[0] and edge is not AliasOf
    }


def field_of(edge: type[Edge]) -> str:
    """The field in which relations of a type are written."""
    return edge.type().lower()


def wishes(
    near_end: Key, cls: type[Node], item: str, fields: Mapping[str, object], findings: Findings
) -> Iterator[Wish]:
    """The relations of a table.  item: the name of its subject."""
    for field, edge in edge_fields(cls).items():
        value = fields.get(field, [])
        for target in value if isinstance(value, list) else [value]:
            wish = _wish(near_end, edge, item, target, findings)
            if wish:
                yield wish


def _wish(near_end: Key, edge: type[Edge], item: str, target: object, findings: Findings) -> Wish | None:
    field = field_of(edge)
    props = dict(target) if isinstance(target, dict) else {"to": target}
    to = props.pop("to", None)
    if not isinstance(to, str) or not to.strip():
        example = 'Write "name", "Kind: name", a key, or { to = "name" }'
        findings.add(f"{field} {short(to)}", f"{field} must name its target, not {short(target)}", example)
        return None
    known = tuple(edge.props())
    try:
        made = edge.model_validate({**props, "src": near_end, "dst": near_end})
    except (AlmanacError, ValidationError) as error:
        findings.failed(f"{field} {to}", error, known)
        return None
    return Wish(made, " ".join(to.split()), item, findings)
