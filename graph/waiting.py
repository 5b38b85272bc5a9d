"""Which notes a plan leaves in the space `relink`: what has to be derived anew because of it.  Pure.

See `graph/relink.py` for their keys.  A superset of what will be found to have changed: settling decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.fold import alike
from graph.plan import Plan
from graph.relink import (
    ALIAS_OF,
    EVENT,
    MENTIONS,
    NODE,
    denied_events,
    form_keys,
    is_alias,
    is_text,
    judged_aliases,
    judged_forms,
    judged_nodes,
)
from schema.changeset import Revision
from schema.keys import Key
from schema.ontology import kind_of


def forms_waiting(plan: Plan, renamed: Iterable[str]) -> set[str]:
    """The notes on written forms; `renamed` are the forms of the aliases of `plan.renamed()`, as they stood before."""
    aliases = {move.ref for move in plan.told() if is_alias(move.ref)}
    aliases.update(move.ref.src for move in plan.tied() if move.ref.type == ALIAS_OF)
    aliases.update(judged_aliases(plan.judging.denials))
    # An alias whose own entity is renamed by this very plan is among these too: its ALIAS_OF moved.
    forms = set(_names(plan, aliases))
    forms.update(renamed)
    forms.update(judged_forms(plan.judging.denials))
    return form_keys(forms)


def _names(plan: Plan, aliases: set[Key]) -> Iterator[str]:
    for alias in aliases:
        for told in plan.ground.nodes.get(alias, {}).values():
            yield str(told.props.get("name", ""))
    for move in plan.moved.nodes:
        if move.ref in aliases and move.after is not None:
            yield str(move.after.props.get("name", ""))


def others_waiting(plan: Plan, names: Revision) -> set[str]:
    """The notes on events and nodes; `names` is the newest revision that changed names before this one."""
    events = set(_retold(plan)) | set(_outdated(plan))
    if plan.change.names < names:
        events |= _mentioning(plan)
        events.update(move.ref for move in plan.told() if is_text(move.ref, move.by))
    nodes = set(judged_nodes(plan.judging.moved)) | set(_claiming(plan))
    return {EVENT + key for key in events} | {NODE + key for key in nodes}


def _retold(plan: Plan) -> Iterator[Key]:
    """Events known before of whose text something moved."""
    known = plan.ground.known
    yield from (move.ref for move in plan.told() if move.ref in known and is_text(move.ref, move.by))
    yield from (event for event in denied_events(plan.judging.denials) if event in known)


def _outdated(plan: Plan) -> Iterator[Key]:
    """Events whose mentions were made on a text that this changeset says and that does not stand."""
    mentioning = _mentioning(plan)
    if not mentioning:
        return
    known = [saying for saying in plan.sayings.nodes if saying.ref in plan.ground.known]
    after = {(move.ref, move.by): move.after for move in plan.moved.nodes} if known else {}
    for ref, by, cls, told in known:
        if ref in mentioning and is_text(ref, by):
            stands = after.get((ref, by)) or plan.ground.stands((ref, by))
            if not alike(cls, stands, told):
                yield ref
    for key, text in plan.change.bodies.items():
        stood = plan.ground.bodies.get(key)
        if key in mentioning and key not in plan.bodies and stood is not None and stood.text != text:
            yield key


def _mentioning(plan: Plan) -> set[Key]:
    return {saying.ref.src for saying in plan.sayings.edges if saying.ref.type == MENTIONS}


def _claiming(plan: Plan) -> Iterator[Key]:
    """Nodes whose identifiers moved."""
    for key, (then, now) in plan.indexes.items():
        if then.identifiers != now.identifiers and kind_of(key).marks.family:
            yield key
