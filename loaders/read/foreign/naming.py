"""What a thing is called: one name, and other written forms."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.read.foreign import terms
from loaders.read.foreign.things import Thing, Value
from schema.values import clean

_LANGUAGES = ("en", "mul", "")  # of a name; others come after these, English ones first


def name_of(thing: Thing) -> str:
    """What it is called, on one line; "" where nobody says."""
    first = preferred(thing.values(*terms.NAMES))
    return " ".join(clean(first.text).split()) if first else ""


def preferred(values: list[Value]) -> Value | None:
    """The value in the language that comes first."""
    return min((one for one in values if not one.iri and one.text.strip()), key=_rank, default=None)


def _rank(value: Value) -> tuple[int, bool, str]:
    known = value.language in _LANGUAGES
    place = _LANGUAGES.index(value.language) if known else len(_LANGUAGES)
    return place, not value.language.startswith("en-"), value.language


def aliases_of(thing: Thing, name: str) -> Iterator[dict[str, str]]:
    """The other written forms, each once: names in other languages, and those said to be aliases."""
    seen = {(name, "")}
    named = [(value, "translation" if value.language else "name") for value in thing.values(*terms.NAMES)]
    others = [(value, kind) for predicate, kind in terms.ALIASES.items() for value in thing.values(predicate)]
    for value, kind in (*others, *named):
        form = " ".join(clean(value.text).split())
        language = "" if value.language in _LANGUAGES or value.language.startswith("en") else value.language
        if form and not value.iri and (form, language) not in seen and form != name:
            seen.add((form, language))
            yield {"name": form, "kind": kind, **({"language": language} if language else {})}
