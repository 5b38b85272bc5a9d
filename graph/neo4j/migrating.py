"""Brings an almanac that an older version wrote to the form of this one.

Invariants: nothing that was said or judged is touched; the format is raised last, so that one that was cut short is done
again from its beginning, and finds less to do.
"""

from __future__ import annotations

from neo4j import Driver, ManagedTransaction

from graph.bench import Bench
from graph.neo4j.form import BODY, HEAD, JUDGEMENT, NOTE, OURS, REVISION, SETTLING
from graph.neo4j.head import locked_head
from graph.neo4j.indexes import made
from graph.neo4j.place import Place
from graph.neo4j.reader import Neo4jReader
from graph.neo4j.session import Calls, Session
from graph.neo4j.verify import Differs, differing, redraw
from schema.batches import batched

FORMAT = 2  # 1: more properties on nodes, no indexes from the ontology, what is internal named by properties of each kind
_OUTLIVED = ("revision", "note", "body", "judgement", "head", "settling")
_INTERNALS = (
    *(f"DROP CONSTRAINT almanac_{name} IF EXISTS" for name in _OUTLIVED),
    "DROP INDEX almanac_merged IF EXISTS",
    f"MATCH (n:{OURS}&{HEAD}) SET n._id = '{HEAD}' REMOVE n.name",
    f"MATCH (n:{OURS}&{SETTLING}) SET n._id = '{SETTLING}' REMOVE n.name",
    (
        f"MATCH (n:{OURS}&{NOTE}) WHERE n._id IS NULL SET n._id = '{NOTE}/' + n.id, n.entry = n.name"
        " REMOVE n.id, n.name, n.space"
    ),
    f"MATCH (n:{OURS}&{BODY}) WHERE n._id IS NULL SET n._id = '{BODY}/' + n.id, n.of = n.id REMOVE n.id",
    (
        f"MATCH (n:{OURS}&{JUDGEMENT}) WHERE n._id IS NULL SET n._id = '{JUDGEMENT}/' + n.id, n.given = n.at"
        " REMOVE n.id, n.at"
    ),
    (
        f"MATCH (n:{OURS}&{REVISION}) WHERE n._id IS NULL SET n._id = '{REVISION}/' + toString(n.number), n.written = n.at"
        " REMOVE n.at"
    ),
)
_AT_ONCE = 1_000


def migrate(driver: Driver, place: Place) -> None:
    """Make indexes that lack, and nodes and relationships what this version draws."""
    calls = Calls()
    with driver.session(database=place.database) as session:
        for statement in _INTERNALS:
            session.run(statement).consume()
        made(session)
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
    with Session(transaction, calls) as session:
        locked_head(session)
        redraw(session, differs)


def _raise_format(transaction: ManagedTransaction, calls: Calls) -> None:
    Session(transaction, calls).rows(
        f"MATCH (h:{OURS} {{_id: '{HEAD}'}}) SET h.format = $format", format=FORMAT
    )
