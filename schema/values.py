"""Types of property values: each owns its cleaning, so that callers never branch on it.

Instants are UTC with whole seconds; days may be partial ("2024", "2024-06", "2024-06-20"), which compare as text.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, TypeAlias

import regex
from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from schema.errors import Invalid
from schema.text import nfc

_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MARKS = regex.compile(r"(\p{M}{30})\p{M}+")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*:\S+")
LINK = "link"  # marks texts that are addresses where they have the form of one
DAY = "day"  # marks days, months and years
IDENTIFIERS = "identifiers"  # marks lists of scheme:value
UNORDERED = "unordered"  # marks tuples whose order says nothing: the fold unites what several sources say
NAMING_SCHEMES = ("arxiv", "doi", "openalex", "orcid", "ror", "wikidata")


def to_utc(value: datetime) -> datetime:
    """`value` in UTC, whole seconds.  An instant without a zone is read as UTC.  Raises Invalid outside years 1 to 9999."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise Invalid(f"{value.isoformat()} is outside the years 1 to 9999", do="Correct the date") from None


def iso(value: datetime) -> str:
    """An instant as text, always of one length, so that text order is time order: `2026-08-18T00:00:00Z`."""
    return f"{value.year:04d}{value:-%m-%dT%H:%M:%SZ}"


def clean(text: str) -> str:
    """`text` in NFC without control characters and lone surrogates.

    More than 30 combining marks on one letter are no writing (UAX 15, stream-safe text), and ordering them takes the
    square of their number: what is beyond is dropped.
    """
    text = _CONTROL.sub("", text)
    return text if text.isascii() else nfc(_MARKS.sub(r"\1", text))


def partial_day(value: object) -> str:
    """A day, month or year as text.  Takes text, a date or a year's number; raises Invalid for anything else."""
    if isinstance(value, datetime):
        value = value.date()
    text = (
        value.isoformat()
        if isinstance(value, date)
        else f"{value:04d}"
        if isinstance(value, int) and not isinstance(value, bool)
        else str(value)
    )
    if text and not (_DAY.fullmatch(text) and _in_calendar(text)):
        raise Invalid(f"{text!r} is not a day", do="Write 2024, 2024-06 or 2024-06-20")
    return text


def _in_calendar(text: str) -> bool:
    """Whether a day of the right form exists: there is no 30 February and no year 0."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _no_text(value: object) -> object:
    return "" if value is None else value


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({text for value in values if (text := clean(value).strip())}))


def _identifiers(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not _IDENTIFIER.fullmatch(value):
            raise Invalid(
                f"{value!r} is not an identifier", do="Write scheme:value, such as wikidata:Q21708200"
            )
    return _unique(values)


Instant: TypeAlias = Annotated[
    datetime, AfterValidator(to_utc), PlainSerializer(iso, return_type=str, when_used="json")
]
Text: TypeAlias = Annotated[str, BeforeValidator(_no_text), AfterValidator(clean)]
Link: TypeAlias = Annotated[str, BeforeValidator(_no_text), AfterValidator(clean), LINK]
Day: TypeAlias = Annotated[str, BeforeValidator(partial_day), DAY]
Texts: TypeAlias = Annotated[tuple[str, ...], AfterValidator(_unique), UNORDERED]
Links: TypeAlias = Annotated[tuple[str, ...], AfterValidator(_unique), UNORDERED, LINK]
Identifiers: TypeAlias = Annotated[tuple[str, ...], AfterValidator(_identifiers), UNORDERED, IDENTIFIERS]


def naming(identifiers: tuple[str, ...]) -> dict[str, set[str]]:
    """The identifiers of naming schemes, by scheme: those that say which thing in the world this is."""
    found: dict[str, set[str]] = {}
    for identifier in identifiers:
        scheme, _, value = identifier.partition(":")
        if scheme in NAMING_SCHEMES:
            found.setdefault(scheme, set()).add(value)
    return found
