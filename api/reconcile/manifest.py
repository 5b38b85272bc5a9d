"""What the service says of itself, and what it suggests while somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.reconcile.properties import Property, all_properties, properties_of
from api.reconcile.questions import MOST_QUERIES
from graph.view import View
from schema.addresses import Addresses
from schema.kinds.entity import Entity
from schema.ontology import ENTITY_KINDS, KINDS

SUGGESTED = 20
PREVIEW_SIZE = {"width": 420, "height": 220}  # pixels
_BATCH = min(200, MOST_QUERIES)


def manifest(base: str, iris: Addresses) -> dict[str, Any]:
    """The manifest of the almanac at `base`, an address without a slash at its end; ids continue the IRIs of its data."""
    service = f"{base}/reconcile"
    suggest = {
        what: {"service_url": service, "service_path": f"/suggest/{what}"}
        for what in ("entity", "property", "type")
    }
    return {
        "versions": ["0.2"],
        "name": "Almanac",
        "identifierSpace": iris.node(""),
        "schemaSpace": f"{base}/kind/",
        "defaultTypes": types(),
        "batchSize": _BATCH,
        "view": {"url": f"{base}/id/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", **PREVIEW_SIZE},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Limit",
                    "type": "number",
                    "default": 0,
                    "help_text": "At most so many values of it a row; 0 for all",
                }
            ],
        },
    }


def types() -> list[dict[str, str]]:
    """The kinds of entity, as types."""
    return [{"id": name, "name": name} for name in ENTITY_KINDS]


def proposed(kind: str, limit: int) -> dict[str, Any]:
    """The properties that a table of one kind can be extended with."""
    found = list(properties_of(kind).values())[: limit or None]
    return {"type": kind, "properties": [{"id": one.id, "name": one.name} for one in found]}


def suggested_types(prefix: str) -> list[dict[str, str]]:
    """The kinds whose names hold what was typed."""
    docs = {name: (KINDS[name].__doc__ or "").split("\n")[0] for name in ENTITY_KINDS}
    return [
        {"id": name, "name": name, "description": doc}
        for name, doc in docs.items()
        if prefix.casefold() in name.casefold()
    ]


def suggested_properties(prefix: str) -> list[dict[str, str]]:
    """The properties whose names hold what was typed."""
    return _told(all_properties(), prefix)


def _told(properties: Mapping[str, Property], prefix: str) -> list[dict[str, str]]:
    found: Iterable[Property] = (
        one
        for one in properties.values()
        if prefix.casefold() in one.name.casefold() or prefix.casefold() in one.id
    )
    return [{"id": one.id, "name": one.name, "description": one.description} for one in found]


def suggested_entities(view: View, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """The entities whose names begin with or are like what was typed, 20 from the `cursor`-th on."""
    if not prefix.strip():
        return []
    hits = view.names.find(prefix, limit=cursor + SUGGESTED)[cursor:]
    nodes = view.reader.nodes(hit.key for hit in hits)
    found = (nodes[hit.key] for hit in hits if hit.key in nodes)
    return [
        {
            "id": one.key,
            "name": one.name,
            "description": one.description,
            "notable": [{"id": type(one).__name__, "name": type(one).__name__}],
        }
        for one in found
        if isinstance(one, Entity)
    ]
