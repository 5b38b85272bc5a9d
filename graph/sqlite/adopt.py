"""Takes over a part of another almanac within one transaction; see `graph/adopting.py`."""

from __future__ import annotations

from functools import partial

from graph.adopting import Part
from graph.bench import Bench
from graph.concerned import nodes_concerned
from graph.effect import judge
from graph.plan import planned
from graph.revised import Revised
from graph.sqlite.ground import keys_concerned, read_ground
from graph.sqlite.head import read_head, write_head
from graph.sqlite.ids import EdgeTypes, Ids
from graph.sqlite.judged import read_judgements, write_judgements
from graph.sqlite.log import write_revision
from graph.sqlite.notes import delete_settled, write_notes
from graph.sqlite.session import Session
from graph.sqlite.write import write_bodies, write_edges, write_indexes, write_nodes
from schema.changeset import Applied
from schema.errors import Refused


def adopt(session: Session, part: Part, bench: Bench) -> Applied:
    """Take over `part` in the running transaction.  Raises Refused for judgements that contradict each other."""
    head = read_head(session)
    change, sayings = part.changeset(), part.sayings()
    judging, offences = judge(change, bench.judged(head.judged, partial(read_judgements, session)))
    if offences:
        raise Refused(offences)
    nodes = nodes_concerned(change, sayings, judging)
    log = [Revised.of_change(logged) for logged in part.log]
    named = part.named()
    keys = keys_concerned(change, sayings, nodes)
    ids = Ids(session, keys.union(named, *(revised.named() for revised in log)))
    types = EdgeTypes(session)
    ground = read_ground(session, change, sayings, nodes, ids, types)
    plan = planned(change, sayings, judging, ground, head.revision, part.bodies)
    for revised in log:
        write_revision(session, revised, ids, types)
    for key in sorted(named):
        ids[key]  # a node of which nobody says anything any more is known all the same
    write_nodes(session, plan, ids)
    write_edges(session, plan, ids, types)
    write_indexes(session, plan, ids)
    write_bodies(session, plan, ids)
    delete_settled(session, change)
    write_notes(session, change)
    write_judgements(session, judging.given, judging.withdrawn)
    new = head._replace(**part.heads(head.judged, moved=bool(judging.moved)))
    if new.forgotten != head.forgotten:
        session.write("DELETE FROM revision WHERE number <= ?", [(new.forgotten,)])
    write_head(session, head, new)
    return plan.applied
