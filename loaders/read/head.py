"""Heads: the first lines in which a list, a file of records or a guide says whose word it is.

Invariant: a head names its source, or the loader does; else the document is refused, saying how to name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from loaders.read.hints import short, trouble, unknown_fields
from loaders.read.lines import Row
from schema.errors import AlmanacError, Unreadable
from schema.keys import Key, source_key
from schema.record import SourceInfo, Trouble
from schema.text import slug
from schema.values import clean, iso, partial_day, to_utc

TEXTS = ("name", "licence", "attribution", "homepage")
LINE_EXAMPLE = '{"source": "my-list", "updated": "2026-08-18"}'
FIELDS = ("source", *TEXTS, "updated", "complete")
_NOTHING = "x"  # the slug of a name without a letter or digit


@dataclass(frozen=True, slots=True)
class Head:
    """Who speaks.

    source: as the document tells it, under the name to be shown.  publisher: the same under the name that said_by, its
    key, is made of.  stamp: the document's own date.  complete: it is the whole list.
    """

    source: SourceInfo
    publisher: SourceInfo
    said_by: Key
    stamp: str
    complete: bool
    troubles: tuple[Trouble, ...] = ()


def head(
    fields: Mapping[str, object], *, name: str, place: str, source: str, example: str, complete: bool
) -> Head:
    """Read a head.  `source`, `complete`: what holds where it is silent.  Raises Unreadable without a source."""
    troubles = [
        trouble(field, place, f"{field} is not known here", do)
        for field, do in unknown_fields(fields, FIELDS)
    ]
    own = _source_name(fields.get("source", ""), name, place) or source.strip()
    if not own:
        raise Unreadable(
            "it does not say whose word it is",
            where=name,
            do=f"Name its source in the first line ({example}) or with --source NAME",
        )
    if slug(own) == _NOTHING and own.casefold() != _NOTHING:
        raise Unreadable(
            f"the source's name {short(own)} has no letter of a to z and no digit",
            where=name,
            do="Give it a plain name, and the one to be shown as `name`",
        )
    texts: dict[str, str] = {}
    for field in TEXTS:
        value = fields.get(field, "")
        if isinstance(value, str):
            texts[field] = clean(value).strip()
        else:
            troubles.append(trouble(field, place, f"{field} must be text, not {short(value)}"))
    whole = fields.get("complete", complete)
    if not isinstance(whole, bool):
        troubles.append(trouble("complete", place, f"complete must be true or false, not {short(whole)}"))
        whole = False
    try:
        dated = stamp(fields.get("updated", ""))
    except AlmanacError as error:
        dated = ""
        troubles.append(trouble("updated", place, error.what, error.do))
    shown = _info({**texts, "name": texts.get("name") or own})
    return Head(shown, _info({"name": own}), source_key("list", own), dated, whole, tuple(troubles))


def headed(lines: Iterable[Row | Trouble]) -> tuple[Row | None, Iterator[Row | Trouble]]:
    """The head line, if the first line is one, and the lines that follow it."""
    rest = iter(lines)
    first = next(rest, None)
    if isinstance(first, Row) and is_head(first.fields):
        return first, rest
    return None, rest if first is None else chain([first], rest)


def is_head(fields: dict[str, object]) -> bool:
    """Whether an object is a head: it names a source as plain text, or holds nothing but a head's fields."""
    if "kind" in fields or "class" in fields:
        return False
    if isinstance(fields.get("source"), str):
        return not {"title", "summary", "body", "url", "id"} & fields.keys()
    return bool(fields) and fields.keys() <= set(FIELDS) - {"source"}


def head_of(line: Row, *, name: str, source: str, complete: bool = False) -> Head:
    """The head that a line is."""
    return head(
        line.fields, name=name, place=line.place, source=source, example=LINE_EXAMPLE, complete=complete
    )


def stamp(value: object) -> str:
    """A document's date as text: an instant, or a day that may be partial.  Raises Invalid."""
    if isinstance(value, str) and "T" in value:
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return partial_day(value)
    if isinstance(value, datetime):
        return iso(to_utc(value))
    return partial_day(value if isinstance(value, (date, int)) else str(value).strip())


def _source_name(value: object, name: str, place: str) -> str:
    if not isinstance(value, str):
        raise Unreadable(
            f"the head's source must be a plain name, not {short(value)}",
            where=f"{name}, {place}",
            do='Write source = "my-list"',
        )
    return clean(value).strip()


def _info(texts: Mapping[str, str]) -> SourceInfo:
    return SourceInfo.model_validate({"class": "list", **texts})
