"""Where a node's page is, and which node a page's address means.

An entity's page is `/entity/{slug}`, any other node's is `/{kind}/{local}`: read off the key, without a look at the store.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from schema.errors import Invalid
from schema.keys import Key, checked_key, kind_word, local_part
from schema.ontology import KINDS, is_entity

_WORDS = {kind.word() for kind in KINDS.values()}


def page_address(key: Key) -> str:
    """The path of a node's page on this almanac.  Raises Invalid for a key of no known kind."""
    return f"/entity/{local_part(key)}" if is_entity(key) else f"/{key}"


def kind_address(kind: str) -> str:
    """The path of the page that lists a kind, given as its class's name."""
    return f"/kind/{KINDS[kind].word()}"


def addressed(text: str) -> str:
    """What a page's address names: a slug (without a slash) or a key; "" for anything else.

    Takes a path or a whole URL, on any host: an almanac does not know under which names it is reached.
    """
    parts = [part for part in urlsplit(text).path.split("/") if part]
    if len(parts) != 2:
        return ""
    if parts[0] == "entity":
        return parts[1]
    return "/".join(parts) if parts[0] in _WORDS else ""


def as_key(text: str) -> Key:
    """`text` where it is the key of a known kind, else ""."""
    try:
        return checked_key(text) if kind_word(text) in _WORDS else ""
    except Invalid:
        return ""


def entity_keys(slug: str) -> list[Key]:
    """The keys that an entity of this slug can have, one for each kind of entity; none for what is no slug."""
    keys = (as_key(f"{kind.word()}/{slug}") for kind in KINDS.values())
    return [key for key in keys if key and is_entity(key)]
