"""Says what is wrong with a value in plain words, with the nearest known name where one was probably meant.

Pure.  Invariant: every function answers for any text, however odd.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from schema.record import Trouble
from schema.values import clean

BEGINNING = 200  # characters of an item that a message shows
_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "finite": "a finite number",
    "bool": "true or false",
    "tuple": "a list",
    "datetime": "an instant such as 2026-08-18T00:00:00Z",
    "model": 'an object such as {"class": "feed", "link": "https://…"}',
}


def near(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """`Did you mean …?` with the nearest of `known`, else `otherwise`, else the known ones."""
    names = list(known)
    by_fold = {name.casefold(): name for name in reversed(names)}
    found = difflib.get_close_matches(word[:100].casefold(), by_fold, n=1, cutoff=0.6)
    if found:
        return f"Did you mean {by_fold[found[0]]}?"
    return otherwise or f"Known are {', '.join(names)}"


def plain_words(error: ValidationError, known: Iterable[str]) -> tuple[str, str]:
    """What pydantic found wrong, and what to do: (`founded must be a whole number; …`, `Did you mean …?`)."""
    names = list(known)
    found = [_plain(part) for part in error.errors(include_url=False)]
    unknown = [str(part["loc"][-1]) for part in error.errors() if part["type"] == "extra_forbidden"]
    return "; ".join(found), near(unknown[0], names) if unknown else ""


def _plain(part: Any) -> str:
    """One of pydantic's findings; `part` is its ErrorDetails."""
    place = ".".join(str(step) for step in part["loc"]) or "it"
    kind = str(part["type"])
    if kind == "extra_forbidden":
        return f"{place} is not known here"
    if kind == "missing":
        return f"{place} is missing"
    if kind == "literal_error":
        allowed = str(part["ctx"]["expected"]).removeprefix("'', ")  # an absent value is no choice to offer
        return f"{place} must be one of {allowed}, not {short(part['input'])}"
    expected = _EXPECTED.get(kind.partition("_")[0])
    if expected:
        return f"{place} must be {expected}, not {short(part['input'])}"
    return f"{place}: {part['msg'].removeprefix('Value error, ')}"


def short(value: object) -> str:
    """A value as a message shows it."""
    text = value if isinstance(value, str) else repr(value)
    return repr(text if len(text) <= 60 else f"{text[:59]}…") if isinstance(value, str) else text[:60]


def unknown_fields(fields: Iterable[str], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those of `fields` that are not `known`, each with a suggestion."""
    names = list(known)
    for field in fields:
        if field not in names:
            yield field, near(field, names)


def trouble(item: str, place: str, why: str, do: str = "", text: str = "") -> Trouble:
    """A trouble, with clean text and at most its beginning."""
    return Trouble(clean(item)[:BEGINNING], place, why, do, clean(text)[:BEGINNING])


def told_apart(troubles: Iterable[Trouble], taken: Iterable[str] = ()) -> Iterator[Trouble]:
    """The troubles, each under a name that no other item of the document has; `taken` are names of items that were taken."""
    seen = set(taken)
    counts: Counter[str] = Counter()
    for each in troubles:
        item = each.item
        while item in seen:
            counts[each.item] += 1
            item = f"{each.item} ({counts[each.item] + 1})"
        seen.add(item)
        yield replace(each, item=item)
