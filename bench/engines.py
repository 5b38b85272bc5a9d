"""More peers: DuckDB in process, and a Neo4j server where `ALMANAC_NEO4J_URL` names one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import duckdb
import numpy as np
from neo4j import GraphDatabase

from bench.peers import ALIKE, TOP
from bench.synthetic import Synthetic

_BATCH = 10_000


class Duck:
    """DuckDB with the same three tables, on two threads."""

    name = "DuckDB"

    def __init__(self, made: Synthetic, path: Path) -> None:
        self._db = duckdb.connect(str(path))
        event, entity, at = made.event.astype(np.int32), made.entity.astype(np.int32), made.at  # named in SQL
        number = np.arange(made.size, dtype=np.int32)  # named in SQL
        columns = {"m": {"event": event, "entity": entity}, "v": {"id": number, "at": at}}
        for name, table in (("mention", "m"), ("event", "v")):
            self._db.register(table, columns[table])
            self._db.execute(f"CREATE TABLE {name} AS SELECT * FROM {table}")
            self._db.unregister(table)

    def cooccurring(self, entity: int, since: int = 0) -> object:
        """The TOP entities that share most events with `entity`, with the count."""
        return self._db.execute(
            """SELECT o.entity, count(*) AS n FROM mention m JOIN event e ON e.id = m.event
            JOIN mention o ON o.event = m.event WHERE m.entity = $1 AND o.entity <> $1 AND e.at >= $2
            GROUP BY o.entity ORDER BY n DESC, o.entity LIMIT $3""",
            (entity, since, TOP),
        ).fetchall()

    def page(self, entity: int) -> object:
        """Newest events with their members, co-occurring entities, and alike ones by Jaccard."""
        newest = self._db.execute(
            "SELECT event, list(entity) FROM mention WHERE event IN"
            " (SELECT event FROM mention WHERE entity = $1 ORDER BY event DESC LIMIT 10) GROUP BY event",
            (entity,),
        ).fetchall()
        alike = self._db.execute(
            """WITH c AS (SELECT o.entity AS other, count(*) AS n FROM mention m JOIN mention o ON o.event = m.event
              WHERE m.entity = $1 AND o.entity <> $1 GROUP BY o.entity ORDER BY n DESC LIMIT 200),
            d AS (SELECT entity, count(*) AS k FROM mention
              WHERE entity = $1 OR entity IN (SELECT other FROM c) GROUP BY entity)
            SELECT other, n / ((SELECT k FROM d WHERE entity = $1) + k - n) AS j
            FROM c JOIN d ON d.entity = other ORDER BY j DESC, other LIMIT $2""",
            (entity, ALIKE),
        ).fetchall()
        return newest, self.cooccurring(entity), alike


class Cypher:
    """Neo4j with events, entities and mentions, asked in its own language over Bolt."""

    name = "Neo4j, Cypher"

    def __init__(self, made: Synthetic, url: str) -> None:
        user, _, password = os.environ.get("ALMANAC_NEO4J_AUTH", "").partition("/")
        self._driver = GraphDatabase.driver(url, auth=(user, password) if user else None)
        self._run("CREATE CONSTRAINT bench_entity IF NOT EXISTS FOR (n:BenchEntity) REQUIRE n.id IS UNIQUE")
        self._run("CREATE CONSTRAINT bench_event IF NOT EXISTS FOR (n:BenchEvent) REQUIRE n.id IS UNIQUE")
        self._load("UNWIND $rows AS id CREATE (:BenchEntity {id: id})", range(made.count))
        events = zip(range(made.size), made.at.tolist(), strict=True)
        self._load("UNWIND $rows AS r CREATE (:BenchEvent {id: r[0], at: r[1]})", map(list, events))
        pairs = zip(made.event.tolist(), made.entity.tolist(), strict=True)
        self._load(
            "UNWIND $rows AS r MATCH (v:BenchEvent {id: r[0]}), (e:BenchEntity {id: r[1]})"
            " CREATE (v)-[:MENTIONS]->(e)",
            map(list, pairs),
        )

    def _load(self, query: str, rows: Iterable[object]) -> None:
        batch: list[object] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _BATCH:
                self._run(query, rows=batch)
                batch = []
        self._run(query, rows=batch)

    def _run(self, query: str, **parameters: object) -> list[list[object]]:
        with self._driver.session() as session:
            return session.run(query, parameters).values()

    def cooccurring(self, entity: int, since: int = 0) -> object:
        """The TOP entities that share most events with `entity`, with the count."""
        return self._run(
            "MATCH (:BenchEntity {id: $id})<-[:MENTIONS]-(v:BenchEvent) WHERE v.at >= $since"
            " MATCH (v)-[:MENTIONS]->(o) WHERE o.id <> $id"
            " WITH o, count(*) AS n ORDER BY n DESC, o.id LIMIT $top RETURN o.id, n",
            id=entity,
            since=since,
            top=TOP,
        )

    def page(self, entity: int) -> object:
        """Newest events with their members, co-occurring entities, and alike ones by Jaccard."""
        newest = self._run(
            "MATCH (:BenchEntity {id: $id})<-[:MENTIONS]-(v) WITH v ORDER BY v.at DESC LIMIT 10"
            " MATCH (v)-[:MENTIONS]->(o) RETURN v.id, collect(o.id)",
            id=entity,
        )
        alike = self._run(
            "MATCH (e:BenchEntity {id: $id})<-[:MENTIONS]-()-[:MENTIONS]->(o) WHERE o <> e"
            " WITH e, o, count(*) AS n ORDER BY n DESC LIMIT 200"
            " WITH o, toFloat(n) / (count{(e)<-[:MENTIONS]-()} + count{(o)<-[:MENTIONS]-()} - n) AS j"
            " ORDER BY j DESC LIMIT $alike RETURN o.id, j",
            id=entity,
            alike=ALIKE,
        )
        return newest, self.cooccurring(entity), alike

    def close(self) -> None:
        """Delete what was loaded."""
        for label in ("BenchEvent", "BenchEntity"):
            self._run(f"MATCH (n:{label}) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 10000 ROWS")
        self._driver.close()
