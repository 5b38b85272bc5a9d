"""Applies a changeset within one transaction: read the ground, plan (graph/plan.py), write.

Invariants: a constant number of statements reads, whatever the changeset's size; one with an offence leaves nothing
behind; one that moves no content makes no revision.
"""

from __future__ import annotations

from functools import partial

from graph.bench import Bench
from graph.concerned import nodes_concerned
from graph.effect import Judging, Sayings, judge, refusals
from graph.plan import Plan, planned
from graph.revised import Revised
from graph.sqlite.aliases import forms_of
from graph.sqlite.ground import keys_concerned, read_ground
from graph.sqlite.head import Head, read_head, write_head
from graph.sqlite.ids import EdgeTypes, Ids
from graph.sqlite.judged import read_judgements, write_judgements
from graph.sqlite.log import write_revision
from graph.sqlite.notes import delete_settled, write_notes, write_waiting
from graph.sqlite.session import Session
from graph.sqlite.write import write_bodies, write_edges, write_indexes, write_nodes
from graph.waiting import forms_waiting, others_waiting
from schema.changeset import Applied, Changeset
from schema.errors import Refused


def apply(session: Session, change: Changeset, at: str, bench: Bench) -> tuple[Applied, Judging]:
    """Apply `change` in the running transaction; `at` is the instant for the log.  Raises Refused.

    The plan itself is not given back: it is large, and freed before anybody searches it for cycles.
    """
    head = read_head(session)
    judging, offences = judge(change, bench.judged(head.judged, partial(read_judgements, session)))
    sayings = Sayings.of(change)
    nodes = nodes_concerned(change, sayings, judging)
    ids = Ids(session, keys_concerned(change, sayings, nodes))
    types = EdgeTypes(session)
    ground = read_ground(session, change, sayings, nodes, ids, types)
    offences.extend(refusals(change, sayings, judging, ground))
    if offences:
        raise Refused(offences)
    plan = planned(change, sayings, judging, ground, head.revision)
    head = _note(session, plan, ids, types, head)
    _write(session, plan, at, ids, types)
    return plan.applied, plan.judging


def _note(session: Session, plan: Plan, ids: Ids, types: EdgeTypes, head: Head) -> Head:
    """Keep the changeset's notes, and those on what waits because of it; the head as it will be."""
    delete_settled(session, plan.change)
    write_notes(session, plan.change)
    revision = plan.applied.revision
    if not plan.applied.effective:
        return head
    renamed = [ids[key] for key in plan.renamed()]
    forms = forms_waiting(plan, forms_of(session, renamed, types))
    write_waiting(session, forms | others_waiting(plan, head.names), revision)
    new = head._replace(
        revision=revision,
        names=revision if forms else head.names,
        judged=revision if plan.judging.moved else head.judged,
    )
    write_head(session, head, new)
    return new


def _write(session: Session, plan: Plan, at: str, ids: Ids, types: EdgeTypes) -> None:
    write_nodes(session, plan, ids)
    write_edges(session, plan, ids, types)
    write_indexes(session, plan, ids)
    write_bodies(session, plan, ids)
    if plan.applied.effective:
        write_judgements(session, plan.judging.given, plan.judging.withdrawn)
        write_revision(session, Revised.of_plan(plan, at), ids, types)
