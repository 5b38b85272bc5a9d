"""Which reading of a phrase a text means: by case, by what else the text names, or left open.

A phrase with readings of several entities is decided only where the text's own writing decides it: one entity's form
is written exactly so, or another form in the same text names one of the candidates and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from loaders.link.lexicon import Phrase, Reading
from schema.keys import Key

CONFIDENCE = {
    "name": 0.95,
    "acronym": 0.9,
    "spelling": 0.9,
    "former": 0.85,
    "translation": 0.85,
    "case": 0.8,
    "context": 0.75,
}
OTHER_CASE = 0.1  # taken off where the text writes the form in another case than the name has


class Choice(NamedTuple):
    """What a phrase means at a place: the entities that remain, and by which method and how surely if it is one."""

    entities: tuple[Key, ...]
    method: str = ""
    confidence: float = 0.0


def choose(readings: Sequence[Reading], written: Phrase) -> Choice:
    """The entities that a phrase written so can mean; none where every reading asks for another case."""
    alive = [reading for reading in readings if not reading.exact or reading.written == written]
    entities = {reading.entity for reading in alive}
    same_case = [reading for reading in alive if reading.written == written]
    if len(entities) > 1:
        narrowed = {reading.entity for reading in same_case} or entities
        return _decided(narrowed.pop(), "case") if len(narrowed) == 1 else Choice(tuple(sorted(narrowed)))
    if not alive:
        return Choice(())
    if len(alive) < len(readings) and len({reading.entity for reading in readings}) > 1:
        return _decided(alive[0].entity, "case")
    best = max(same_case or alive, key=lambda reading: (CONFIDENCE[reading.method], reading.method))
    loss = 0.0 if same_case else OTHER_CASE
    return Choice((best.entity,), best.method, round(CONFIDENCE[best.method] - loss, 3))


def by_context(candidates: Sequence[Key], named: set[Key]) -> Choice:
    """The one candidate that the same text names otherwise; the candidates where it is none or several."""
    met = [entity for entity in candidates if entity in named]
    return _decided(met[0], "context") if len(met) == 1 else Choice(tuple(candidates))


def _decided(entity: Key, method: str) -> Choice:
    return Choice((entity,), method, CONFIDENCE[method])
