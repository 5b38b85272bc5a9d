"""What a rule says of an event beyond its mentions: its genre where the item gives none, and its importance."""

from __future__ import annotations

from loaders.derive.genre import genre_of
from loaders.derive.importance import importance_of
from schema.kinds.event import Event


def appraised(event: Event, body: str = "") -> Event:
    """The rule's own statement of `event`, which is as its sources say it, without what a rule said."""
    genre = event.genre or genre_of(event)
    importance, parts = importance_of(event, genre, body)
    return Event(
        key=event.key, genre="" if event.genre else genre, importance=importance, importance_parts=parts
    )
