"""Connecting: what the server must be, and what it must not hold; constraints and indexes, made once."""

from __future__ import annotations

import logging
import re
from secrets import token_hex
from typing import Any

from neo4j import Driver, GraphDatabase, bearer_auth

from graph.neo4j.form import BODY, HEAD, JUDGEMENT, MERGED, NOTE, OURS, REVISION, SETTLING, WORDS
from graph.neo4j.place import Place
from graph.neo4j.troubles import OLDEST, too_old, translated
from schema.errors import ForeignFile, NewerFormat, NotFound

FORMAT = 1
# The driver's errors come as ours; lines of its own on standard error would only say less.
for _name in ("neo4j.pool", "neo4j.io"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
_FULL_TEXT = (
    f"CREATE FULLTEXT INDEX {WORDS} IF NOT EXISTS FOR (n:{OURS}) ON EACH [n._words]"
    " OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"
)
_INDEXED = "CALL db.awaitIndexes(300)"
_SCHEMA = (
    f"CREATE CONSTRAINT almanac_key IF NOT EXISTS FOR (n:{OURS}) REQUIRE n.key IS UNIQUE",
    f"CREATE CONSTRAINT almanac_revision IF NOT EXISTS FOR (n:{REVISION}) REQUIRE n.number IS UNIQUE",
    f"CREATE CONSTRAINT almanac_note IF NOT EXISTS FOR (n:{NOTE}) REQUIRE n.id IS UNIQUE",
    f"CREATE CONSTRAINT almanac_body IF NOT EXISTS FOR (n:{BODY}) REQUIRE n.id IS UNIQUE",
    f"CREATE CONSTRAINT almanac_judgement IF NOT EXISTS FOR (n:{JUDGEMENT}) REQUIRE n.id IS UNIQUE",
    f"CREATE CONSTRAINT almanac_head IF NOT EXISTS FOR (n:{HEAD}) REQUIRE n.name IS UNIQUE",
    f"CREATE CONSTRAINT almanac_settling IF NOT EXISTS FOR (n:{SETTLING}) REQUIRE n.name IS UNIQUE",
    f"CREATE INDEX almanac_merged IF NOT EXISTS FOR (n:{MERGED}) ON (n._survivor)",
    f"CREATE INDEX almanac_position IF NOT EXISTS FOR (n:{OURS}) ON (n._position)",
    _FULL_TEXT,
)


def auth_of(place: Place) -> Any:
    """How the driver is told who asks."""
    if place.token:
        return bearer_auth(place.token)
    return (place.user or "neo4j", place.password) if place.password else None


def connected(place: Place) -> Driver:
    """A driver that has reached the server.  Raises StoreBusy, StoreProblem."""
    driver = GraphDatabase.driver(place.url, auth=auth_of(place), notifications_min_severity="OFF")
    try:
        with translated(place.shown):
            agent = driver.get_server_info().agent
        found = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
        if found is None or (int(found[1]), int(found[2])) < OLDEST:
            raise too_old(agent, place.shown)
    except BaseException:  # whatever it was, no connection must stay open behind the caller's back
        driver.close()
        raise
    return driver


def prepared(driver: Driver, place: Place, *, create: bool) -> None:
    """Make sure that the database holds an almanac of ours; a new one where it is empty and `create` allows it.

    Raises ForeignFile for one that holds other things, NewerFormat.
    """
    with translated(place.shown), driver.session(database=place.database) as session:
        heads = session.run(f"MATCH (h:{HEAD}:{OURS}) RETURN h.format AS format").values()
        if heads:
            if heads[0][0] > FORMAT:
                raise NewerFormat(
                    "the almanac was written by a newer Almanac",
                    where=place.shown,
                    do="Use that version, or a newer one",
                )
            session.run(_INDEXED).consume()  # a server that was killed may be making some of them anew
            return
        others = session.run(f"MATCH (n) WHERE NOT n:{OURS} RETURN count(n) AS count").single(strict=True)[
            "count"
        ]
        if others and not place.alongside:
            raise ForeignFile(
                f"the database holds {others:,} nodes of something else",
                where=place.shown,
                do="Use an empty database, or set ALMANAC_NEO4J_ALONGSIDE=1 to share this one",
            )
        if not create:
            raise NotFound("there is no almanac", where=place.shown, do="Make one with `almanac load FILE`")
        for statement in _SCHEMA:
            session.run(statement).consume()
        session.run(_INDEXED).consume()
        session.run(
            f"MERGE (h:{HEAD}:{OURS} {{name: 'head'}}) ON CREATE SET h.format = $format, h.store_id = $id,"
            " h.revision = 0, h.names = 0, h.judged = 0, h.forgotten = 0, h.positions = 0"
            f" MERGE (s:{SETTLING}:{OURS} {{name: 'settling'}})",
            format=FORMAT,
            id=token_hex(16),
        ).consume()
