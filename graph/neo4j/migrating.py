"""Brings an almanac that an older version wrote to the form of this one.

Invariants: nothing that was said or judged is touched; the format is raised last, so that one that was cut short is done
again from its beginning, and finds less to do.
"""

from __future__ import annotations

from neo4j import Driver, ManagedTransaction

from graph.bench import Bench
from graph.neo4j.form import HEAD, NOTE, OURS
from graph.neo4j.head import locked_head
from graph.neo4j.indexes import made
from graph.neo4j.place import Place
from graph.neo4j.reader import Neo4jReader
from graph.neo4j.session import Calls, Session
from graph.neo4j.verify import Differs, differing, redraw
from schema.batches import batched

FORMAT = 2  # 1: more properties on nodes, no indexes from the ontology, notes named by `name`
_AT_ONCE = 1_000


def migrate(driver: Driver, place: Place) -> None:
    """Make indexes that lack, and nodes and relationships what this version draws."""
    calls = Calls()
    with driver.session(database=place.database) as session:
        made(session)
        session.run(
            f"MATCH (n:{NOTE}:{OURS}) WHERE n.entry IS NULL SET n.entry = n.name REMOVE n.name"
        ).consume()
    with (
        driver.session(database=place.database) as reading,
        driver.session(database=place.database) as writing,
        reading.begin_transaction() as transaction,
    ):
        read = Session(transaction, calls)
        for differs in batched(differing(read, Neo4jReader(read, Bench())), _AT_ONCE):
            writing.execute_write(_redraw, calls, differs)
        writing.execute_write(_raise_format, calls)


def _redraw(transaction: ManagedTransaction, calls: Calls, differs: list[Differs]) -> None:
    session = Session(transaction, calls)
    locked_head(session)
    redraw(session, differs)


def _raise_format(transaction: ManagedTransaction, calls: Calls) -> None:
    Session(transaction, calls).rows(f"MATCH (h:{HEAD}:{OURS}) SET h.format = $format", format=FORMAT)
