"""A synthetic almanac of any size, shaped like the real thing and the same on every machine: its numbers, as arrays.

Popularity is Zipf-Mandelbrot with the hub in about 12 % of the events; an event mentions 3 to 8 entities, two fifths of
them drawn from the event's own topical cluster (40 clusters).  There are 20 events and half a paper an entity, ten listed
persons an entity who write the papers, and five years of events, one in ten of which is observed up to a month late.
`bench/statements.py` says all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from schema.kinds.entity import (
    Benchmark,
    Dataset,
    Entity,
    Model,
    Organization,
    Person,
    Product,
    Technique,
    Topic,
)

Ints = npt.NDArray[np.int64]
KINDS: tuple[type[Entity], ...] = (
    Organization,
    Model,
    Technique,
    Person,
    Topic,
    Product,
    Model,
    Benchmark,
    Technique,
    Dataset,
)
CLUSTERS = 40
HUB_SHARE = 0.12
EXPONENT = 1.05
START = datetime(2021, 1, 1, tzinfo=UTC)
YEARS = 5 * 365 * 86_400
SOURCES = 200
EVENTS_AN_ENTITY = 20
LISTED_AN_ENTITY = 10
STEMS = "ka lo mi ra to ne su vi da po le ri xa fo gen net lab mind flow scale deep vec tor omni core"
SYLLABLES = STEMS.split()
_MONTH = 30 * 86_400
_SPREAD = 7_368_787  # a prime, so that neighbours in number have names far apart


@dataclass(frozen=True, slots=True)
class Pairs:
    """Edges of one type by the numbers of their ends."""

    type: str
    src: Ints
    dst: Ints


@dataclass(frozen=True)
class Synthetic:
    """The numbers of an almanac.  Entity 0 is the hub.

    at: (events,) epoch seconds, rising; observed: (events,) when each was seen.  event, entity: (mentions,) pairs, unique,
    sorted by event.  paper, author: (papers' authors,) pairs, sorted by paper.  announced: (events,) a paper, or -1.
    """

    count: int
    at: Ints
    observed: Ints
    event: Ints
    entity: Ints
    paper: Ints
    author: Ints
    announced: Ints

    @property
    def size(self) -> int:
        """Number of events."""
        return len(self.at)

    @property
    def papers(self) -> int:
        """Number of papers."""
        return max(1, self.count // 2)

    @property
    def persons(self) -> int:
        """Number of listed persons."""
        return self.count * LISTED_AN_ENTITY

    @cached_property
    def names(self) -> list[str]:
        """(entities,) their names."""
        syllables = 4 if self.count <= len(SYLLABLES) ** 4 else 5
        return [_name(i, syllables).capitalize() for i in range(self.count)]

    @cached_property
    def keys(self) -> list[str]:
        """(entities,) their keys."""
        return [self.kind(i).named(name).key for i, name in enumerate(self.names)]

    def kind(self, entity: int) -> type[Entity]:
        """The kind of an entity."""
        return KINDS[entity % len(KINDS)]

    def degrees(self) -> Ints:
        """(entities,) number of events that mention each."""
        return np.bincount(self.entity, minlength=self.count).astype(np.int64)

    def arrivals(self) -> Ints:
        """(events,) the events in the order in which they were observed."""
        return np.argsort(self.observed, kind="stable").astype(np.int64)

    def relations(self) -> list[Pairs]:
        """Typed edges between entities, a few each."""
        number = np.arange(self.count)
        kinds = number % len(KINDS)
        made, makers = np.flatnonzero(np.isin(kinds, (1, 5, 6, 7, 9))), np.flatnonzero(kinds == 0)
        models = np.flatnonzero(np.isin(kinds, (1, 6)))
        techniques, topics = np.flatnonzero(np.isin(kinds, (2, 8))), np.flatnonzero(kinds == 4)
        return [
            Pairs("DEVELOPED_BY", made, makers[(made // len(KINDS)) // 7 % len(makers)]),
            Pairs("BASED_ON", models[1:], models[np.arange(len(models) - 1) // 4]),
            Pairs("BROADER", techniques, topics[np.arange(len(techniques)) // 9 % len(topics)]),
        ]

    def introductions(self) -> Pairs:
        """INTRODUCED_IN: entity → paper."""
        kinds = np.arange(self.count) % len(KINDS)
        introduced = np.flatnonzero(np.isin(kinds, (1, 2, 7, 9)))
        return Pairs("INTRODUCED_IN", introduced, introduced % self.papers)


def synthetic(size: int, seed: int = 42) -> Synthetic:
    """An almanac of `size` events."""
    rng = np.random.default_rng(seed)
    count = max(CLUSTERS * 2, size // EVENTS_AN_ENTITY)
    event, entity = _mentions(rng, size, count)
    at = np.sort(rng.integers(0, YEARS, size)) + int(START.timestamp())
    late = np.where(rng.random(size) < 0.1, rng.integers(0, _MONTH, size), rng.integers(0, 3_600, size))
    papers = max(1, count // 2)
    authors = rng.integers(1, 20, papers)
    paper = np.repeat(np.arange(papers), authors)
    author = rng.integers(0, count * LISTED_AN_ENTITY, len(paper))
    pairs = np.unique(paper * (count * LISTED_AN_ENTITY) + author)
    paper, author = pairs // (count * LISTED_AN_ENTITY), pairs % (count * LISTED_AN_ENTITY)
    announced = np.where(rng.random(size) < 0.05, rng.integers(0, papers, size), -1)
    return Synthetic(count, at, at + late, event, entity, paper, author, announced)


def person_name(number: int) -> str:
    """The name of a listed person, unlike that of any other."""
    given, family = divmod(number * _SPREAD % len(SYLLABLES) ** 5, len(SYLLABLES) ** 3)
    return f"{_name(given, 2).capitalize()} {_name(family, 3).capitalize()}"


def _name(number: int, syllables: int) -> str:
    """The `number`-th name of so many syllables, spread so that neighbours differ."""
    base = len(SYLLABLES)
    number = number * _SPREAD % base**syllables
    parts = []
    for _ in range(syllables):
        number, part = divmod(number, base)
        parts.append(SYLLABLES[part])
    return "".join(parts)


def _popularity(count: int, draws: float) -> npt.NDArray[np.float64]:
    """(count,) probabilities falling by rank; the shift is found so that the hub is in HUB_SHARE of the events."""
    wanted = 1 - (1 - HUB_SHARE) ** (1 / draws)
    low, high = 0.0, 1e5
    for _ in range(80):
        middle = (low + high) / 2
        weights = (np.arange(1, count + 1) + middle) ** -EXPONENT
        if weights[0] / weights.sum() > wanted:
            low = middle
        else:
            high = middle
    weights = (np.arange(1, count + 1) + high) ** -EXPONENT
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _mentions(rng: np.random.Generator, size: int, count: int) -> tuple[Ints, Ints]:
    per_event = rng.integers(3, 9, size)
    event = np.repeat(np.arange(size), per_event)
    popularity = _popularity(count, float(per_event.mean()))
    drawn = np.searchsorted(np.cumsum(popularity), rng.random(len(event))).clip(0, count - 1)
    # A draw that stays in the event's cluster keeps its band of popularity and takes the cluster's member of it.
    cluster = rng.integers(0, CLUSTERS, size)[event]
    inside = (rng.random(len(event)) < 0.4) & (drawn >= CLUSTERS)
    drawn = np.where(inside, np.minimum(drawn - drawn % CLUSTERS + cluster, count - 1), drawn)
    pairs = np.unique(event.astype(np.int64) * count + drawn)
    return pairs // count, pairs % count
