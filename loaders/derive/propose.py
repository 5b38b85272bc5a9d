"""Strata 2 and 3: new names that texts speak of, and which of them are candidates.

A function in its place: it takes what it will need and proposes nothing yet, so that the strata above it already have
its result as their input.
"""

from __future__ import annotations

from collections.abc import Mapping

from loaders.link.values import Linked, Wording
from schema.keys import Key
from schema.kinds.entity import Entity


def propose(wordings: Mapping[Key, Wording], linked: Mapping[Key, Linked]) -> list[Entity]:
    """The entities that these events' texts propose beyond what was linked in them: none yet."""
    return []
