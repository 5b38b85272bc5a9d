"""What the digest is made of: what was said and judged, free of stamps, observations, revisions and ids."""

from __future__ import annotations

from collections.abc import Iterator

from graph.digest import body_fact, edge_fact, judgement_fact, node_fact
from graph.fold import Statement
from graph.sqlite.ids import EdgeTypes
from graph.sqlite.judged import read_judgements
from graph.sqlite.session import Session
from graph.store import Fact
from schema.declare import EdgeRef


def facts(session: Session) -> Iterator[Fact]:
    """Every fact, streamed."""
    for key, by, stamp, complete, props in session.rows(
        "SELECT n.key, b.key, s.stamp, s.complete, s.props FROM node_said s"
        " JOIN node n ON n.id = s.node JOIN node b ON b.id = s.by"
    ):
        yield node_fact(key, by, Statement(stamp, bool(complete), props))
    names = EdgeTypes(session).names
    for type_, src, dst, slot, by, stamp, complete, props in session.rows(
        "SELECT e.type, s.key, d.key, e.slot, b.key, e.stamp, e.complete, e.props FROM edge_said e"
        " JOIN node s ON s.id = e.src JOIN node d ON d.id = e.dst JOIN node b ON b.id = e.by"
    ):
        yield edge_fact(EdgeRef(names[type_], src, dst, slot), by, Statement(stamp, bool(complete), props))
    for judgement in read_judgements(session):
        yield judgement_fact(judgement)
    for key, text in session.rows(
        "SELECT n.key, b.text FROM body b JOIN node n ON n.id = b.node WHERE b.text <> ''"
    ):
        yield body_fact(key, text)
