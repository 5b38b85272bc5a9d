"""How central a mention is to its event: a number from 0 to 1 made of three parts that a person can recompute.

Where: 0.5 in the title, else 0.3 in the summary, else 0.1.  How often: up to 0.3, 0.15 for two places, 0.2 for three.
How early: up to 0.2, falling with the distance of the first place from the beginning of its field.
"""

from __future__ import annotations

from collections.abc import Sequence

from loaders.link.values import Place

WHERE = (0.5, 0.3, 0.1)
OFTEN = 0.3
EARLY = 0.2


def salience(places: Sequence[Place], lengths: Sequence[int]) -> float:
    """The salience of an entity named at `places` (in reading order) of fields of `lengths` code points; three digits."""
    first = places[0]
    often = OFTEN * (1 - 1 / len(places))
    early = EARLY * (1 - first.start / max(1, lengths[first.field]))
    return round(WHERE[first.field] + often + early, 3)
