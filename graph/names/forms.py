"""The written forms of names: what the linker looks for and search compares, and under which words a form is met.

An entity is found by its own name and by the aliases that stand for it.  The linker is given aliases only, and only
those of active and retired entities.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, Self

from schema.edges.naming import AliasOf
from schema.keys import Key
from schema.ontology import kind_of
from schema.text import normalise
from schema.words import words

LINKED_STATUSES = ("active", "retired")
PLURAL_KINDS = frozenset({"Technique", "Topic", "Model", "Product", "Dataset", "Benchmark"})
_LETTERS = re.compile(r"[a-z]{2,}")
_HISSING = re.compile(r"(ss|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")


class Written(NamedTuple):
    """What an alias is: a form and its language."""

    form: str
    language: str

    @classmethod
    def told(cls, props: Mapping[str, Any]) -> Self:
        """The alias that is read with these properties."""
        return cls(props.get("name", ""), props.get("language", ""))


class Form(NamedTuple):
    """A written form that the linker looks for: what it stands for, and how it is to be compared."""

    form: str
    language: str
    entity: Key
    kind: str
    alias_kind: str
    case: str


class Entry(NamedTuple):
    """What one entity is called: the forms that the linker looks for, and as (normalised, written) what search does."""

    status: str
    forms: tuple[Form, ...]
    searched: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, name: str, status: str, forms: Iterable[Form]) -> Self:
        """An entity's name and forms; of those that are written differently but compare equal, search has the first."""
        ordered = tuple(sorted(forms))
        written = sorted({name, *(form.form for form in ordered)}, reverse=True)
        searched = {compared: form for form in written if (compared := normalise(form))}
        return cls(status, ordered, tuple(sorted(searched.items())))


def variants(form: str, kinds: Collection[str]) -> list[tuple[str, ...]]:
    """The word sequences under which `form` is met in texts: its own first, then its plural for countable kinds.

    `kinds` are class names of what it stands for.  Empty for a form without words.  A form whose last word already ends in
    a single s, or is no plain word, has no plural here.
    """
    own = tuple(words(form))
    if not own:
        return []
    plural = _plural(own[-1]) if PLURAL_KINDS.intersection(kinds) else ""
    return [own, (*own[:-1], plural)] if plural else [own]


def _plural(word: str) -> str:
    if not _LETTERS.fullmatch(word):
        return ""
    if _HISSING.search(word):
        return f"{word}es"
    if word.endswith("s"):
        return ""
    return f"{word[:-1]}ies" if _CONSONANT_Y.search(word) else f"{word}s"


def singulars(asked: str) -> list[str]:
    """The normalised forms of which `asked` is the plural."""
    start, space, last = asked.rpartition(" ")
    guesses = (f"{last[:-3]}y" if last.endswith("ies") else "", last[:-2], last[:-1])
    return [f"{start}{space}{guess}" for guess in guesses if guess and _plural(guess) == last]


def entry_of(
    entity: Key, props: Mapping[str, Any], stands: Iterable[AliasOf], aliases: Mapping[Key, Written]
) -> Entry:
    """What an entity that is read with these properties is called, from its aliases as read."""
    kind = kind_of(entity).__name__
    forms = [
        Form(alias.form, alias.language, entity, kind, edge.alias_kind, edge.case)
        for edge in stands
        if (alias := aliases.get(edge.src))
    ]
    return Entry.of(props.get("name", ""), props["status"], forms)
