"""Random worlds, small and crowded: many events on few days, few entities, all kinds of edges, and their changes.

`grown(seed)` is a world that was projected, then changed a few times with the projection following, so that base, tail,
replaced rows, merges and withdrawals all occur in what the traversals are tried on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

from graph.projection.advance import advance
from graph.projection.build import build
from graph.projection.state import State
from graph.projection.touched import Touched
from graph.view import ALWAYS, Window
from schema.declare import EdgeRef, Node
from schema.judgement import Same
from schema.keys import Key
from schema.kinds.entity import Benchmark, Entity, Model, Organization, Person, Technique, Topic
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from schema.kinds.source import Source
from schema.ontology import ends
from tests.graph.projection.world import START, Plain, World

ENTITY_KINDS = (Technique, Organization, Person, Model, Topic, Benchmark)
STATUSES = ("active", "active", "active", "listed", "candidate", "retired")
SAID_TYPES = (
    "AUTHORED_BY",
    "INTRODUCED_IN",
    "DEVELOPED_BY",
    "BASED_ON",
    "BROADER",
    "CITES",
    "IN_CATEGORY",
    "EVALUATED_ON",
    "OPERATED_BY",
)


@dataclass(frozen=True)
class Grown:
    """A projection that followed its world, and the world as it reads."""

    state: State
    plain: Plain
    world: World


def entity(random: Random, number: int) -> Entity:
    """An entity with a key like technique/t3, its kind fixed by the number."""
    kind = ENTITY_KINDS[number % len(ENTITY_KINDS)]
    return kind(key=f"{kind.word()}/t{number}", name=f"Thing {number}", status=random.choice(STATUSES))  # type: ignore[arg-type]


def event(random: Random, number: int) -> Event:
    """An event on one of a few days, observed then or later; now and then without an instant."""
    at = (
        None
        if random.random() < 0.03
        else START + timedelta(days=random.randrange(30), hours=random.choice((0, 12)))
    )
    return Event(
        key=f"event/e{number}",
        title=f"Event {number}",
        at=at,
        observed=at and at + timedelta(days=(number % 4) ** 3),
        importance=random.choice((None, 1, 3, 5, 9)),
    )


def other(random: Random, number: int) -> Node:
    """A paper or a source."""
    if number % 3:
        return Paper(key=f"paper/p{number}", at=START + timedelta(days=random.randrange(30)))
    return Source(key=f"source/feed-s{number}", name=f"Feed {number}")


def said_edges(random: Random, world: World, count: int) -> set[EdgeRef]:
    """Edges of random types between nodes that may be their ends."""
    found: set[EdgeRef] = set()
    for _ in range(count):
        kind = random.choice(SAID_TYPES)
        sources, targets = (_of(world, side) for side in ends(kind))
        if sources and targets:
            slot = random.choice(("", "a", "b")) if kind == "EVALUATED_ON" else ""
            src, dst = random.choice(sources), random.choice(targets)
            found |= {EdgeRef(kind, src, dst, slot)} if src != dst else set()
    return found


def _of(world: World, kinds: tuple[type[Node], ...]) -> list[Key]:
    return sorted(key for key, node in world.nodes.items() if isinstance(node, kinds))


def event_edges(random: Random, world: World, key: Key) -> set[EdgeRef]:
    """What an event mentions, announces, and who published it.  Some entities are mentioned far more often."""
    entities, papers, sources = (_of(world, (kind,)) for kind in (Entity, Paper, Source))
    most = min(len(entities), 5)
    picked = {entities[int(len(entities) * random.random() ** 2)] for _ in range(random.randint(0, most))}
    found = {EdgeRef("MENTIONS", key, chosen) for chosen in picked}
    if random.random() < 0.4 and (announced := [*papers, *_of(world, (Model,))]):
        found.add(EdgeRef("ANNOUNCES", key, random.choice(announced)))
    if sources:
        found |= {EdgeRef("PUBLISHED_BY", key, random.choice(sources)) for _ in range(random.randint(1, 2))}
    return found


def first(random: Random) -> World:
    """A world to begin with."""
    world = World()
    things = [entity(random, number) for number in range(random.randint(3, 14))]
    others = [other(random, number) for number in range(random.randint(2, 7))]
    events = [event(random, number) for number in range(random.randint(0, 40))]
    world.change(say=[*things, *others, *events])
    world.change(link=said_edges(random, world, random.randint(0, 20)))
    for item in events:
        world.change(link=event_edges(random, world, item.key))
    return world


def changed(random: Random, world: World) -> Touched:
    """One random change of a world."""
    kind = random.choice(
        ("events", "events", "said", "merge", "merge", "unsay", "unlink", "entities", "deny")
    )
    keys = sorted(world.nodes)
    edges = sorted(world.edges)
    if kind == "events":
        new = [event(random, random.randrange(60)) for _ in range(random.randint(1, 4))]
        links = {link for item in new for link in event_edges(random, world, item.key)}
        return world.change(say=new, link=links)
    if kind == "said":
        return world.change(link=said_edges(random, world, 3))
    if kind == "merge" and (same := _merge(random, world)):
        return world.change(toggle_same=[same])
    if kind == "unsay":
        return world.change(unsay=random.sample(keys, min(len(keys), random.randint(1, 2))))
    if kind == "unlink" and edges:
        return world.change(unlink=random.sample(edges, min(len(edges), 4)))
    if kind == "deny" and edges:
        return world.change(toggle_denied=random.sample(edges, min(len(edges), 2)))
    return world.change(say=[entity(random, random.randrange(18)), other(random, random.randrange(9))])


def _merge(random: Random, world: World) -> Same | None:
    """A merge of two nodes of one family, or the withdrawal of one."""
    if world.same and random.random() < 0.4:
        return random.choice(sorted(world.same, key=str))
    kind = random.choice((Entity, Entity, Paper))
    family = [key for key in sorted(world.nodes) if isinstance(world.nodes[key], kind)]
    if len(family) < 2:
        return None
    loser, survivor = random.sample(family, 2)
    return None if Same(survivor, loser) in world.same else Same(loser, survivor)


def as_known_at(plain: Plain, limit: datetime) -> Plain:
    """The graph without the events that were observed later than `limit`."""
    later = {
        key
        for key, node in plain.nodes.items()
        if isinstance(node, Event) and node.observed is not None and node.observed > limit
    }
    nodes = {key: node for key, node in plain.nodes.items() if key not in later}
    links = {link for link in plain.links if link.src not in later}
    return Plain(nodes, links, plain.redirects, plain.revision)


@cache
def grown(seed: int) -> Grown:
    """A projected world that changed a few times."""
    random = Random(seed)
    world = first(random)
    plain = world.read()
    state = build(plain.nodes.values(), plain.links, redirects=plain.redirects, revision=plain.revision)
    for _ in range(random.randint(0, 6)):
        touched = changed(random, world)
        state = advance(state, touched, world.reader()).state
    return Grown(state, world.read(), world)


def windows(random: Random) -> list[Window]:
    """The whole, and a few stretches of the days that events are on."""
    days = sorted(random.sample(range(-2, 34), 2))
    since, until = (START + timedelta(days=day) for day in days)
    return [ALWAYS, Window(since, until), Window(since=since), Window(until=until)]
