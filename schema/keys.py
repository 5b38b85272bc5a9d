"""Keys: a node's one permanent name, `<kind>/<local>`.  Minted once, from the identity that the kind declares.

Here is how each key is made; `minting` in the ontology's tests and `almanac check` recompute them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from schema.canonical import short_hash
from schema.errors import Invalid
from schema.text import nfc, normalise, slug
from schema.url import canonical_url

_KEY = re.compile(r"[a-z]+/[a-z0-9][a-z0-9._~-]{0,119}")
_OUTSIDE = re.compile(r"[^a-z0-9._-]")
ASSERTER_CLASSES = ("person", "list", "feed", "listing", "file", "rule")


def checked_key(text: str) -> str:
    """`text` if it has the form of a key.  Raises Invalid."""
    if not _KEY.fullmatch(text):
        raise Invalid(
            f"{text!r} is not a key", do="A key is <kind>/<local>, local being 1 to 120 of a-z 0-9 . _ ~ -"
        )
    return text


Key: TypeAlias = Annotated[str, AfterValidator(checked_key)]


def kind_word(key: str) -> str:
    """The kind part of a key, in lower case as keys have it."""
    return key.partition("/")[0]


def local_part(key: str) -> str:
    """The part of a key after its kind: an entity's slug."""
    return key.partition("/")[2]


def entity_key(kind: str, birth_name: str, disambiguator: str = "") -> str:
    """The key of an entity of `kind` (the class's name, any case)."""
    word = kind.lower()
    tail = short_hash(8, word, normalise(birth_name), normalise(disambiguator))
    return f"{word}/{slug(birth_name)}-{tail}"


def alias_key(form: str, language: str = "") -> str:
    """The key of a written form in a language; its case is part of it."""
    return f"alias/{slug(form)}-{short_hash(16, nfc(form), language)}"


def event_key(source: str, identity: str) -> str:
    """The key of the event that `source` (a key) published under `identity`."""
    return f"event/{short_hash(20, source, identity)}"


def paper_key(
    *, arxiv: str = "", doi: str = "", title: str = "", first_author: str = "", year: str = ""
) -> str:
    """The key of a paper, by the best identifier given: arXiv id without version, DOI, else title, author and year."""
    if arxiv:
        return f"paper/arxiv-{_escaped(arxiv.lower())}"
    if doi:
        return f"paper/doi-{_escaped(doi.lower())}"
    return f"paper/t-{short_hash(20, normalise(title), normalise(first_author), year)}"


def source_key(kind: str, name: str) -> str:
    """The key of an asserter of class `kind` under a plain name: `source/list-<name>`, `source/person-<login>`."""
    if kind not in ASSERTER_CLASSES:
        raise Invalid(f"{kind!r} is not a class of source", do=f"Use one of {', '.join(ASSERTER_CLASSES)}")
    return f"source/{kind}-{slug(name)}"


def linked_source_key(kind: str, link: str) -> str:
    """The key of a source known by its link (a feed, a listing): class, slug and hash of the link."""
    canon = canonical_url(link)
    shown = slug(canon.partition("://")[2] or canon, limit=48)
    return f"{source_key(kind, shown)}-{short_hash(8, canon)}"


def guide_key(name: str) -> str:
    """The key of a guide, by its slug."""
    return f"guide/{slug(name)}"


@lru_cache(maxsize=4096)  # few sources say very much
def asserter_class(key: str) -> str:
    """The class of an asserter, the first word of its local part.  Raises Invalid for what asserts nothing."""
    kind, _, local = key.partition("/")
    word = local.partition("-")[0]
    if kind != "source" or word not in ASSERTER_CLASSES:
        raise Invalid(
            f"{key!r} can't assert anything",
            do=f"An asserter is source/<class>-…, class being {', '.join(ASSERTER_CLASSES)}",
        )
    return word


def rank(key: str) -> int:
    """How much an asserter's word weighs: person 4, list 3, feed, listing and file 2, rule 1."""
    return {"person": 4, "list": 3, "rule": 1}.get(asserter_class(key), 2)


def _escaped(text: str, limit: int = 110) -> str:
    """`text` with what keys do not allow as `~` and hex; what is too long is cut and told apart by its hash."""
    local = _OUTSIDE.sub(lambda found: "".join(f"~{byte:02x}" for byte in found[0].encode()), text)
    return local if len(local) <= limit else f"{local[: limit - 21]}~{short_hash(20, text)}"
