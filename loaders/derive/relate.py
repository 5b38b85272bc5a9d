"""Stratum 6: relations between entities that a text states ("built by", "trained on").

A function in its place: it relates nothing yet.
"""

from __future__ import annotations

from collections.abc import Mapping

from loaders.link.values import Linked, Wording
from schema.declare import Edge
from schema.keys import Key


def relate(wordings: Mapping[Key, Wording], linked: Mapping[Key, Linked]) -> list[Edge]:
    """The relations that these events' texts state between the entities linked in them: none yet."""
    return []
