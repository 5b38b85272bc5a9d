"""Applies a changeset within one transaction: lock the head, read the ground, plan (graph/plan.py), write.

Invariants: one with an offence leaves nothing behind; one that moves no content makes no revision; relationships join
what nodes are read as, each with all that was said of it under own ends.
"""

from __future__ import annotations

from functools import partial

from graph.bench import Bench
from graph.effect import Judging, Sayings, judge, refusals
from graph.neo4j.form import said_of
from graph.neo4j.ground import Found, around, read_ground
from graph.neo4j.head import Head, locked_head, write_head
from graph.neo4j.judged import read_judgements, write_judgements
from graph.neo4j.log import write_revision
from graph.neo4j.nodes import batches
from graph.neo4j.notes import delete_settled, write_notes, write_waiting
from graph.neo4j.session import Session
from graph.neo4j.write import write_plan
from graph.plan import Plan, planned
from graph.relink import ALIAS_OF
from graph.revised import Revised
from graph.waiting import forms_waiting, others_waiting
from schema.changeset import Applied, Changeset
from schema.errors import Refused
from schema.keys import Key


def apply(session: Session, change: Changeset, at: str, bench: Bench) -> tuple[Applied, Judging]:
    """Apply `change` in the running transaction; `at` is the instant for the log.  Raises Refused."""
    head = locked_head(session)
    judging, offences = judge(change, bench.judged(head.judged, partial(read_judgements, session)))
    sayings = Sayings.of(change)
    ground, found = read_ground(session, change, sayings, judging)
    offences.extend(refusals(change, sayings, judging, ground))
    if offences:
        raise Refused(offences)
    plan = planned(change, sayings, judging, ground, head.revision)
    renamed = _forms_of(session, plan, found)
    positions = write_plan(session, plan, found, head.positions)
    head = _note(session, plan, head._replace(positions=positions), renamed)
    if plan.applied.effective:
        write_judgements(session, judging.given, judging.withdrawn)
        write_revision(session, Revised.of_plan(plan, at))
    write_head(session, head)
    return plan.applied, plan.judging


def _note(session: Session, plan: Plan, head: Head, renamed: list[str]) -> Head:
    """Keep the changeset's notes, and those on what waits because of it; the head as it will be."""
    delete_settled(session, plan.change)
    write_notes(session, plan.change)
    if not plan.applied.effective:
        return head
    revision = plan.applied.revision
    forms = forms_waiting(plan, renamed)
    write_waiting(session, forms | others_waiting(plan, head.names), revision)
    return head._replace(
        revision=revision,
        names=revision if forms else head.names,
        judged=revision if plan.judging.moved else head.judged,
    )


def _forms_of(session: Session, plan: Plan, found: Found) -> list[str]:
    """Every form that anyone says to stand for an entity whose reading moves, by its own key; as they stood before."""
    renamed = set(plan.renamed())
    around(session, found, renamed)
    aliases: set[Key] = {
        own.ref.src
        for kept in found.edges.values()
        for own in kept.owns
        if own.ref.type == ALIAS_OF and own.ref.dst in renamed
    }
    names = {
        str(told.props.get("name", ""))
        for batch in batches(aliases)
        for row in session.rows("MATCH (n:Almanac) WHERE n.key IN $keys RETURN n._said AS said", keys=batch)
        for told in said_of(row["said"]).values()
    }
    return sorted(names - {""})
