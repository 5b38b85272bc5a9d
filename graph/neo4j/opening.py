"""Connecting: what the server must be, and what it must not hold; an almanac made where there is none."""

from __future__ import annotations

import logging
import re
from secrets import token_hex
from typing import Any

from neo4j import Driver, GraphDatabase, Session, bearer_auth

from graph.neo4j.form import HEAD, OURS, SETTLING
from graph.neo4j.indexes import made
from graph.neo4j.migrating import FORMAT, migrate
from graph.neo4j.place import Place
from graph.neo4j.troubles import OLDEST, too_old, translated
from schema.errors import ForeignFile, NewerFormat, NotFound

# The driver's errors come as ours; lines of its own on standard error would only say less.
for _name in ("neo4j.pool", "neo4j.io"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
_NEW = (
    f"MERGE (h:{OURS} {{_id: '{HEAD}'}}) ON CREATE SET h:{HEAD}, h.format = $format, h.store_id = $id,"
    " h.revision = 0, h.names = 0, h.judged = 0, h.forgotten = 0, h.positions = 0"
    f" MERGE (s:{OURS} {{_id: '{SETTLING}'}}) SET s:{SETTLING}"
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
    """Make sure that the database holds an almanac of ours, in this version's form.

    A new one where it is empty and `create` allows it; one of an older form is brought to this one's.

    Raises ForeignFile for one that holds other things, NewerFormat, NotFound.
    """
    with translated(place.shown), driver.session(database=place.database) as session:
        heads = session.run(f"MATCH (h:{HEAD}:{OURS}) RETURN h.format AS format").values()
        if not heads:
            _refuse_others(session, place)
            if not create:
                raise NotFound(
                    "there is no almanac", where=place.shown, do="Make one with `almanac load FILE`"
                )
            made(session)
            session.run(_NEW, format=FORMAT, id=token_hex(16)).consume()
        elif heads[0][0] > FORMAT:
            raise NewerFormat(
                "the almanac was written by a newer Almanac",
                where=place.shown,
                do="Use that version, or a newer one",
            )
        elif heads[0][0] < FORMAT:
            migrate(driver, place)
        else:
            made(session)


def _refuse_others(session: Session, place: Place) -> None:
    """Raises ForeignFile for a database that holds other things, unless it may be shared."""
    others = session.run(f"MATCH (n) WHERE NOT n:{OURS} RETURN count(n) AS count").single(strict=True)[
        "count"
    ]
    if others and not place.alongside:
        raise ForeignFile(
            f"the database holds {others:,} nodes of something else",
            where=place.shown,
            do="Use an empty database, or share this one: almanac --alongside, or ALMANAC_NEO4J_ALONGSIDE=1",
        )
