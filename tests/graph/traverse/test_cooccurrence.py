"""Co-occurrence equals its plain definition: every rank, window and kind, page by page, merges and withdrawals included."""

from datetime import timedelta
from random import Random
from typing import get_args

import pytest

from graph.view import CoOccurrence, Page, Rank, Window
from schema.errors import BadRequest, NotFound
from tests.graph.projection.world import START
from tests.graph.projection.worlds import windows
from tests.graph.traverse.engines import Asked, both, worlds
from tests.graph.traverse.oracle_company import Company
from tests.graph.traverse.plain import all_pages

RANKS: tuple[Rank, ...] = get_args(Rank)
NOW = START + timedelta(days=40)


@pytest.mark.parametrize("world", worlds(30, slow=170), indirect=True)
def test_every_rank_equals_its_definition(world: Asked) -> None:
    random = Random(world.seed)
    graph, asked = world.graph, world.asked
    for window in windows(random):
        company = Company(graph, window)
        for entity in random.sample(graph.entities(), min(3, len(graph.entities()))):
            for rank in RANKS:
                expected = company.ranked(entity, rank, window.until or NOW)
                found = asked.cooccurring(entity, window, rank=rank, limit=1000, now=NOW)
                assert found.total == len(expected)
                assert [(row.key, row.count) for row in found.rows] == [row[:2] for row in expected]
                assert [row.score for row in found.rows] == pytest.approx(
                    [row[2] for row in expected], abs=2e-9
                )
                for row in found.rows:
                    assert row.jaccard == pytest.approx(company.jaccard(entity, row.key), abs=2e-9)
                    shown = None if row.count < 3 else pytest.approx(company.npmi(entity, row.key), abs=2e-9)
                    assert row.npmi == shown


@pytest.mark.parametrize("world", worlds(15, slow=35, step=3), indirect=True)
def test_kinds_and_pages_show_the_same_rows(world: Asked) -> None:
    random = Random(world.seed)
    graph, asked = world.graph, world.asked
    for entity in graph.entities():
        kinds, rank = random.sample(["Technique", "Person", "Model", "Topic"], 2), random.choice(RANKS)

        def ask(limit: int, after: str, kinds: tuple[str, ...] = ()) -> Page[CoOccurrence]:
            # a later page is asked by a later clock, and the cursor keeps the first one's
            now = NOW + timedelta(days=1 if after else 0)
            return asked.cooccurring(entity, rank=rank, kinds=kinds, limit=limit, after=after, now=now)  # noqa: B023

        whole = ask(1000, "")
        assert whole.cursor == ""
        assert all_pages(ask, random.randint(1, 4)) == list(whole.rows)
        some = ask(1000, "", tuple(kinds))
        assert list(some.rows) == [row for row in whole.rows if graph.of_kinds(row.key, kinds)]


@pytest.mark.parametrize("world", both(7), indirect=True)
def test_a_cursor_of_another_question_is_refused(world: Asked) -> None:
    asked = world.asked
    entity = max(world.graph.entities(), key=lambda key: asked.cooccurring(key).total)
    cursor = asked.cooccurring(entity, limit=1).cursor
    assert cursor.replace("-", "").replace("_", "").isalnum()
    for question in ({"rank": "llr"}, {"kinds": ("Topic",)}, {"window": Window(since=START)}):
        with pytest.raises(BadRequest, match="another question"):
            asked.cooccurring(entity, limit=1, after=cursor, **question)
    for broken in ("x", "%%%", cursor[:-3], "bnVsbA", "WyJhIl0"):
        with pytest.raises(BadRequest):
            asked.cooccurring(entity, after=broken)


@pytest.mark.parametrize("world", both(7), indirect=True)
def test_questions_without_an_answer(world: Asked) -> None:
    asked = world.asked
    entity = world.graph.entities()[0]
    with pytest.raises(NotFound, match="topic/none"):
        asked.cooccurring("topic/none")
    with pytest.raises(BadRequest, match="is an event"):
        asked.cooccurring("event/none")
    with pytest.raises(BadRequest, match="no rank"):
        asked.cooccurring(entity, rank="fame")  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="no kind"):
        asked.cooccurring(entity, kinds=["Planet"])
    with pytest.raises(BadRequest, match="limit"):
        asked.cooccurring(entity, limit=0)
