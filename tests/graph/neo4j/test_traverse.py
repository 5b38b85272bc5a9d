"""Traversals in Cypher on an almanac of some size: the answers of the projection, a few statements, plans that do not grow worse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from bench.statements import ground, news
from bench.synthetic import synthetic
from graph.neo4j.opening import auth_of
from graph.neo4j.store import Neo4jStore, open_neo4j
from graph.neo4j.traverse.traversals import CypherTraversals
from graph.projection import open_projection
from graph.projection.build import from_reader
from graph.projection.state import Memory
from graph.sqlite import open_store
from graph.traverse.cooccurrence import RANKS
from graph.traverse.projected import Projected
from graph.view import ALWAYS, Filter, Order, Page, Rank, Window
from schema.keys import Key
from tests.goldens import Golden
from tests.graph.neo4j.profiled import Profiled
from tests.graph.traverse.engines import Engine
from tests.servers import emptied, neo4j_place
from tools.neo4j.server import VERSION

pytestmark = pytest.mark.neo4j
MADE = synthetic(1_500)
HUB, MIDDLE, TAIL = MADE.keys[0], MADE.keys[30], MADE.keys[79]
SOURCE = "source/feed-synthetic-3"
HITS = "tests/golden/cypher-hits.json"
SLACK = 0.2
# What looks at more than was asked for, or holds back what could flow.  An index is scanned in order, for its first entries.
WORSE = ("CartesianProduct", "Eager")


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
    "path of many steps": lambda asked: asked.path(_author(asked), TAIL),
    "presence": lambda asked: asked.presence([*MADE.keys[:20], _author(asked)]),
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


def _author(asked: Engine) -> Key:
    """A listed person who wrote a paper."""
    return asked.listing(Filter(kinds=["Person"], statuses=["listed"]), order="count", descending=True).rows[
        0
    ]


@dataclass(frozen=True)
class Filled:
    """One almanac on a server, its projection, and the projection of the same in a file."""

    store: Neo4jStore
    projected: Projected
    elsewhere: Engine


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    """What else can be asked of the server."""
    place = neo4j_place()
    assert place
    with GraphDatabase.driver(place.url, auth=auth_of(place), notifications_min_severity="OFF") as opened:
        yield opened


@pytest.fixture(scope="module")
def filled(driver: Driver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """The synthetic almanac, in both stores."""
    place = neo4j_place()
    assert place
    store = open_neo4j(emptied(place))
    other = open_store(tmp_path_factory.mktemp("other") / "almanac.db")
    for change in (*ground(MADE, 2_000), *news(MADE, 500)):
        store.apply(change)
        other.apply(change)
    # What plans are made by is counted now, not when the server finds the time.
    driver.execute_query("CALL db.resampleOutdatedIndexes()")
    driver.execute_query("CALL db.awaitIndexes(300)")
    driver.execute_query("CALL db.clearQueryCaches()")
    with store.reader() as reader:
        projected = Projected(from_reader(reader))
    with open_projection(other).view() as view:
        assert isinstance(view.traversals, Projected)
        yield Filled(store, projected, view.traversals)
    other.close()
    store.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_are_those_of_the_projection(name: str, filled: Filled) -> None:
    with filled.store.traversals() as asked:
        found = QUESTIONS[name](asked)
    assert found == QUESTIONS[name](filled.projected)
    assert found == QUESTIONS[name](filled.elsewhere)
    assert found


def _profiled(driver: Driver, question: Question) -> Profiled:
    """What the server did for a question that nothing is remembered for."""
    with driver.session() as session, session.begin_transaction() as transaction:
        running = Profiled(transaction)
        asked = CypherTraversals(running, Memory())
        running.ran.clear()  # which revision it is
        question(asked)
    return running


def test_no_plan_looks_at_more_than_was_asked(filled: Filled, driver: Driver, golden: Golden) -> None:
    found = {}
    for name, question in QUESTIONS.items():
        running = _profiled(driver, question)
        for ran in running.ran:
            kinds = ran.operators()
            scans = {kind for kind in kinds if kind.endswith(("Scan", "Scans")) and kind != "NodeIndexScan"}
            assert not scans | (kinds & set(WORSE)), f"{name}: {ran.query}"
        found[name] = {"statements": len(running.ran), "hits": sum(ran.hits for ran in running.ran)}
    kept = json.loads((golden.root / HITS).read_text()) if (golden.root / HITS).exists() else {}
    told = {
        name: kept[name] if not golden.update and _alike(kept.get(name), now, driver) else now
        for name, now in found.items()
    }
    golden(HITS, json.dumps(told, indent=1) + "\n")


def _alike(then: dict[str, int] | None, now: dict[str, int], driver: Driver) -> bool:
    """Whether a question is answered by as many statements as before, and about as much looking.

    Another version of the server counts otherwise: there its plans are only looked at for what none may do.
    """
    if then is None or then["statements"] != now["statements"]:
        return False
    of_this_version = driver.get_server_info().agent == f"Neo4j/{VERSION}"
    return not of_this_version or abs(now["hits"] - then["hits"]) <= SLACK * then["hits"]


def test_statements_do_not_grow_with_what_is_asked(filled: Filled, driver: Driver) -> None:
    growing: dict[str, Callable[[int], Question]] = {
        "co-occurrence": lambda n: lambda asked: asked.cooccurring(MADE.keys[80 - n], limit=n),
        "evidence": lambda n: lambda asked: asked.evidence(HUB, MADE.keys[1 : n + 1]),
        "neighbourhood": lambda n: lambda asked: asked.neighbourhood(HUB, width=n, events=True),
        "presence": lambda n: lambda asked: asked.presence(MADE.keys[:n]),
        "published": lambda n: (
            lambda asked: asked.published_by(
                [f"source/feed-synthetic-{number}" for number in range(n)], limit=n
            )
        ),
        "listing": lambda n: lambda asked: asked.listing(Filter(), order="count", descending=True, limit=n),
    }
    for name, ask in growing.items():
        few, many = (len(_profiled(driver, ask(n)).ran) for n in (2, 70))
        assert few == many <= 9, name


def test_a_path_takes_a_statement_a_layer_and_a_step(filled: Filled, driver: Driver) -> None:
    for start, goal in ((MIDDLE, TAIL), (_author(filled.projected), TAIL), (MADE.keys[78], MADE.keys[79])):
        found = filled.projected.path(start, goal)
        assert found
        running = _profiled(driver, lambda asked, start=start, goal=goal: asked.path(start, goal))  # type: ignore[misc]
        # Where they stand; layers until no cheaper way is possible; on the way back at most two a step; what stands behind the steps.
        assert len(running.ran) <= 1 + 6 + 2 * len(found.steps) + 5
