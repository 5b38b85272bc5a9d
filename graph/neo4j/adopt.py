"""Takes over a part of another almanac within one transaction; see `graph/adopting.py`."""

from __future__ import annotations

from functools import partial

from graph.adopting import Part
from graph.bench import Bench
from graph.effect import judge
from graph.neo4j.form import OURS, REVISION
from graph.neo4j.ground import read_ground
from graph.neo4j.head import locked_head, write_head
from graph.neo4j.judged import read_judgements, write_judgements
from graph.neo4j.log import write_revision
from graph.neo4j.nodes import placed
from graph.neo4j.notes import delete_settled, write_notes
from graph.neo4j.session import Session
from graph.neo4j.write import write_plan
from graph.plan import planned
from graph.revised import Revised
from schema.changeset import Applied
from schema.errors import Refused


def adopt(session: Session, part: Part, bench: Bench) -> Applied:
    """Take over `part` in the running transaction.  Raises Refused for judgements that contradict each other."""
    head = locked_head(session)
    change, sayings = part.changeset(), part.sayings()
    judging, offences = judge(change, bench.judged(head.judged, partial(read_judgements, session)))
    if offences:
        raise Refused(offences)
    ground, found = read_ground(session, change, sayings, judging)
    found.placed.update(placed(session, part.named() - found.placed.keys()))
    plan = planned(change, sayings, judging, ground, head.revision, part.bodies)
    positions = write_plan(session, plan, found, head.positions, part.named())
    delete_settled(session, change)
    write_notes(session, change)
    write_judgements(session, judging.given, judging.withdrawn)
    for logged in part.log:
        write_revision(session, Revised.of_change(logged))
    new = head._replace(positions=positions, **part.heads(head.judged, moved=bool(judging.moved)))
    if new.forgotten != head.forgotten:
        session.rows(f"MATCH (r:{OURS}&{REVISION}) WHERE r.number <= $last DELETE r", last=new.forgotten)
    write_head(session, new)
    return plan.applied
