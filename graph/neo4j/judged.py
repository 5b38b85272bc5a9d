"""The judgements in force, read once for each revision that changed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson

from graph.neo4j.form import JUDGEMENT, OURS, internal
from graph.neo4j.session import Session
from schema.canonical import canonical
from schema.judgement import Judgement, decision_from_json, decision_to_json
from schema.values import iso


def read_judgements(session: Session) -> list[Judgement]:
    """All judgements in force, by time, then id."""
    return [
        Judgement(
            decision_from_json(orjson.loads(row["decision"])),
            row["actor"],
            row["reason"],
            datetime.fromisoformat(row["at"]),
        )
        for row in session.rows(
            f"MATCH (j:{OURS}&{JUDGEMENT}) RETURN j.decision AS decision, j.actor AS actor, j.reason AS reason, j.given AS at"
            " ORDER BY at, j._id"
        )
    ]


def write_judgements(session: Session, given: Iterable[Judgement], withdrawn: Iterable[Judgement]) -> None:
    """Keep those given, drop those withdrawn."""
    gone = [internal(JUDGEMENT, judgement.id) for judgement in withdrawn]
    session.write(f"UNWIND $rows AS id MATCH (j:{OURS} {{_id: id}}) DELETE j", gone)
    rows = [judgement_properties(judgement) for judgement in given]
    session.write(f"UNWIND $rows AS row MERGE (j:{OURS} {{_id: row._id}}) SET j = row, j:{JUDGEMENT}", rows)


def judgement_properties(judgement: Judgement) -> dict[str, str]:
    """The properties of a judgement's node."""
    return {
        "_id": internal(JUDGEMENT, judgement.id),
        "decision": canonical(decision_to_json(judgement.decision)),
        "actor": judgement.actor,
        "reason": judgement.reason,
        "given": iso(judgement.at),
    }
