"""The co-occurrence network equals its plain definition, pair by pair, however small the blocks it is computed in."""

from __future__ import annotations

from random import Random
from typing import get_args

import pytest

from graph.traverse import network as computed
from graph.traverse.projected import Projected
from graph.view import Rank
from schema.errors import BadRequest
from tests.graph.projection.worlds import grown, windows
from tests.graph.traverse.oracle_company import Company
from tests.graph.traverse.plain import Indexed
from tests.graph.traverse.test_cooccurrence import NOW
from tests.seeds import seeds

RANKS: tuple[Rank, ...] = get_args(Rank)


@pytest.mark.parametrize("seed", seeds(30, slow=170))
def test_every_pair_equals_its_definition(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    monkeypatch.setattr(computed, "_BLOCK", random.choice((1, 10, 100_000)))
    world = grown(seed)
    graph, asked = Indexed(world.plain), Projected(world.state)
    for window in windows(random):
        company = Company(graph, window)
        kinds = random.choice(((), ("Technique", "Person", "Model")))
        least = random.choice((1, 1, 2, 4))
        for rank in RANKS:
            floor = max(least, 3) if rank == "npmi" else least
            expected = {
                pair: count
                for pair, count in company.pairs.items()
                if count >= floor and all(graph.of_kinds(key, kinds) for key in pair)
            }
            network = asked.network(window, kinds=kinds, least=least, rank=rank, now=NOW)
            found = list(network.pairs())
            assert [(row.one, row.other) for row in found] == sorted(expected)
            ends = sorted({key for pair in expected for key in pair})
            assert list(network.nodes()) == [(key, company.single[key]) for key in ends]
            for row in found:
                assert row.count == expected[row.one, row.other]
                assert row.jaccard == pytest.approx(company.jaccard(row.one, row.other), abs=2e-9)
                npmi = None if row.count < 3 else pytest.approx(company.npmi(row.one, row.other), abs=2e-9)
                assert row.npmi == npmi
                scores = {key: score for key, _, score in company.ranked(row.one, rank, window.until or NOW)}
                assert row.score == pytest.approx(scores[row.other], abs=2e-9)


def test_questions_without_an_answer() -> None:
    asked = Projected(grown(7).state)
    with pytest.raises(BadRequest, match="no rank"):
        asked.network(rank="fame")  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="0 events"):
        asked.network(least=0)
    with pytest.raises(BadRequest, match="no kind"):
        asked.network(kinds=["Planet"])
