"""The number of statements that a reader runs does not grow with what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.sqlite import SqliteStore, open_store
from graph.store import Direction, Reader
from schema.changeset import Changeset, Said
from schema.declare import Ref
from schema.edges.news import Mentions
from schema.judgement import Judgement, Same
from schema.keys import event_key
from schema.kinds.entity import Technique
from schema.kinds.event import Event
from tests.contract.worlds import ANN, FEED, LINK, LIST, NOON

TECHNIQUES = [Technique.named(f"Technique {i}", homepage=f"https://t.example/{i}") for i in range(40)]
EVENTS = [Event(key=event_key(FEED, str(i)), title=f"Technique {i} and {i + 1}") for i in range(200)]
MENTIONS = [Mentions(src=event.key, dst=TECHNIQUES[i % 40].key) for i, event in enumerate(EVENTS)]
KEYS = [event.key for event in EVENTS] + [technique.key for technique in TECHNIQUES]
REFS: list[Ref] = [*KEYS, *(mention.ref for mention in MENTIONS)]
ASKING: dict[str, Callable[[Reader, int], object]] = {
    "resolve": lambda reader, n: reader.resolve(KEYS[:n]),
    "nodes": lambda reader, n: reader.nodes(KEYS[:n]),
    "edges out": lambda reader, n: reader.edges(KEYS[:n], "out"),
    "edges in": lambda reader, n: reader.edges(KEYS[-n:], "in", {"MENTIONS"}),
    "lookup": lambda reader, n: reader.lookup("homepage", [f"https://t.example/{i}" for i in range(n)]),
    "search": lambda reader, n: reader.search(["technique"], limit=n),
    "search_any": lambda reader, n: reader.search_any([["technique", str(i)] for i in range(n)], {"Event"}),
    "bodies": lambda reader, n: reader.bodies(KEYS[:n]),
    "said": lambda reader, n: reader.said(REFS[-n:]),
    "members": lambda reader, n: reader.members(KEYS[-n:]),
    "notes": lambda reader, n: reader.notes("relink", limit=n),
    "scan_nodes": lambda reader, n: list(reader.scan_nodes()),
    "scan_edges": lambda reader, n: list(reader.scan_edges()),
    "scan_rows": lambda reader, n: list(reader.scan_rows()),
    "scan_ends": lambda reader, n: list(reader.scan_ends()),
    "facts": lambda reader, n: list(reader.facts()),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """Some hundred events."""
    store = open_store(tmp_path_factory.mktemp("filled") / "almanac.db")
    same = Judgement(Same(TECHNIQUES[1].key, TECHNIQUES[0].key), ANN, "one", NOON)
    store.apply(
        Changeset(
            FEED,
            "fill",
            NOON,
            nodes=(
                *(Said(event, FEED) for event in EVENTS),
                *(Said(technique, LIST) for technique in TECHNIQUES),
            ),
            edges=tuple(Said(mention, LINK) for mention in MENTIONS),
            judge=(same,),
        )
    )
    yield store
    store.close()


@pytest.mark.parametrize("name", ASKING)
def test_statements_do_not_grow_with_rows(filled: SqliteStore, name: str) -> None:
    """Asking for many runs as many statements as asking for one."""
    counts = []
    for asked in (1, 40, 200):
        before = filled.calls
        with filled.reader() as reader:
            reader.judgements()  # so that those in force are known, whichever test comes first
            reader.nodes(KEYS[:1])
            ASKING[name](reader, asked)
        counts.append(filled.calls - before)
    assert len(set(counts[1:])) == 1
    assert counts[0] <= counts[1] <= 10


def test_no_statement_walks_a_whole_table_for_some_rows(filled: SqliteStore) -> None:
    """Every way to some nodes or edges goes through an index."""
    with filled.reader() as reader:
        plans: list[str] = []
        session = reader._session  # the planner's word is not to be had from outside
        connection = session.connection

        def explain(cursor: object, sql: str, values: object) -> bool:
            plan = connection.cursor()
            plan.exec_trace = None
            plans.extend(str(row[3]) for row in plan.execute(f"EXPLAIN QUERY PLAN {sql}", values))  # type: ignore[arg-type]
            return True

        connection.exec_trace = explain
        try:
            for name, asking in ASKING.items():
                if not name.startswith(("scan", "facts", "notes")):
                    asking(reader, 5)
        finally:
            connection.exec_trace = None
    walks = [
        plan
        for plan in plans
        if plan.startswith("SCAN") and "json_each" not in plan and "VIRTUAL TABLE" not in plan
    ]
    assert [walk for walk in walks if "edge_type" not in walk] == []


@pytest.mark.parametrize("direction", ["in", "out"])
def test_edges_of_few_types_cost_what_there_are_of_them(tmp_path: Path, direction: Direction) -> None:
    """The mentions of a hub are not walked for its aliases: SQLite's steps do not grow with them."""
    hub, event = Technique.named("Hub"), Event(key=event_key(FEED, "all"), title="Names all", observed=NOON)
    steps = []
    for others in (50, 1_000):
        store = open_store(tmp_path / f"{others}.db", clock=lambda: NOON)
        events = [Event(key=event_key(FEED, str(n)), title="x", observed=NOON) for n in range(others)]
        things = [Technique.named(f"Thing {n}") for n in range(others)]
        pairs = [(one.key, hub.key) for one in events] + [(event.key, thing.key) for thing in things]
        store.apply(
            Changeset(
                FEED,
                "fill",
                NOON,
                nodes=tuple(Said(node, FEED) for node in (hub, event, *events, *things)),
                edges=tuple(Said(Mentions(src=src, dst=dst, surface="x"), FEED) for src, dst in pairs),
            )
        )
        asked, types = (hub.key, {"ALIAS_OF"}) if direction == "in" else (event.key, {"PUBLISHED_BY"})
        with store.reader() as reader:
            counted = [0]

            def step(counted: list[int] = counted) -> bool:
                counted[0] += 1
                return False

            reader._session.connection.set_progress_handler(step, 1)
            assert reader.edges([asked], direction, types) == {asked: []}
            reader._session.connection.set_progress_handler(None)
            steps.append(counted[0])
        store.close()
    assert steps[1] < steps[0] + 50
