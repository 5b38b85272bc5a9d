"""The peers: the same questions asked of a C loop, of plain SQL joins and of networkx, over the same synthetic almanac."""

from __future__ import annotations

import ctypes
import heapq
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import networkx as nx
import numpy as np

from bench.synthetic import Ints, Synthetic

TOP = 20
ALIKE = 12


def members_by_event(made: Synthetic) -> tuple[Ints, Ints]:
    """(events + 1,) where each event's members start, and (mentions,) the members."""
    return np.searchsorted(made.event, np.arange(made.size + 1)).astype(np.int64), made.entity


def events_by_entity(made: Synthetic) -> tuple[Ints, Ints]:
    """(entities + 1,) where each entity's events start, and (mentions,) the events, rising in time."""
    order = np.argsort(made.entity, kind="stable")
    first = np.searchsorted(made.entity[order], np.arange(made.count + 1)).astype(np.int64)
    return first, made.event[order]


class CLoop:
    """The limit: one loop in C over the arrays."""

    def __init__(self, made: Synthetic, folder: Path) -> None:
        library = folder / "loop.so"
        compiler = shutil.which("cc") or shutil.which("gcc") or "cc"
        source = Path(__file__).with_name("loop.c")
        command = [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(source)]
        subprocess.run(command, check=True)
        self._count: Callable[..., None] = ctypes.CDLL(str(library)).count_members
        first, members = members_by_event(made)
        self._first, self._members = first, members.astype(np.int32)
        self._starts, self._events = events_by_entity(made)
        self._entities = made.count

    def counts(self, entity: int) -> np.ndarray[Any, Any]:
        """(entities,) shared events of `entity` with each."""
        events = self._events[self._starts[entity] : self._starts[entity + 1]].astype(np.int32)
        counts = np.zeros(self._entities, np.int32)
        pointers = (array.ctypes.data_as(ctypes.c_void_p) for array in (self._first, self._members, counts))
        first, members, into = pointers
        self._count(
            events.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(len(events)), first, members, into
        )
        counts[entity] = 0
        return counts


class SqlJoins:
    """Three plain tables with the indexes that these questions want, and nothing else."""

    name = "SQL joins"

    def __init__(self, path: Path) -> None:
        self.db = apsw.Connection(str(path))
        self.db.execute(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-131072"
        ).fetchall()

    def fill(self, made: Synthetic) -> None:
        """Write the almanac, indexes last."""
        self.db.execute(
            """CREATE TABLE entity(id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE event(id INTEGER PRIMARY KEY, at INTEGER, title TEXT);
            CREATE TABLE mention(event INTEGER, entity INTEGER, PRIMARY KEY(event, entity)) WITHOUT ROWID"""
        )
        with self.db:
            self.db.executemany("INSERT INTO entity VALUES(?,?)", enumerate(made.names))
            self.db.executemany("INSERT INTO event VALUES(?,?,'')", enumerate(made.at.tolist()))
            pairs = zip(made.event.tolist(), made.entity.tolist(), strict=True)
            self.db.executemany("INSERT INTO mention VALUES(?,?)", pairs)
            self.db.execute("CREATE INDEX mention_entity ON mention(entity, event)")
        self.db.execute("ANALYZE")

    def cooccurring(self, entity: int, since: int = 0) -> list[tuple[int, int]]:
        """The TOP entities that share most events with `entity`, with the count."""
        return list(
            self.db.execute(
                """SELECT o.entity, count(*) AS n FROM mention m JOIN event e ON e.id = m.event
                JOIN mention o ON o.event = m.event
                WHERE m.entity = ?1 AND o.entity <> ?1 AND e.at >= ?2
                GROUP BY o.entity ORDER BY n DESC, o.entity LIMIT ?3""",
                (entity, since, TOP),
            )
        )

    def page(self, entity: int) -> object:
        """Newest events with their members, co-occurring entities, and alike ones by Jaccard."""
        newest = list(
            self.db.execute(
                "SELECT event FROM mention WHERE entity = ? ORDER BY event DESC LIMIT 10", (entity,)
            )
        )
        places = ",".join("?" * len(newest))
        members = list(
            self.db.execute(
                f"SELECT event, entity FROM mention WHERE event IN ({places})", [row[0] for row in newest]
            )
        )
        alike = list(
            self.db.execute(
                """WITH c AS (SELECT o.entity AS other, count(*) AS n FROM mention m JOIN mention o ON o.event = m.event
                  WHERE m.entity = ?1 AND o.entity <> ?1 GROUP BY o.entity)
                SELECT other, 1.0 * n / ((SELECT count(*) FROM mention WHERE entity = ?1)
                  + (SELECT count(*) FROM mention WHERE entity = other) - n) AS j
                FROM (SELECT * FROM c ORDER BY n DESC LIMIT 200) ORDER BY j DESC, other LIMIT ?2""",
                (entity, ALIKE),
            )
        )
        return members, self.cooccurring(entity), alike


class Networkx:
    """A networkx graph of events and entities."""

    name = "networkx"

    def __init__(self, made: Synthetic) -> None:
        graph: nx.Graph[tuple[str, int]] = nx.Graph()
        graph.add_nodes_from(("e", i) for i in range(made.count))
        graph.add_nodes_from((("v", i), {"at": at}) for i, at in enumerate(made.at.tolist()))
        graph.add_edges_from(
            (("v", v), ("e", e)) for v, e in zip(made.event.tolist(), made.entity.tolist(), strict=True)
        )
        self.graph = graph

    def counts(self, entity: int, since: int = 0) -> Counter[tuple[str, int]]:
        """Shared events of `entity` with each."""
        found: Counter[tuple[str, int]] = Counter()
        node = ("e", entity)
        for event in self.graph[node]:
            if self.graph.nodes[event]["at"] >= since:
                found.update(iter(self.graph[event]))
        found.pop(node, None)
        return found

    def cooccurring(self, entity: int, since: int = 0) -> list[tuple[int, tuple[str, int]]]:
        """The TOP entities that share most events with `entity`, with the count."""
        ranked = ((-count, other) for other, count in self.counts(entity, since).items())
        return heapq.nsmallest(TOP, ranked)

    def page(self, entity: int) -> object:
        """Newest events with their members, co-occurring entities, and alike ones by Jaccard."""
        node, graph = ("e", entity), self.graph
        newest = heapq.nlargest(10, graph[node], key=lambda event: graph.nodes[event]["at"])
        counts = self.counts(entity)
        own = graph.degree[node]
        alike = heapq.nlargest(
            ALIKE, ((count / (own + graph.degree[other] - count), other) for other, count in counts.items())
        )
        top = heapq.nsmallest(TOP, ((-count, other) for other, count in counts.items()))
        return [(event, list(graph[event])) for event in newest], top, alike
