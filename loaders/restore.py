"""Restores an almanac from a dump: what each source said, what was judged, and full texts, as they stood.

Invariants: nothing is applied before the whole dump was read; the same dump again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from graph.desk import Loaded
from graph.effect import spoken_of
from graph.store import Store
from loaders.read.rdf import Dump
from schema.batches import batched
from schema.changeset import Applied, Changeset, Said
from schema.declare import Edge, Node
from schema.errors import Refused
from schema.keys import Key
from schema.ontology import kind_of
from schema.rdf import OWN
from schema.readback import judgements, said
from schema.terms import parsed

_BATCH = 2_000
_LACKING = (
    "the dump is a published one: it lacks full texts, stamps, and what its sources do not let others publish"
)


def restore(store: Store, dump: Dump, actor: Key, clock: Callable[[], datetime]) -> Loaded:
    """Apply all that a dump holds, nodes first and judgements last.  Raises Refused, Invalid."""
    start = dump.addresses.graph("")
    every = [
        one
        for graph, about in sorted(dump.graphs.items())
        if (by := graph.removeprefix(start)).startswith("source/")
        for one in said(about, dump.addresses, by)
    ]
    nodes: list[Said[Node]] = [one for one in every if isinstance(one.what, Node)]
    edges: list[Said[Edge]] = [one for one in every if isinstance(one.what, Edge)]
    applied = [
        _applied(store, change)
        for change in (
            *(_change(actor, clock, nodes=tuple(batch)) for batch in batched(nodes, _BATCH)),
            *(_change(actor, clock, edges=tuple(batch)) for batch in batched(edges, _BATCH)),
            *(_change(actor, clock, bodies=dict(batch)) for batch in batched(_bodies(dump), _BATCH)),
        )
    ]
    judged = tuple(judgements(dump.graphs.get(dump.addresses.judgements, {}), dump.addresses))
    if judged:
        applied.append(_applied(store, _change(actor, clock, judge=judged)))
    return _loaded(applied, len(every), () if dump.full else (_LACKING,))


def _applied(store: Store, change: Changeset) -> Applied:
    """Apply a part of a dump.

    It may speak of nodes that nobody says any more: what was said of their edges, and judged of them, stands.  A store has
    to have known them, so where it refuses they are said, without a word about them, and withdrawn.
    """
    try:
        return store.apply(change)
    except Refused:
        named = {end for tied in change.edges for end in (tied.what.src, tied.what.dst)}
        named |= {key for judgement in change.judge for key in spoken_of(judgement)} | set(change.bodies)
        with store.reader() as reader:
            said_of = reader.said(named)
        gone = sorted(key for key in named if not said_of[key])
        stubs: tuple[Said[Node], ...] = tuple(Said(kind_of(key)(key=key), change.actor) for key in gone)
        store.apply(replace(change, nodes=stubs, edges=(), judge=(), bodies={}))
        unsaid = tuple((key, change.actor) for key in gone)
        store.apply(replace(change, unsaid=unsaid, edges=(), judge=(), bodies={}))
        return store.apply(change)


def _change(actor: Key, clock: Callable[[], datetime], **told: object) -> Changeset:
    return Changeset(actor=actor, reason="restored from a dump", observed=clock(), **told)  # type: ignore[arg-type]  # one of its parts


def _bodies(dump: Dump) -> Iterator[tuple[Key, str]]:
    for subject, told in dump.graphs.get(dump.addresses.bodies, {}).items():
        key = dump.addresses.ref(subject[1:-1])
        for term in told.get(f"<{OWN.fullText}>", ()):
            yield str(key), parsed(term).value


def _loaded(applied: Iterable[Applied], items: int, notes: tuple[str, ...]) -> Loaded:
    every = list(applied)
    counts = {
        name: sum(getattr(one, name) for one in every) for name in ("new", "changed", "same", "withdrawn")
    }
    return Loaded(items=items, quarantined=0, relinked=0, notes=notes, **counts)
