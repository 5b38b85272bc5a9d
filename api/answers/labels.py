"""What a node is called when one line must do, and how long ago something was, in words."""

from __future__ import annotations

from datetime import datetime

from schema.declare import Node
from schema.keys import local_part
from schema.kinds.event import Event

_LONGEST = 80
_STEPS = (
    (31_556_952, "year"),
    (2_629_746, "month"),
    (604_800, "week"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
)


def label(node: Node) -> str:
    """Its name, its title, else the beginning of an event's summary, else the local part of its key; never empty."""
    for prop in ("name", "title"):
        if text := getattr(node, prop, ""):
            return str(text)
    if isinstance(node, Event) and node.summary:
        return shortened(node.summary, _LONGEST)
    return local_part(node.key)


def shortened(text: str, longest: int) -> str:
    """`text` cut after a word, with an ellipsis, where it is longer than `longest` characters."""
    if len(text) <= longest:
        return text
    cut = text[:longest].rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,;:.')}…"


def age(at: datetime, now: datetime) -> str:
    """How long ago `at` was: "3 days ago", "just now", and "in 2 hours" for what lies ahead.  Whole units, rounded down."""
    seconds = int((now - at).total_seconds())
    for length, unit in _STEPS:
        if count := abs(seconds) // length:
            amount = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{amount} ago" if seconds > 0 else f"in {amount}"
    return "just now"
