"""Traversals in Cypher on an almanac of some size: the answers of the projection, a few statements, plans that do not grow worse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from bench.statements import ground, news
from graph.neo4j.opening import auth_of
from graph.neo4j.store import Neo4jStore, open_neo4j
from graph.neo4j.traverse.traversals import CypherTraversals
from graph.projection import open_projection
from graph.projection.build import from_reader
from graph.projection.state import Memory
from graph.projection.typed import WORLD_TYPES
from graph.sqlite import open_store
from graph.traverse.projected import Projected
from graph.view import Filter
from tests.goldens import Golden
from tests.graph.neo4j.profiled import Profiled
from tests.graph.neo4j.questions import HUB, MADE, MIDDLE, MONTH, QUESTIONS, TAIL, Question, author
from tests.graph.traverse.engines import Engine
from tests.servers import emptied, neo4j_place, replanned
from tools.neo4j.libraries import VERSION

pytestmark = pytest.mark.neo4j
HITS = "tests/golden/cypher-hits.json"
SLACK, FEW = 0.2, 40  # of the hits; a look-up more or less is no other plan
# What looks at more than was asked for, or holds back what could flow.  An index is scanned in order, for its first entries.
WORSE = ("CartesianProduct", "Eager")


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
    replanned(driver)
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
    return not of_this_version or abs(now["hits"] - then["hits"]) <= max(SLACK * then["hits"], FEW)


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
    for start, goal in ((MIDDLE, TAIL), (author(filled.projected), TAIL), (MADE.keys[78], MADE.keys[79])):
        found = filled.projected.path(start, goal)
        assert found
        running = _profiled(driver, lambda asked, start=start, goal=goal: asked.path(start, goal))  # type: ignore[misc]
        # Where they stand; layers until no cheaper way is possible; on the way back at most two a step; what stands behind the steps.
        assert len(running.ran) <= 1 + 6 + 2 * len(found.steps) + 5


def _written(root: Path) -> dict[str, str]:
    """The queries that the page shows, by the name in their first line."""
    page = (root / "docs/neo4j.md").read_text(encoding="utf-8").partition("## Traversals in Cypher")[2]
    return dict(re.findall(r"```cypher\n// (\w+)\n(.+?)```", page, re.DOTALL))


def test_what_the_page_shows_answers_alike(filled: Filled, driver: Driver, root: Path) -> None:
    written = _written(root)
    newest = filled.projected.newest
    told = {"key": HUB, "other": MIDDLE, "since": MONTH.since, "until": MONTH.until, "limit": 12}

    def ask(name: str, *columns: str, **more: Any) -> list[Any]:
        rows = driver.execute_query(written.pop(name), told | more).records
        return [row[columns[0]] if len(columns) == 1 else tuple(row[c] for c in columns) for row in rows]

    with filled.store.traversals() as asked:
        met = asked.cooccurring(HUB, MONTH, limit=12).rows
        assert ask("cooccurrence", "key", "both") == [(row.key, row.count) for row in met]
        close = asked.cooccurring(HUB, rank="npmi", kinds=("Model", "Topic"), limit=12).rows
        found = ask("npmi", "key", "both", "npmi")
        assert [row[:2] for row in found] == [(row.key, row.count) for row in close]
        assert [row[2] for row in found] == pytest.approx([row.score for row in close], abs=2e-9)
        assert tuple(ask("evidence", "key")) == asked.evidence(HUB, [MIDDLE], limit=12)[0]
        around = asked.neighbourhood(MIDDLE, width=1_000).layers[1]
        assert set(ask("neighbourhood", "key", key=MIDDLE, limit=1_000)) == set(around)
        (way,) = ask("path", "way", other=author(asked))
        keys = [node["key"] for node in way.nodes if not node["key"].startswith("event/")]
        assert (keys[0], keys[-1]) == (HUB, author(asked))
        feed = asked.listing(Filter(kinds=["Event"]), order="at", descending=True, limit=12).rows
        assert ask("feed", "key", at=newest, after="event/") == list(feed)
    assert not written


def test_every_query_of_the_page_has_its_parameters(root: Path) -> None:
    page = (root / "docs/neo4j.md").read_text(encoding="utf-8").partition("## Traversals in Cypher")[2]
    given = set(re.findall(r"^:param (\w+) =>", page, re.MULTILINE))
    assert {name for query in _written(root).values() for name in re.findall(r"\$(\w+)", query)} == given
    assert (
        page.count("|".join(WORLD_TYPES)) == 2
    )  # what is said between entities and papers, and nothing else
