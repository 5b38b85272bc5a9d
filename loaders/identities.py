"""Runs the rule `same-identifier` on the nodes whose claims changed: gathers their component, and diffs the judgements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from graph.cluster import Judged
from graph.effect import counted
from graph.fold import fold_props, statement
from graph.store import Reader
from loaders.derive.merge import same_identifier
from loaders.rules import SAME_IDENTIFIER
from schema.judgement import Judgement, Same
from schema.keys import Key
from schema.ontology import kind_of
from schema.values import NAMING_SCHEMES


def rule_merges(reader: Reader, touched: Collection[Key], now: datetime) -> tuple[list[Judgement], list[str]]:
    """The judgements that the rule gives anew, and the ids of those that it withdraws, around the `touched` nodes."""
    standing = reader.judgements()
    claims = _component(reader, touched, Judged.of(standing))
    wanted = same_identifier(claims, standing)
    ruled = {judged.decision: judged for judged in standing if judged.actor == SAME_IDENTIFIER}
    given = [
        Judgement(same, SAME_IDENTIFIER, reason, now)
        for same, reason in wanted.items()
        if same not in ruled or ruled[same].reason != reason
    ]
    withdrawn = [
        judged.id
        for same, judged in ruled.items()
        if isinstance(same, Same)
        and wanted.get(same) != judged.reason
        and {same.loser, same.survivor} & claims.keys()
    ]
    return given, withdrawn


def _component(reader: Reader, touched: Collection[Key], judged: Judged) -> dict[Key, tuple[str, ...]]:
    """The own identifiers of every node that is or might be one with those touched, directly or through others."""
    claims: dict[Key, tuple[str, ...]] = {}
    waiting = set(touched)
    while waiting:
        joined = {member for key in waiting for member in judged.cluster(key)} - claims.keys()
        claims.update(_own_claims(reader, sorted(joined), judged))
        named = {claim for key in joined for claim in claims[key]}
        holders = (
            {key for keys in reader.lookup("identifiers", named).values() for key in keys} if named else set()
        )
        members = {member for own in reader.members(holders).values() for member in own} if holders else set()
        waiting = members - claims.keys()
    return claims


def _own_claims(reader: Reader, keys: Sequence[Key], judged: Judged) -> Iterable[tuple[Key, tuple[str, ...]]]:
    for ref, said in reader.said(keys).items():
        key = str(ref)
        by = {saying.by: statement(saying) for saying in said}
        claims = fold_props(kind_of(key), counted(key, by, judged)).get("identifiers")
        naming = [str(claim) for claim in claims] if isinstance(claims, list) else []
        yield key, tuple(claim for claim in naming if claim.partition(":")[0] in NAMING_SCHEMES)
