"""How fast it answers, in process: the almanac beside a loop in C, SQL joins, networkx and DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

import numpy as np

from bench.almanac import Almanac
from bench.peers import CLoop
from bench.synthetic import Synthetic
from bench.timing import Figure, percentiles, spread, timed
from graph.view import Filter, Rank, Window

DRAWS = 1_000
_RANKS: tuple[Rank, ...] = ("npmi", "llr", "jaccard", "recent")
_NEAR = 2.0
_PAGE_MS = 15.0


class Peer(Protocol):
    """An engine that is asked the same."""

    name: str

    def cooccurring(self, entity: int, since: int = 0) -> object: ...
    def page(self, entity: int) -> object: ...


@dataclass(frozen=True)
class Asked:
    """Which entities are asked about: the hub, the one of median degree; and since when the last tenth of events is."""

    made: Synthetic
    middle: int
    recent: int

    @classmethod
    def of(cls, made: Synthetic) -> Asked:
        """Chosen by the numbers."""
        middle = int(np.argsort(made.degrees(), kind="stable")[made.count // 2])
        return cls(made, middle, int(made.at[int(made.size * 0.9)]))

    def drawn(self) -> list[int]:
        """Entities drawn by popularity."""
        degrees = self.made.degrees()
        return np.random.default_rng(7).choice(self.made.count, DRAWS, p=degrees / degrees.sum()).tolist()  # type: ignore[no-any-return]


def cooccurrence(asked: Asked, almanac: Almanac, loop: CLoop, peers: list[Peer]) -> Iterator[Figure]:
    """Co-occurrence of the hub and the median entity, all time and the last tenth of events."""
    for who, entity in (("hub", 0), ("median entity", asked.middle)):
        limit = timed(lambda entity=entity: loop.counts(entity), runs=21)  # type: ignore[misc]
        key = asked.made.keys[entity]
        for when, since in (("", 0), (", last tenth", asked.recent)):
            what = f"co-occurrence of the {who}{when}"
            reference = None if since else limit[0]
            if not since:
                yield spread(what, "C loop", limit)
            ours = spread(what, "almanac", timed(almanac.cooccurring(key, since or None), runs=21), reference)
            small = bool(entity == 0 and reference and ours.ratio)
            yield ours.within("≤ 2 × C loop", (ours.ratio or 0) <= _NEAR) if small else ours
            for peer in peers:
                took = timed(lambda p=peer, e=entity, s=since: p.cooccurring(e, s), runs=5)  # type: ignore[misc]
                yield spread(what, peer.name, took, reference)


def traversals(asked: Asked, almanac: Almanac) -> Iterator[Figure]:
    """Every other traversal."""
    made = asked.made
    hub, middle, other = (
        made.keys[i] for i in (0, asked.middle, int(np.argsort(made.degrees())[made.count // 3]))
    )
    end = datetime.fromtimestamp(int(made.at[-1]), UTC)
    month, models = Window(end - timedelta(days=30), end), Filter(kinds=("Model",))
    with almanac.follower.view() as view:
        asks = view.traversals
        top = [row.key for row in asks.cooccurring(hub).rows]
        then = asks.as_of(datetime.fromtimestamp(asked.recent, UTC))
        questions: list[tuple[str, Callable[[], object]]] = [
            *((f"co-occurrence of the hub by {rank}", _ranked(almanac, hub, rank)) for rank in _RANKS),
            ("co-occurrence of the hub as of nine tenths", lambda: then.cooccurring(hub)),
            ("evidence of 20 rows of the hub", lambda: asks.evidence(hub, top)),
            ("10 newest events of the hub", lambda: asks.events_of(hub)),
            ("similar to the hub", lambda: asks.similar(hub)),
            ("similar to the median entity", lambda: asks.similar(middle)),
            ("neighbourhood of the median entity, 1 hop of 30", lambda: asks.neighbourhood(middle)),
            ("neighbourhood, 2 hops of 30", lambda: asks.neighbourhood(middle, hops=2)),
            ("neighbourhood, 3 hops of 333", lambda: asks.neighbourhood(middle, hops=3, width=333)),
            ("path between two ordinary entities", lambda: asks.path(middle, other)),
            ("path from the hub", lambda: asks.path(hub, other)),
            ("trending over all entities, 30 days", lambda: asks.trending(month)),
            ("listing of models by count", lambda: asks.listing(models, order="count", descending=True)),
            ("listing of models by rank", lambda: asks.listing(models, order="rank", descending=True)),
            ("listing of all, newest first", lambda: asks.listing(Filter(), order="at", descending=True)),
        ]
        for what, question in questions:
            yield spread(what, "almanac", timed(question, runs=5))
        for text in (
            made.names[asked.middle],
            made.names[asked.middle][:5],
            f"{made.names[asked.middle][:-1]}q",
        ):
            yield spread(f"names: {text!r}", "almanac", timed(partial(view.names.find, text), runs=5))


def _ranked(almanac: Almanac, hub: str, rank: Rank) -> Callable[[], object]:
    return almanac.asking(lambda view: view.traversals.cooccurring(hub, rank=rank))


def pages(asked: Asked, almanac: Almanac, peers: list[Peer]) -> Iterator[Figure]:
    """The page of an entity: 1,000 draws by popularity, and the hub's own."""
    drawn = asked.drawn()
    keys = asked.made.keys
    half, most = percentiles([almanac.page(keys[i]) for i in drawn])
    yield Figure("page in process, p50", "almanac", half, "ms")
    yield Figure("page in process, p99", "almanac", most, "ms").within("≤ 15 ms", most <= _PAGE_MS)
    yield spread("page of the hub", "almanac", timed(almanac.page(keys[0]), runs=9))
    for peer in peers:
        works = [lambda p=peer, i=i: p.page(i) for i in drawn[: DRAWS // 10]]
        half, most = percentiles(works)
        yield Figure("page in process, p50", peer.name, half, "ms")
        yield Figure("page in process, p99", peer.name, most, "ms")
        yield spread("page of the hub", peer.name, timed(lambda p=peer: p.page(0), runs=3))  # type: ignore[misc]
