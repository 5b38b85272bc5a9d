"""Questions of every form that traversals in Cypher are asked, about the synthetic almanac."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bench.synthetic import synthetic
from graph.traverse.cooccurrence import RANKS
from graph.view import ALWAYS, Filter, Order, Page, Rank, Window
from schema.keys import Key
from tests.graph.traverse.engines import Engine

MADE = synthetic(1_500)
HUB, MIDDLE, TAIL = MADE.keys[0], MADE.keys[30], MADE.keys[79]
SOURCE = "source/feed-synthetic-3"


def _at(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


MONTH, SINCE, UNTIL = Window(_at(2025), _at(2025, 2)), Window(since=_at(2023)), Window(until=_at(2022))
WINDOWS: Mapping[str, Window] = {"ever": ALWAYS, "a month": MONTH, "since": SINCE, "until": UNTIL}
Question = Callable[[Engine], Any]


def _second(ask: Callable[[str], Page[Any]]) -> tuple[Page[Any], Page[Any]]:
    """A page and the one after it."""
    first = ask("")
    return first, ask(first.cursor)


def _ranked(rank: Rank, window: Window) -> Question:
    return lambda asked: _second(lambda after: asked.cooccurring(HUB, window, rank=rank, after=after))


def _listing(which: Filter, order: Order, down: bool) -> Question:
    return lambda asked: _second(
        lambda after: asked.listing(which, order=order, descending=down, limit=15, after=after)
    )


QUESTIONS: dict[str, Question] = {
    **{
        f"co-occurrence of the hub by {rank}, {name}": _ranked(rank, window)
        for rank in RANKS
        for name, window in WINDOWS.items()
    },
    "co-occurrence of one by npmi": lambda asked: asked.cooccurring(TAIL, rank="npmi"),
    "co-occurrence of one by npmi, a month": lambda asked: asked.cooccurring(TAIL, MONTH, rank="npmi"),
    "co-occurrence of one by jaccard, since": lambda asked: asked.cooccurring(TAIL, SINCE, rank="jaccard"),
    "co-occurrence of the hub, some kinds": lambda asked: asked.cooccurring(HUB, kinds=("Model", "Topic")),
    "evidence of the hub and many": lambda asked: asked.evidence(HUB, MADE.keys[:40]),
    "evidence of the hub and many, since": lambda asked: asked.evidence(HUB, MADE.keys[:40], SINCE),
    "evidence of the hub and one": lambda asked: asked.evidence(HUB, [TAIL]),
    "evidence of one and the hub, until": lambda asked: asked.evidence(TAIL, [HUB], UNTIL, limit=10),
    "neighbourhood of the hub": lambda asked: asked.neighbourhood(HUB),
    "neighbourhood of one, since, with events": lambda asked: asked.neighbourhood(
        MIDDLE, window=SINCE, events=True
    ),
    "neighbourhood of one, said alone": lambda asked: asked.neighbourhood(
        MIDDLE, cooccurrence=False, width=5
    ),
    "path of few steps": lambda asked: asked.path(MIDDLE, TAIL),
    "path of many steps": lambda asked: asked.path(author(asked), TAIL),
    "presence": lambda asked: asked.presence([*MADE.keys[:20], author(asked)]),
    "events of the hub": lambda asked: _second(lambda after: asked.events_of(HUB, after=after)),
    "events of the hub, a month": lambda asked: asked.events_of(HUB, MONTH),
    "published": lambda asked: _second(lambda after: asked.published_by([SOURCE], limit=3, after=after)),
    "newest": lambda asked: asked.newest,
    "listing of all by key": _listing(Filter(), "key", False),
    "listing of persons, backwards": _listing(Filter(kinds=["Person"]), "key", True),
    "listing of the feed": _listing(Filter(kinds=["Event"]), "at", True),
    "listing of the feed, a month": _listing(Filter(kinds=["Event"], window=MONTH), "at", True),
    "listing of the feed, until": _listing(Filter(kinds=["Event"], window=UNTIL), "at", True),
    "listing of all from the oldest": _listing(Filter(), "at", False),
    "listing of papers by time": _listing(Filter(kinds=["Paper"]), "at", True),
    "listing of what matters": _listing(Filter(importance=9), "importance", True),
    "listing of what matters, since": _listing(Filter(importance=9, window=SINCE), "at", True),
    "listing of what is active by count": _listing(Filter(statuses=["active"]), "count", True),
    "listing of a source": _listing(Filter(source=SOURCE), "at", True),
}


def author(asked: Engine) -> Key:
    """A listed person who wrote a paper."""
    return asked.listing(Filter(kinds=["Person"], statuses=["listed"]), order="count", descending=True).rows[
        0
    ]
