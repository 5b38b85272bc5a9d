"""Finds the node that people mean by what they write: a key, a slug, an address, a URL or a name.

Tried in this order, the first that answers wins.  A name that several entities bear means the one with most events.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.answers.addresses import addressed, as_key, entity_keys
from api.answers.labels import label
from graph.view import View
from schema.declare import Node
from schema.errors import NotFound
from schema.keys import Key, local_part
from schema.kinds.entity import Entity
from schema.ontology import KINDS
from schema.url import canonical_url

_SUGGESTIONS = 3
_TAIL = re.compile(r"[0-9a-f]{1,8}")  # what a slug ends in, whole or cut short
_URL_PROPS = tuple(
    dict.fromkeys(
        name
        for kind in KINDS.values()
        for name, prop in kind.props().items()
        if prop.lookup and name in ("url", "homepage")
    )
)


def resolve(view: View, text: str) -> Node:
    """The node that `text` means.  Raises NotFound with near misses."""
    asked = text.strip()
    for node in (
        _by_key(view, asked),
        _by_url(view, asked),
        _by_identifier(view, asked),
        by_name(view, asked),
    ):
        if node is not None:
            return node
    raise not_found(view, asked)


def resolve_entity(view: View, text: str) -> Entity:
    """The entity that `text` means.  Raises NotFound with near misses."""
    node = resolve(view, text)
    if not isinstance(node, Entity):
        raise NotFound(f"{node.key} is no entity but {type(node).__name__}", do="Name an entity")
    return node


def by_slug(view: View, slug: str) -> Entity | None:
    """The entity of that slug; a merged one's is that of its survivor."""
    found = view.reader.nodes(entity_keys(slug))
    return next((node for _, node in sorted(found.items()) if isinstance(node, Entity)), None)


def by_name(view: View, name: str, kinds: Sequence[str] = ()) -> Entity | None:
    """The entity with exactly that name, in any case; of several, that with most events."""
    if not name.strip():
        return None
    best = next((hit for hit in view.names.find(name, kinds=kinds, limit=1) if hit.distance == 0), None)
    node = view.reader.nodes([best.key]).get(best.key) if best else None
    return node if isinstance(node, Entity) else None


def not_found(view: View, text: str) -> NotFound:
    """The error for what nothing answers to, with the names and slugs nearest to it."""
    return NotFound(
        f"nothing is known as {text!r}",
        suggestions=near_misses(view, text),
        do="Look it up with: almanac search",
    )


def near_misses(view: View, text: str) -> list[str]:
    """The slugs of the entities whose names are nearest to `text` (a name, a slug or a key), the nearest first."""
    return [local_part(key) for key in _nearest(view, text)]


def suggested(view: View, text: str) -> list[tuple[str, Key]]:
    """The near misses of `text` as (label, key), the nearest first."""
    keys = _nearest(view, text)
    found = view.reader.nodes(keys)
    return [(label(found[key]), key) for key in keys if key in found]


def _nearest(view: View, text: str) -> list[Key]:
    asked = local_part(text) or text
    words, _, tail = asked.rpartition("-")
    spoken = words if words and _TAIL.fullmatch(tail) else asked
    if not spoken.strip():
        return []
    return [hit.key for hit in view.names.find(spoken.replace("-", " "), limit=_SUGGESTIONS)]


def _by_key(view: View, text: str) -> Node | None:
    named = addressed(text) if "://" in text or text.startswith("/") else text
    if key := as_key(named):
        return view.reader.nodes([key]).get(key)
    return by_slug(view, named) if named else None


def _by_url(view: View, text: str) -> Node | None:
    """Looks for it as written and in canonical form: entities first, then by key."""
    if "://" not in text:
        return None
    asked = dict.fromkeys((text, canonical_url(text), text.rstrip("/"), f"{canonical_url(text)}/"))
    found = [key for prop in _URL_PROPS for keys in view.reader.lookup(prop, asked).values() for key in keys]
    nodes = view.reader.nodes(found)
    return min(nodes.values(), key=lambda node: (not isinstance(node, Entity), node.key), default=None)


def _by_identifier(view: View, text: str) -> Node | None:
    if ":" not in text or " " in text:
        return None
    keys = view.reader.lookup("identifiers", [text]).get(text, [])
    nodes = view.reader.nodes(keys)
    return min(nodes.values(), key=lambda node: node.key, default=None)
