"""The names that linking knows, compiled once: every sequence of words that stands for something, and for what.

Invariants: a phrase is a non-empty tuple of words as `schema.words` compares them; no denied phrase is in it, nor any
variant of a denied form; the readings of a phrase are unique and sorted, so that a lexicon is a function of the set
of its forms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple, TypeAlias

from graph.names import Form, variants
from schema.keys import Key
from schema.words import located, words

Phrase: TypeAlias = tuple[str, ...]


class Reading(NamedTuple):
    """One thing that a phrase may stand for.

    written: the words as the form writes them.  exact: only this case counts.  method: how a mention by it is called.
    """

    entity: Key
    method: str
    exact: bool
    written: Phrase


def lexicon(forms: Iterable[Form], denied: Collection[Phrase] = ()) -> dict[Phrase, tuple[Reading, ...]]:
    """Every phrase with its readings.  `denied` are word sequences that are never linked."""
    closed = frozenset(denied)
    found: dict[Phrase, set[Reading]] = {}
    for form, _, entity, kind, alias_kind, case in forms:
        phrases = variants(form, (kind,))
        if not phrases or tuple(words(form)) in closed:
            continue
        cased = _cased(form)
        exact = case == "exact" or (alias_kind == "acronym" and not case)
        for phrase in phrases:
            if phrase not in closed:
                reading = Reading(entity, alias_kind or "name", exact, _written(cased, phrase))
                found.setdefault(phrase, set()).add(reading)
    return {phrase: tuple(sorted(readings)) for phrase, readings in found.items()}


def _cased(form: str) -> Phrase:
    return tuple(form[word.start : word.end] for word in located(form))


def _written(cased: Phrase, phrase: Phrase) -> Phrase:
    """The words of a variant in the form's own case: what the last word shares with the form's keeps its case."""
    last, variant = cased[-1], phrase[-1]
    shared = 0
    for own, other in zip(last, variant, strict=False):
        if own.casefold() != other:
            break
        shared += 1
    return (*cased[:-1], last[:shared] + variant[shared:])
