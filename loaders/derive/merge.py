"""Stratum 1, rule `same-identifier`: nodes of one family that share an identifier of a naming scheme are one.

Pure.  Groups that persons joined are given; a shared identifier joins two groups unless a person judged two of their
members different or the groups contradict each other: both have identifiers of a scheme, and none in common.  Pairs are
tried in the order of (identifier, keys), so the result is a function of the claims and judgements of a component,
whatever the order in which they came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from schema.judgement import Different, Judgement, Same
from schema.keys import Key, asserter_class
from schema.ontology import kind_of
from schema.values import naming


def families(claims: Mapping[Key, Sequence[str]]) -> dict[tuple[str, str], set[Key]]:
    """Who claims each (family, identifier of a naming scheme)."""
    holders: dict[tuple[str, str], set[Key]] = {}
    for key, identifiers in claims.items():
        family = kind_of(key).marks.family
        for scheme, values in naming(tuple(identifiers)).items() if family else ():
            for value in values:
                holders.setdefault((family, f"{scheme}:{value}"), set()).add(key)
    return holders


def same_identifier(claims: Mapping[Key, Sequence[str]], judgements: Iterable[Judgement]) -> dict[Same, str]:
    """The merges that shared identifiers make among `claims` (own identifiers by own key), each with its reason.

    `claims` must hold whole components: everything that shares an identifier with, or was judged the same as, what it holds.
    """
    standing = list(judgements)
    apart = [judged.decision for judged in standing if isinstance(judged.decision, Different)]
    groups = _by_persons(claims, standing)
    named = {key: naming(tuple(identifiers)) for key, identifiers in claims.items()}
    for _, holders in sorted(families(claims).items()):
        for one, other in combinations(sorted(holders), 2):
            if groups[one] is not groups[other] and not _forbidden(groups[one], groups[other], named, apart):
                _join(groups, one, other)
    persons = _by_persons(claims, standing)
    return dict(_star(groups, persons, families(claims)))


def _by_persons(keys: Collection[Key], judgements: Iterable[Judgement]) -> dict[Key, set[Key]]:
    """Each key with its group, the keys that persons judged the same as it.  One set a group."""
    groups = {key: {key} for key in keys}
    for judged in judgements:
        same = judged.decision
        if (
            isinstance(same, Same)
            and asserter_class(judged.actor) != "rule"
            and {same.loser, same.survivor} <= groups.keys()
        ):
            _join(groups, same.loser, same.survivor)
    return groups


def _join(groups: dict[Key, set[Key]], one: Key, other: Key) -> None:
    union = groups[one] | groups[other]
    groups.update(dict.fromkeys(union, union))


def _forbidden(
    one: Collection[Key],
    other: Collection[Key],
    named: Mapping[Key, Mapping[str, set[str]]],
    apart: Iterable[Different],
) -> bool:
    union = {*one, *other}
    if any(pair.a in union and pair.b in union for pair in apart):
        return True
    ours, theirs = _claims(one, named), _claims(other, named)
    return any(not (values & theirs[scheme]) for scheme, values in ours.items() if scheme in theirs)


def _claims(group: Iterable[Key], named: Mapping[Key, Mapping[str, set[str]]]) -> dict[str, set[str]]:
    """The identifiers of a group, by scheme."""
    claims: dict[str, set[str]] = {}
    for key in group:
        for scheme, values in named[key].items():
            claims.setdefault(scheme, set()).update(values)
    return claims


def _star(
    groups: Mapping[Key, set[Key]],
    persons: Mapping[Key, set[Key]],
    holders: Mapping[tuple[str, str], set[Key]],
) -> Iterator[tuple[Same, str]]:
    """For each group, one Same from the first key of each part that persons had joined to the group's first key."""
    for group in {min(group): group for group in groups.values()}.values():
        parts = sorted({min(persons[key]): persons[key] for key in group}.items())
        for first, part in parts[1:]:
            shared = min(
                claim for (_, claim), having in holders.items() if having & part and having & (group - part)
            )
            yield Same(first, parts[0][0]), f"both have {shared}"
