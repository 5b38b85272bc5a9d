"""What a node is found by: the values it is looked up by and the words of its full text.  One function for all stores.

Invariants: an index is made of a node's own statements that count, folded, and an event's body; without a statement there
is none.  In a full text a word is a run without spaces, and `|`, which is no word, stands between fields, so that no
phrase reaches across them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from graph.fold import Sourced, fold_props
from schema.declare import Node, Prop
from schema.keys import Key
from schema.ontology import kind_of
from schema.words import words

_BETWEEN = " | "
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.+#")
# Some compatibility characters fold to text with spaces or brackets; those become private-use characters.
_HIDDEN = {code: 0xE000 + code for code in range(128) if chr(code) not in _PLAIN}


@dataclass(frozen=True, slots=True)
class Indexed:
    """looked_up: (property, value) pairs.  texts: the searched texts, in order.  identifiers: as folded."""

    looked_up: frozenset[tuple[str, str]] = frozenset()
    texts: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


NOT_INDEXED = Indexed()


def indexed(key: Key, statements: Sequence[Sourced], body: str = "") -> Indexed:
    """What `key` is found by, from its own statements that count and, for an event, its body."""
    if not statements:
        return NOT_INDEXED
    kind = kind_of(key)
    props = fold_props(kind, statements)
    looked_up: set[tuple[str, str]] = set()
    texts: list[str] = []
    for name, mark in _found_by(kind):
        value = props.get(name)
        if value is None:
            continue
        if mark.lookup:
            looked_up.update((name, str(part)) for part in (value if isinstance(value, list) else [value]))
        if mark.search:
            texts.append(str(value))
    if body:
        texts.append(body)
    identifiers = props.get("identifiers")
    claims = tuple(str(claim) for claim in identifiers) if isinstance(identifiers, list) else ()
    return Indexed(frozenset(looked_up), tuple(texts), claims)


@cache
def _found_by(kind: type[Node]) -> tuple[tuple[str, Prop], ...]:
    """The properties that nodes of a kind are found by."""
    return tuple((name, mark) for name, mark in kind.props().items() if mark.lookup or mark.search)


def full_text(texts: Iterable[str]) -> str:
    """The words of these fields as one text, each between spaces."""
    return _BETWEEN.join(phrase(words(text)) for text in texts)


def phrase(cut: Iterable[str]) -> str:
    """Words next to each other, as they stand in a full text."""
    joined = " ".join(cut)
    return joined if joined.isascii() else " ".join(word.translate(_HIDDEN) for word in cut)
