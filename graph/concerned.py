"""Which nodes a changeset concerns: those of which a store has to know every statement.  Pure, for every store."""

from __future__ import annotations

from collections.abc import Iterable

from graph.cluster import Judged
from graph.effect import Judging, Sayings, spoken_of
from graph.relink import ALIAS_OF, judged_aliases, naming_alias
from schema.changeset import Changeset
from schema.declare import EdgeRef
from schema.keys import Key


def nodes_concerned(change: Changeset, sayings: Sayings, judging: Judging) -> set[Key]:
    """Every node of which all statements are needed, clusters included."""
    nodes = {said.what.key for said in change.nodes} | set(change.bodies)
    nodes.update(ref for ref, _ in change.unsaid if not isinstance(ref, EdgeRef))
    nodes.update(alias for ref, _ in change.unsaid if (alias := naming_alias(ref)) is not None)
    nodes.update(saying.ref.src for saying in sayings.edges if saying.ref.type == ALIAS_OF)
    nodes.update(judged_aliases(judging.moved))
    nodes.update(key for judgement in judging.moved for key in spoken_of(judgement))
    return with_clusters(nodes, judging.before, judging.after)


def with_clusters(nodes: Iterable[Key], *judged: Judged) -> set[Key]:
    """`nodes` and all that are one with them."""
    found = set(nodes)
    for which in judged:
        for key in [key for key in found if key in which.same]:
            found |= which.cluster(key)
    return found
