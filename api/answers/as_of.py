"""What an answer says of itself where it speaks of an earlier time."""

from __future__ import annotations

from datetime import datetime

from schema.values import iso


def as_of_note(limit: datetime) -> str:
    """By when the events of an answer were observed, and what is not of that time."""
    return f"As of {iso(limit)}: events observed by then. Typed edges, names and judgements are today's."
