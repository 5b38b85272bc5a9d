"""Candidates for the names of a batch, with scores from 0 to 100.

A name counts 100 where it is the very same (in any case), else what the letters have in common, 90 at most.  Where a query
gives values of properties, the name makes seven tenths of the score and the share of agreeing properties the rest.  An
identifier that agrees finds its entity under any name.  `match` is only said of the single candidate that is exactly
named so (or has the identifier) where no property that it has speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from api.reconcile.extending import Values, spoken_values, values_of
from api.reconcile.questions import Query
from graph.view import View
from schema.keys import Key
from schema.kinds.entity import Entity

_NAME_SHARE = 0.7
_ALIKE_AT_MOST = 90.0
_ANOTHER_KIND = 0.8  # of the score, where another kind was preferred
_DESCRIBED = 200  # characters
_IDENTIFIERS = "identifiers"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant.  sure: by its exact name or an identifier.  against: a property disagrees."""

    entity: Entity
    score: float
    name: float
    agreeing: float | None
    sure: bool
    against: bool


def matched(view: View, queries: Mapping[str, Query]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The answer to a batch: for each query its candidates, the likeliest first."""
    by_identifier = view.reader.lookup(
        _IDENTIFIERS, {v for one in queries.values() for v in _identifiers(one)}
    )
    named = {name: _named(view, query) for name, query in queries.items()}
    keys: set[Key] = {key for forms in named.values() for key in forms}
    nodes = view.reader.nodes(keys.union(*by_identifier.values()))
    entities = {key: node for key, node in nodes.items() if isinstance(node, Entity)}
    asked = {one.id: one for query in queries.values() for one, _ in query.wanted}
    values = values_of(view.reader, entities, list(asked.values())) if asked else {}
    answers = {}
    for name, query in queries.items():
        identified = {key for v in _identifiers(query) for key in by_identifier.get(v, ())}
        found = [
            _candidate(query, entities[key], named[name].get(key), key in identified, values)
            for key in sorted({*named[name], *identified})
            if key in entities and (query.prefer or not query.kinds or _kind(entities[key]) in query.kinds)
        ]
        answers[name] = {"result": _ranked(found, query)}
    return answers


def _identifiers(query: Query) -> Iterable[str]:
    return [v for one, values in query.wanted if one.id == _IDENTIFIERS for v in values]


def _named(view: View, query: Query) -> dict[Key, tuple[str, bool]]:
    """The entities of such a name: the form that is alike, and whether it is the same."""
    if not query.text:
        return {}
    kinds = () if query.prefer else query.kinds
    limit = max(query.limit, 2)
    hits = view.names.find(query.text, kinds=kinds, limit=limit, near=False)
    if not any(
        hit.distance == 0 for hit in hits
    ):  # a name that is there is not looked for among those misspelt
        hits = view.names.find(query.text, kinds=kinds, limit=limit)
    return {hit.key: (hit.form, hit.distance == 0) for hit in hits}


def _candidate(
    query: Query, entity: Entity, form: tuple[str, bool] | None, identified: bool, values: Values
) -> Candidate:
    exact = form is not None and form[1]
    compared = form[0] if form else entity.name
    alike = fuzz.ratio(query.text.casefold(), compared.casefold()) * _ALIKE_AT_MOST / 100
    name = 100.0 if exact or identified else alike
    told = [
        (bool(has & {v.casefold() for v in wanted}), bool(has))
        for one, wanted in query.wanted
        if wanted
        for has in [spoken_values(values.get(entity.key, {}).get(one.id, []))]
    ]
    agreeing = 100 * sum(agrees for agrees, _ in told) / len(told) if told else None
    score = name if agreeing is None else _NAME_SHARE * name + (1 - _NAME_SHARE) * agreeing
    if query.prefer and query.kinds and _kind(entity) not in query.kinds:
        score *= _ANOTHER_KIND
    against = any(has and not agrees for agrees, has in told)
    return Candidate(entity, score, name, agreeing, exact or identified, against)


def _ranked(found: Sequence[Candidate], query: Query) -> list[dict[str, Any]]:
    sure = [one for one in found if one.sure]
    best = sorted(found, key=lambda one: (-one.score, not one.sure, one.entity.key))[: query.limit]
    return [_told(one, match=len(sure) == 1 and one.sure and not one.against) for one in best]


def _told(one: Candidate, *, match: bool) -> dict[str, Any]:
    features = [{"id": "name", "value": round(one.name, 1)}]
    if one.agreeing is not None:
        features.append({"id": "properties", "value": round(one.agreeing, 1)})
    return {
        "id": one.entity.key,
        "name": one.entity.name,
        "description": one.entity.description[:_DESCRIBED],
        "type": [{"id": _kind(one.entity), "name": _kind(one.entity)}],
        "score": round(one.score, 1),
        "match": match,
        "features": features,
    }


def _kind(entity: Entity) -> str:
    return type(entity).__name__
