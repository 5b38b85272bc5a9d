"""Every traversal answers alike before and after the base is rewritten, after a restart, and as of an instant.

What each answers is held against its oracle elsewhere, on states with a tail, replaced rows and merges; here the same
worlds are compacted, kept in a file and mapped again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest

from graph.projection.advance import compacted
from graph.projection.base import About, Base
from graph.projection.build import build
from graph.projection.state import State
from graph.projection.stored import arrays_of, state_of
from graph.traverse.derive import derive
from graph.traverse.projected import Projected
from graph.view import Filter, Order, Rank, Window
from schema.errors import AlmanacError
from tests.graph.projection.world import START
from tests.graph.projection.worlds import as_known_at, grown, windows
from tests.graph.traverse.plain import Indexed
from tests.seeds import seeds


def _answers(asked: Projected, graph: Indexed, seed: int) -> Iterator[Any]:
    """What all traversals answer to the same questions, revisions of measures left out."""
    random = Random(seed)
    entities = graph.entities()
    window = random.choice(windows(random))
    some = random.sample(entities, min(4, len(entities)))
    yield asked.presence(entities)
    yield [(one.rank, one.cluster and replace(one.cluster, revision=0)) for one in asked.stands(entities)]
    for order in get_args(Order):
        ordered: Order = order
        yield asked.listing(Filter(window=window), order=ordered, descending=True, limit=100).rows
    for entity in some:
        for rank in get_args(Rank):
            ranked: Rank = rank
            yield asked.cooccurring(entity, window, rank=ranked, kinds=("Technique", "Person", "Model")).rows
        yield asked.events_of(entity, window).rows
        yield asked.evidence(entity, some, window)
        yield asked.neighbourhood(entity, hops=3, width=5, events=True, window=window)
        yield [replace(row, revision=0) for row in asked.similar(entity)]
        yield [asked.path(entity, other) for other in some]
    yield asked.trending(Window(START + timedelta(days=27), START + timedelta(days=28)))


def _said(state: State, graph: Indexed, seed: int) -> list[Any]:
    found = []
    answers = _answers(Projected(state), graph, seed)
    while True:
        try:
            found.append(next(answers))
        except StopIteration:
            return found
        except AlmanacError as error:
            return [*found, str(error)]


@pytest.mark.parametrize("seed", seeds(25, slow=175))
def test_rewriting_and_restarting_change_no_answer(seed: int, tmp_path: Path) -> None:
    made = grown(seed)
    graph = Indexed(made.plain)
    told = _said(made.state, graph, seed)
    assert told
    rewritten = compacted(made.state)
    assert _said(rewritten, graph, seed) == told
    base = Base(tmp_path)
    base.keep(About("x", made.state.revision, ""), arrays_of(rewritten, derive(rewritten)), {})
    kept = base.open("x")
    assert kept is not None
    mapped = state_of(kept.arrays, made.state.nodes.redirects, made.state.revision)
    assert _said(mapped, graph, seed) == told


@pytest.mark.parametrize("seed", seeds(25, slow=175))
def test_as_of_answers_as_an_almanac_that_never_observed_the_rest(seed: int) -> None:
    made = grown(seed)
    limit = START + timedelta(days=Random(seed).randrange(35))
    plain = as_known_at(made.plain, limit)
    built = build(plain.nodes.values(), plain.links, redirects=plain.redirects, revision=plain.revision)
    graph = Indexed(plain)
    for state in (made.state, compacted(made.state)):
        assert _said(state.as_of(limit), graph, seed) == _said(built, graph, seed)
