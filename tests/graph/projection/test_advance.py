"""Following the log gives what building from scratch gives, after every change."""

from random import Random

import pytest

from graph.projection.advance import advance, compacted
from graph.projection.build import build, from_reader
from graph.projection.compare import counts, differences
from graph.projection.state import State
from graph.projection.touched import Touched
from graph.traverse.projected import Projected
from schema.declare import EdgeRef
from schema.judgement import Same
from schema.kinds.entity import Person, Technique
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from tests.graph.projection.world import START, World
from tests.graph.projection.worlds import changed, first
from tests.seeds import seeds


@pytest.mark.parametrize("seed", seeds(25, slow=75))
def test_following_equals_building_after_every_change(seed: int) -> None:
    random = Random(seed)
    world = first(random)
    state = from_reader(world.reader())
    for _ in range(8):
        touched = changed(random, world)
        state = advance(state, touched, world.reader()).state
        plain = world.read()
        built = build(plain.nodes.values(), plain.links, redirects=plain.redirects, revision=plain.revision)
        assert differences(state, built) == []
        assert state.revision == built.revision
        assert counts(state) == counts(built)
        if random.random() < 0.2:
            state = compacted(state)
            assert differences(state, built) == []


@pytest.mark.parametrize("seed", seeds(20, slow=40))
def test_many_changes_at_once_equal_building(seed: int) -> None:
    random = Random(seed)
    world = first(random)
    state = from_reader(world.reader())
    run = [changed(random, world) for _ in range(random.randint(2, 15))]
    touched = Touched(
        frozenset().union(*(one.nodes for one in run)),
        frozenset().union(*(one.sources for one in run)),
        False,
    )
    followed = advance(state, touched, world.reader()).state
    assert differences(followed, from_reader(world.reader())) == []


def _written() -> tuple[World, State]:
    world = World()
    world.change(
        say=[
            Technique(key="technique/sae", name="Sparse autoencoder"),
            Person(key="person/ada", name="Ada"),
            Paper(key="paper/p"),
            Event(key="event/e", at=START),
            Event(key="event/f", at=START),
        ]
    )
    world.change(link=[EdgeRef("ANNOUNCES", "event/e", "paper/p")])
    return world, from_reader(world.reader())


def test_a_paper_that_gains_an_author_moves_what_its_announcement_concerns() -> None:
    world, state = _written()
    assert Projected(state).presence(["person/ada"])[0].count == 0
    touched = world.change(link=[EdgeRef("AUTHORED_BY", "paper/p", "person/ada")])
    state = advance(state, touched, world.reader()).state
    assert [row.why for row in Projected(state).events_of("person/ada").rows] == [("paper",)]
    touched = world.change(link=[EdgeRef("INTRODUCED_IN", "technique/sae", "paper/p")])
    state = advance(state, touched, world.reader()).state
    assert Projected(state).presence(["technique/sae"])[0].count == 1
    touched = world.change(unlink=[EdgeRef("AUTHORED_BY", "paper/p", "person/ada")])
    state = advance(state, touched, world.reader()).state
    assert Projected(state).presence(["person/ada"])[0].count == 0


def test_a_withdrawn_merge_restores_what_was_there_and_what_came_later() -> None:
    world, state = _written()
    world.change(say=[Technique(key="technique/saes", name="SAEs")])
    world.change(
        link=[
            EdgeRef("MENTIONS", "event/e", "technique/sae"),
            EdgeRef("MENTIONS", "event/e", "technique/saes"),
        ]
    )
    state = from_reader(world.reader())
    merge = Same("technique/saes", "technique/sae")
    state = advance(state, world.change(toggle_same=[merge]), world.reader()).state
    assert Projected(state).presence(["technique/saes"])[0].count == 1  # both, once
    late = world.change(link=[EdgeRef("MENTIONS", "event/f", "technique/saes")])
    state = advance(state, late, world.reader()).state
    assert Projected(state).presence(["technique/sae"])[0].count == 2
    state = advance(state, world.change(toggle_same=[merge]), world.reader()).state
    assert [found.count for found in Projected(state).presence(["technique/sae", "technique/saes"])] == [1, 2]


def test_earlier_states_stay_as_they_were() -> None:
    world, state = _written()
    before = Projected(state).events_of("paper/p")
    later = advance(state, world.change(unsay=["event/e"]), world.reader()).state
    assert Projected(later).presence(["paper/p"])[0].count == 0
    assert Projected(state).events_of("paper/p") == before


def test_nothing_is_read_again_for_a_denied_form() -> None:
    world, state = _written()
    touched = Touched(frozenset(), frozenset(), True)
    advanced = advance(state, touched, world.reader())
    assert advanced.renamed == frozenset()
    assert differences(advanced.state, state) == []
