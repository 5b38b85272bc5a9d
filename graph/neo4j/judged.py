"""The judgements in force, read once for each revision that changed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson

from graph.neo4j.form import JUDGEMENT, OURS
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
            f"MATCH (j:{JUDGEMENT}:{OURS}) RETURN j.decision AS decision, j.actor AS actor, j.reason AS reason, j.at AS at"
            " ORDER BY j.at, j.id"
        )
    ]


def write_judgements(session: Session, given: Iterable[Judgement], withdrawn: Iterable[Judgement]) -> None:
    """Keep those given, drop those withdrawn."""
    gone = [judgement.id for judgement in withdrawn]
    session.write(f"UNWIND $rows AS id MATCH (j:{JUDGEMENT}:{OURS} {{id: id}}) DETACH DELETE j", gone)
    rows = [judgement_properties(judgement) for judgement in given]
    session.write(f"UNWIND $rows AS row MERGE (j:{JUDGEMENT}:{OURS} {{id: row.id}}) SET j += row", rows)


def judgement_properties(judgement: Judgement) -> dict[str, str]:
    """The properties of a judgement's node."""
    return {
        "id": judgement.id,
        "decision": canonical(decision_to_json(judgement.decision)),
        "actor": judgement.actor,
        "reason": judgement.reason,
        "at": iso(judgement.at),
    }
