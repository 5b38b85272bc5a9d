"""One more peer: DuckDB in process."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from bench.peers import ALIKE, TOP
from bench.synthetic import Synthetic


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
