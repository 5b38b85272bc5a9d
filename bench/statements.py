"""The synthetic almanac as it is said: changesets in the order of arrival, lines of records, and arrays for a projection.

Everything is made in slices, so that any size goes by in flat memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import orjson

from bench.synthetic import SOURCES, START, SYLLABLES, Ints, Synthetic, person_name
from graph.projection.build import from_arrays
from graph.projection.nodes import NodeRow
from graph.projection.state import State
from schema.changeset import Changeset, Said
from schema.declare import Edge, Node
from schema.edges.making import BasedOn, DevelopedBy
from schema.edges.naming import AliasOf, Broader
from schema.edges.news import Announces, Mentions, PublishedBy
from schema.edges.research import AuthoredBy, IntroducedIn
from schema.keys import Key, event_key
from schema.kinds.alias import Alias
from schema.kinds.entity import Person
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from schema.kinds.source import Source

LIST, LISTING, LINKER = "source/list-synthetic", "source/listing-synthetic", "source/rule-link"
_RELATIONS: dict[str, Callable[..., Edge]] = {
    edge.type(): edge for edge in (DevelopedBy, BasedOn, Broader, IntroducedIn)
}
_SEEN = START
_DAY = "2026-01-01"


def forms(made: Synthetic, entity: int) -> list[tuple[str, str]]:
    """The written forms of an entity, 2 to 4, with the kind of each."""
    name = made.names[entity]
    found = [(name, "name"), (f"{name} {SYLLABLES[entity % len(SYLLABLES)]}", "spelling")]
    if entity % 2:
        found.append((f"{name[:4].upper()}{entity}", "acronym"))
    if entity % 4 == 1:
        found.append((f"the former {name}", "former"))
    return found


def ground(made: Synthetic, batch: int) -> Iterator[Changeset]:
    """Entities with their names, sources, papers with their listed authors, and the relations between them."""
    sources = tuple(Said(_source(i), _source(i).key) for i in range(SOURCES))
    yield Changeset(LIST, "synthetic sources", _SEEN, nodes=sources)
    for first, last in _slices(made.count, batch):
        yield entities(made, range(first, last))
    starts = np.searchsorted(made.paper, np.arange(made.papers + 1))
    for first, last in _slices(made.papers, max(1, batch // 10)):
        yield _papers(made, first, last, starts)
    unwritten = np.setdiff1d(np.arange(made.persons), made.author)
    for first, last in _slices(len(unwritten), batch):
        people = (Person.named(person_name(i)) for i in unwritten[first:last].tolist())
        nodes: tuple[Said[Node], ...] = tuple(Said(person, LISTING) for person in people)
        yield Changeset(LISTING, "synthetic persons", _SEEN, nodes=nodes)
    for pairs in (*made.relations(), made.introductions()):
        to = paper_key_of if pairs.type == IntroducedIn.type() else made.keys.__getitem__
        for first, last in _slices(len(pairs.src), batch):
            ends = zip(pairs.src[first:last].tolist(), pairs.dst[first:last].tolist(), strict=True)
            said = tuple(
                Said(_RELATIONS[pairs.type](src=made.keys[src], dst=to(dst)), LIST) for src, dst in ends
            )
            yield Changeset(LIST, "synthetic relations", _SEEN, edges=said)


def _slices(count: int, batch: int, start: int = 0) -> Iterable[tuple[int, int]]:
    return pairwise([*range(start, count, batch), count]) if count > start else ()


def _source(number: int) -> Source:
    return Source(
        key=f"source/feed-synthetic-{number % SOURCES}",
        name=f"Feed {number % SOURCES}",
        url=f"https://feed{number % SOURCES}.example/",
    )


def paper_key_of(number: int) -> Key:
    """The key of a paper."""
    return f"paper/arxiv-{2100 + number // 99_999:04d}.{number % 99_999 + 1:05d}"


def entities(made: Synthetic, numbers: Iterable[int]) -> Changeset:
    """Entities with their names, as a list says them."""
    nodes: list[Said[Node]] = []
    edges: list[Said[Edge]] = []
    for number in numbers:
        nodes.append(Said(made.kind(number).named(made.names[number]), LIST, _DAY))
        for form, kind in forms(made, number):
            alias = Alias.of(form)
            nodes.append(Said(alias, LIST, _DAY))
            case = "exact" if kind == "acronym" else "any"
            stands = AliasOf(src=alias.key, dst=made.keys[number], alias_kind=kind, case=case)  # type: ignore[arg-type]
            edges.append(Said(stands, LIST, _DAY))
    return Changeset(LIST, "synthetic names", _SEEN, nodes=tuple(nodes), edges=tuple(edges))


def _papers(made: Synthetic, first: int, last: int, starts: Ints) -> Changeset:
    nodes: dict[Key, Said[Node]] = {}
    edges: list[Said[Edge]] = []
    for number in range(first, last):
        paper = Paper(
            key=paper_key_of(number),
            title=f"On {made.names[number % made.count]} and others",
            published=datetime.fromtimestamp(int(made.at[number % made.size]), UTC),
        )
        nodes[paper.key] = Said(paper, LISTING, _DAY)
        for position, author in enumerate(made.author[starts[number] : starts[number + 1]].tolist()):
            person = Person.named(person_name(author))
            nodes[person.key] = Said(person, LISTING)
            edges.append(
                Said(AuthoredBy(src=paper.key, dst=person.key, position=position + 1), LISTING, _DAY)
            )
    return Changeset(LISTING, "synthetic papers", _SEEN, nodes=tuple(nodes.values()), edges=tuple(edges))


def news(made: Synthetic, batch: int, start: int = 0, stop: int | None = None) -> Iterator[Changeset]:
    """The changesets of the `start`-th to `stop`-th event to arrive, with mentions as the linker would say them."""
    starts, arrivals = np.searchsorted(made.event, np.arange(made.size + 1)), made.arrivals()
    for first, last in _slices(made.size if stop is None else stop, batch, start):
        nodes: list[Said[Node]] = []
        edges: list[Said[Edge]] = []
        for number in arrivals[first:last].tolist():
            event, members = event_of(made, number, starts), made.entity[starts[number] : starts[number + 1]]
            source = _source(number).key
            nodes.append(Said(event, source))
            edges.append(Said(PublishedBy(src=event.key, dst=source), source))
            if made.announced[number] >= 0:
                edges.append(
                    Said(Announces(src=event.key, dst=paper_key_of(int(made.announced[number]))), source)
                )
            edges += (Said(_mention(made, event.key, i, m), LINKER) for i, m in enumerate(members.tolist()))
        seen = datetime.fromtimestamp(int(made.observed[arrivals[last - 1]]), UTC)
        yield Changeset(LINKER, "synthetic news", seen, names=1 << 60, nodes=tuple(nodes), edges=tuple(edges))


def event_of(made: Synthetic, number: int, starts: Ints) -> Event:
    """One event: its title and summary name what it mentions, among other words."""
    names = [made.names[i] for i in made.entity[starts[number] : starts[number + 1]].tolist()]
    words = [
        f"{SYLLABLES[(number * 7 + i * i) % len(SYLLABLES)]}{SYLLABLES[(number // 25 + i) % len(SYLLABLES)]}"
        for i in range(24)
    ]
    return Event(
        key=event_key(_source(number).key, str(number)),
        title=f"{names[0]} {words[0]} {names[-1]} {words[1]}",
        summary=" ".join([*names[1:-1], *words[2:]]) + ".",
        url=f"https://feed{number % SOURCES}.example/{number}",
        published=datetime.fromtimestamp(int(made.at[number]), UTC),
        observed=datetime.fromtimestamp(int(made.observed[number]), UTC),
        genre="other",
        importance=1 + number % 10,
    )


def _mention(made: Synthetic, event: Key, position: int, entity: int) -> Mentions:
    return Mentions(
        src=event,
        dst=made.keys[entity],
        fields=("title",),
        starts=(position,),
        ends=(position + 1,),
        surface=made.names[entity],
        method="name",
        confidence=0.9,
        salience=0.5,
    )


def lines(made: Synthetic, first: int, count: int) -> Iterator[bytes]:
    """A JSON Lines document of the texts of some events as records of another feed, for loading from end to end."""
    yield b'{"source": "feed-synthetic-lines"}\n'
    starts = np.searchsorted(made.event, np.arange(made.size + 1))
    for number in range(first, first + count):
        told = event_of(made, number % made.size, starts).content()
        record = {name: told[name] for name in ("title", "summary", "published")}
        yield orjson.dumps({**record, "url": f"https://lines.example/{number}"}) + b"\n"


def projected(made: Synthetic, *, listed: bool = True) -> State:
    """The projection of events, entities and sources straight from the numbers: no store, no names.

    listed: papers and the persons who wrote them too.
    """
    kinds = [*(made.kind(i).named(name) for i, name in enumerate(made.names)), *map(_source, range(SOURCES))]
    rows = [NodeRow.of(node.model_copy(update={"status": "active"})) for node in kinds]
    papers, persons = len(rows), len(rows) + made.papers
    paper, person = (
        NodeRow.of(Paper(key=paper_key_of(0))),
        NodeRow.of(Person(key="person/x", status="listed")),
    )
    if listed:
        rows += [paper._replace(key=paper_key_of(i)) for i in range(made.papers)]
        rows += [person._replace(key=f"person/p-{i}") for i in range(made.persons)]
    telling = np.flatnonzero(made.announced >= 0)
    pairs = {
        "MENTIONS": (made.event, made.entity),
        **({"ANNOUNCES": (telling, papers + made.announced[telling])} if listed else {}),
        "PUBLISHED_BY": (np.arange(made.size), made.count + np.arange(made.size) % SOURCES),
    }
    introduced = made.introductions()
    typed = [(one.type, one.src, one.dst) for one in made.relations()]
    if listed:
        typed.append((introduced.type, introduced.src, papers + introduced.dst))
        typed.append(("AUTHORED_BY", papers + made.paper, persons + made.author))
    keys = np.array([b"event/e%09d" % i for i in range(made.size)], np.bytes_)
    return from_arrays(rows, keys, (made.at, made.observed), pairs, typed)
