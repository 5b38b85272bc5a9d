"""Queries and extensions as they are sent, read and checked.  Whatever is wrong is named, with the place and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import orjson

from api.reconcile.properties import Property, all_properties
from schema.errors import BadRequest
from schema.ontology import ENTITY_KINDS

MOST_QUERIES = 1_000
MOST_CANDIDATES = 50
USUAL_CANDIDATES = 5
_STRICT = ("any", "should")  # "all" would ask for an entity of several kinds, and each has one


@dataclass(frozen=True, slots=True)
class Query:
    """One name to match.  kinds: only those, unless `prefer` (then they only come first).  wanted: values of properties."""

    text: str
    kinds: tuple[str, ...] = ()
    prefer: bool = False
    limit: int = USUAL_CANDIDATES
    wanted: tuple[tuple[Property, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """Which properties of which keys are asked for, and how many values of each at most (0: all)."""

    ids: tuple[str, ...]
    properties: tuple[tuple[Property, int], ...]


def read_queries(text: str) -> dict[str, Query]:
    """A batch of queries by their names.  Raises BadRequest."""
    sent = _object(_json(text, "queries"), "queries")
    if len(sent) > MOST_QUERIES:
        raise BadRequest(f"{len(sent)} queries in one batch", do=f"Send at most {MOST_QUERIES} at a time")
    return {name: _query(_object(one, f"query {name}"), f"query {name}") for name, one in sent.items()}


def read_extension(text: str) -> Extension:
    """What is to be extended.  Raises BadRequest."""
    sent = _object(_json(text, "extend"), "extend")
    ids = _list(sent.get("ids", []), "extend: ids")
    if len(ids) > MOST_QUERIES:
        raise BadRequest(f"{len(ids)} ids in one request", do=f"Send at most {MOST_QUERIES} at a time")
    asked = [
        _object(one, "extend: properties") for one in _list(sent.get("properties", []), "extend: properties")
    ]
    limits = [_object(one.get("settings") or {}, "extend: settings").get("limit", 0) for one in asked]
    return Extension(
        tuple(str(one) for one in ids),
        tuple(
            (_property(one.get("id"), "extend"), read_count(limit, "extend: limit"))
            for one, limit in zip(asked, limits, strict=True)
        ),
    )


def checked_kind(name: object, where: str) -> str:
    """The kind that a type's id names.  Raises BadRequest."""
    if isinstance(name, str) and name in ENTITY_KINDS:
        return name
    raise BadRequest(f"{name!r} is no type", where=where, do=_choose(str(name), ENTITY_KINDS))


def read_count(value: object, where: str) -> int:
    """A number that limits or places an answer.  Raises BadRequest."""
    try:
        count = int(str(value))
    except ValueError:
        count = -1
    if count < 0:
        raise BadRequest(f"the limit is {value!r}", where=where, do="Send a number, 0 or more")
    return count


def _query(sent: Mapping[str, Any], where: str) -> Query:
    text = sent.get("query", "")
    if not isinstance(text, str):
        raise BadRequest(f"the name is {text!r}, no text", where=where, do='Send {"query": "a name"}')
    types = sent.get("type") or []
    strict = sent.get("type_strict", "any")
    if strict not in _STRICT:
        raise BadRequest(f"type_strict is {strict!r}", where=where, do=f"Use one of {', '.join(_STRICT)}")
    kinds = tuple(checked_kind(one, where) for one in (types if isinstance(types, list) else [types]))
    limit = read_count(sent.get("limit", USUAL_CANDIDATES), where)
    wanted = [_wanted(one, where) for one in _list(sent.get("properties", []), where)]
    return Query(
        text.strip(),
        kinds,
        strict == "should",
        min(limit or USUAL_CANDIDATES, MOST_CANDIDATES),
        tuple(wanted),
    )


def _wanted(sent: object, where: str) -> tuple[Property, tuple[str, ...]]:
    one = _object(sent, f"{where}: properties")
    value = one.get("v")
    values = value if isinstance(value, list) else [value]
    texts = (str(v.get("id") or v.get("name", "")) if isinstance(v, dict) else _text(v) for v in values)
    return _property(one.get("pid"), where), tuple(text for text in texts if text)


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _property(name: object, where: str) -> Property:
    found = all_properties().get(str(name))
    if found is None:
        raise BadRequest(f"{name!r} is no property", where=where, do=_choose(str(name), all_properties()))
    return found


def _choose(name: str, among: Any) -> str:
    close = get_close_matches(name, list(among), 3, 0.5)
    return f"Did you mean {' or '.join(close)}?" if close else f"Known: {', '.join(among)}"


def _json(text: str, where: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"no JSON ({error})", where=where, do="Send it as a JSON object") from None


def _object(value: object, where: str) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise BadRequest(f"{value!r} is no object", where=where, do="Send a JSON object")


def _list(value: object, where: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise BadRequest(f"{value!r} is no list", where=where, do="Send a JSON array")
