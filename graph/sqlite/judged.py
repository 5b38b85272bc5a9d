"""The judgements in force, read once for each revision that changed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson

from graph.sqlite.session import Session
from schema.canonical import canonical
from schema.judgement import Judgement, decision_from_json, decision_to_json
from schema.values import iso


def read_judgements(session: Session) -> list[Judgement]:
    """All judgements in force, by time, then id."""
    rows = session.rows("SELECT decision, actor, reason, at FROM judgement ORDER BY at, id")
    return [
        Judgement(decision_from_json(orjson.loads(decision)), actor, reason, datetime.fromisoformat(at))
        for decision, actor, reason, at in rows
    ]


def write_judgements(session: Session, given: Iterable[Judgement], withdrawn: Iterable[Judgement]) -> None:
    """Keep those given, drop those withdrawn."""
    session.write("DELETE FROM judgement WHERE id = ?", [(judgement.id,) for judgement in withdrawn])
    rows = [
        (
            judgement.id,
            canonical(decision_to_json(judgement.decision)),
            judgement.actor,
            judgement.reason,
            iso(judgement.at),
        )
        for judgement in given
    ]
    session.write("INSERT OR REPLACE INTO judgement VALUES (?, ?, ?, ?, ?)", rows)
