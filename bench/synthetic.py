"""A synthetic almanac of any size, shaped like the real thing and the same on every machine.

Popularity is Zipf-Mandelbrot with the hub in about 12 % of the events; an event mentions 3 to 8 entities, two fifths of
them drawn from the event's own topical cluster (40 clusters); there are 20 events an entity, spread over five years, and
papers with authors.  It goes in through the same changesets as everything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import orjson

from schema.changeset import Changeset, Said
from schema.declare import Edge, Node
from schema.edges.naming import AliasOf
from schema.edges.news import Mentions, PublishedBy
from schema.keys import event_key
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity, Model, Organization, Person, Technique, Topic
from schema.kinds.event import Event
from schema.kinds.source import Source

Ints = npt.NDArray[np.int64]
KINDS: tuple[type[Entity], ...] = (Organization, Model, Technique, Person, Topic)
CLUSTERS = 40
HUB_SHARE = 0.12
EXPONENT = 1.05
START = datetime(2021, 1, 1, tzinfo=UTC)
YEARS = 5 * 365 * 86_400
SOURCES = 200
STEMS = "ka lo mi ra to ne su vi da po le ri xa fo gen net lab mind flow scale deep vec tor omni core"
SYLLABLES = STEMS.split()
LIST, LINKER = "source/list-synthetic", "source/rule-link"


@dataclass(frozen=True, slots=True)
class Synthetic:
    """at: (events,) epoch seconds, rising.  event, entity: (mentions,) pairs, unique, sorted by event.  0 is the hub."""

    entities: tuple[Entity, ...]
    sources: tuple[Source, ...]
    at: Ints
    event: Ints
    entity: Ints
    words: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of events."""
        return len(self.at)

    def degrees(self) -> Ints:
        """(entities,) number of events that mention each."""
        return np.bincount(self.entity, minlength=len(self.entities)).astype(np.int64)


def synthetic(size: int, seed: int = 42) -> Synthetic:
    """An almanac of `size` events."""
    rng = np.random.default_rng(seed)
    count = max(CLUSTERS * 2, size // 20)
    event, entity = _mentions(rng, size, count)
    at = np.sort(rng.integers(0, YEARS, size)) + int(START.timestamp())
    vocabulary = _names(rng, 4_000)
    entities = tuple(KINDS[i % len(KINDS)].named(name) for i, name in enumerate(_names(rng, count)))
    sources = tuple(
        Source(key=f"source/feed-synthetic-{i}", name=f"Feed {i}", url=f"https://feed{i}.example/")
        for i in range(SOURCES)
    )
    return Synthetic(entities, sources, at, event, entity, tuple(name.lower() for name in vocabulary))


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


def _names(rng: np.random.Generator, count: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        parts = rng.integers(0, len(SYLLABLES), (count, 4))
        for row in parts:
            name = "".join(SYLLABLES[i] for i in row).capitalize()
            made[name] = None
            if len(made) == count:
                break
    return list(made)


def ground(made: Synthetic) -> Changeset:
    """The changeset of entities, their names and the sources."""
    said: list[Said[Node]] = [Said(entity, LIST, "2026-01-01") for entity in made.entities]
    edges: list[Said[Edge]] = []
    for entity in made.entities:
        alias = Alias.of(entity.name)
        said.append(Said(alias, LIST, "2026-01-01"))
        edges.append(
            Said(AliasOf(src=alias.key, dst=entity.key, alias_kind="name", case="any"), LIST, "2026-01-01")
        )
    said += [Said(source, source.key) for source in made.sources]
    return Changeset(LIST, "synthetic names", START, nodes=tuple(said), edges=tuple(edges))


def news(made: Synthetic, batch: int, start: int = 0, stop: int | None = None) -> Iterator[Changeset]:
    """The changesets of events `start` to `stop`, `batch` events each, with mentions as the linker would say them."""
    rng = np.random.default_rng(start)
    bounds = np.searchsorted(made.event, np.arange(made.size + 1))
    stop = made.size if stop is None else stop
    for first, last in pairwise([*range(start, stop, batch), stop]):
        nodes: list[Said[Node]] = []
        edges: list[Said[Edge]] = []
        for index in range(first, last):
            members = [made.entities[i] for i in made.entity[bounds[index] : bounds[index + 1]]]
            node, tied = _event(made, index, members, rng)
            nodes.append(node)
            edges += tied
        seen = START + timedelta(seconds=YEARS)
        yield Changeset(LINKER, "synthetic news", seen, names=1 << 60, nodes=tuple(nodes), edges=tuple(edges))


def lines(made: Synthetic, count: int) -> bytes:
    """The texts of the first `count` events as JSON Lines of records of another feed, for loading from end to end."""
    rows = [orjson.dumps({"source": "synthetic-lines"})]
    for said in (said for change in news(made, count, 0, count) for said in change.nodes):
        told = said.what.content()
        record = {name: told[name] for name in ("title", "summary", "url", "published")}
        rows.append(orjson.dumps(record))
    return b"\n".join(rows)


def _event(
    made: Synthetic, index: int, members: list[Entity], rng: np.random.Generator
) -> tuple[Said[Node], list[Said[Edge]]]:
    source = made.sources[index % len(made.sources)].key
    filler = [made.words[i] for i in rng.integers(0, len(made.words), 24)]
    names = [entity.name for entity in members]
    event = Event(
        key=event_key(source, str(index)),
        title=f"{names[0]} {filler[0]} {names[-1]} {filler[1]}",
        summary=" ".join([*names[1:-1], *filler[2:]]) + ".",
        url=f"https://feed{index % SOURCES}.example/{index}",
        published=datetime.fromtimestamp(int(made.at[index]), UTC),
        genre="other",
        importance=1 + index % 10,
    )
    edges: list[Said[Edge]] = [Said(PublishedBy(src=event.key, dst=source), source)]
    for position, entity in enumerate(members):
        where = Mentions(
            src=event.key,
            dst=entity.key,
            fields=("title",),
            starts=(position,),
            ends=(position + 1,),
            surface=entity.name,
            method="name",
            confidence=0.9,
            salience=0.5,
        )
        edges.append(Said(where, LINKER))
    return Said(event, source), edges
