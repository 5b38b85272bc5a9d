"""Checks that what was derived step by step equals what is derived from scratch.

A fresh almanac in a temporary folder is told everything that sources said and persons judged, nothing that rules said,
and settles; then both digests must be equal.  Where they are not, the first facts that only one of them has are shown.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from graph.digest import digest
from graph.effect import spoken_of
from graph.relink import EVENT, SPACE
from graph.sqlite import open_store
from graph.store import Fact, Reader, Store
from loaders.rules import SOURCES
from loaders.settle import settle
from loaders.work import Clock
from schema.canonical import Json
from schema.changeset import Changeset, Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.judgement import Judgement, ref_from_json
from schema.keys import Key, asserter_class
from schema.kinds.event import Event
from schema.ontology import kind_of

T = TypeVar("T")
_ACTOR: Key = "source/rule-check"
_STEP = 2000
_SHOWN = 3


def from_scratch(store: Store, clock: Clock) -> list[str]:
    """What differs between this almanac and one derived from scratch; empty where they agree.

    An almanac that is not settled is not compared: what waits to be derived is the difference, and is said.
    """
    with store.reader() as reader:
        if not reader.revision:
            return []
        if waiting := len(reader.notes(SPACE)):
            return [f"{waiting} names, nodes or events wait to be derived anew; settle, then check again"]
        if len(reader.nodes(source.key for source in SOURCES)) < len(SOURCES):
            return ["it was never settled; settle, then check again"]
        with tempfile.TemporaryDirectory(prefix="almanac-check-") as folder:
            other = open_store(Path(folder) / "scratch.db", clock=clock)
            try:
                tell(other, reader, clock)
                settle(other, clock)
                with other.reader() as scratch:
                    if digest(reader) == digest(scratch):
                        return []
                    return list(_differences(reader, scratch))
            finally:
                other.close()


def tell(store: Store, reader: Reader, clock: Clock) -> None:
    """Say and judge in `store` what sources said and persons judged in what `reader` sees."""
    refs, bodies = _subjects(reader.facts())
    judged = tuple(one for one in reader.judgements() if asserter_class(one.actor) != "rule")
    nodes = [ref for ref in refs if not isinstance(ref, EdgeRef)]
    edges = [ref for ref in refs if isinstance(ref, EdgeRef)]
    for keys in _steps(nodes):
        said = _by_sources(reader, keys)
        texts = {key: text for key, text in reader.bodies(bodies.intersection(keys)).items() if text}
        waiting: dict[tuple[str, str], Json] = {
            (SPACE, EVENT + one.what.key): {"revision": 0} for one in said if isinstance(one.what, Event)
        }
        own = [Said(one.what, one.by, one.stamp, one.complete) for one in said if isinstance(one.what, Node)]
        _apply(store, clock, nodes=own, bodies=texts, notes=waiting)
    _make_known(store, clock, _ends(edges, judged) - set(nodes))
    for some in _steps(edges):
        ties = _by_sources(reader, some)
        own_ties = [
            Said(one.what, one.by, one.stamp, one.complete) for one in ties if isinstance(one.what, Edge)
        ]
        _apply(store, clock, edges=own_ties)
    store.apply(Changeset(actor=_ACTOR, reason="from scratch", observed=clock(), judge=judged))


def _by_sources(reader: Reader, refs: Sequence[Ref]) -> list[Said[Node] | Said[Edge]]:
    """What is said of these subjects, rules left out."""
    every = reader.said(refs)
    return [one for sayings in every.values() for one in sayings if asserter_class(one.by) != "rule"]


def _ends(edges: Iterable[EdgeRef], judged: Iterable[Judgement]) -> set[Key]:
    ends = {end for edge in edges for end in (edge.src, edge.dst)}
    return ends | {key for judgement in judged for key in spoken_of(judgement)}


def _make_known(store: Store, clock: Clock, keys: Collection[Key]) -> None:
    """Make nodes known of which nobody says anything any more, as an edge or a judgement may still speak of them."""
    nodes = [Said(kind_of(key)(key=key), _ACTOR) for key in sorted(keys)]
    _apply(store, clock, nodes=nodes)
    gone = tuple((said.what.key, said.by) for said in nodes)
    store.apply(Changeset(actor=_ACTOR, reason="from scratch", observed=clock(), unsaid=gone))


def _apply(
    store: Store,
    clock: Clock,
    *,
    nodes: Sequence[Said[Node]] = (),
    edges: Sequence[Said[Edge]] = (),
    bodies: Mapping[Key, str] | None = None,
    notes: Mapping[tuple[str, str], Json] | None = None,
) -> None:
    store.apply(
        Changeset(
            actor=_ACTOR,
            reason="from scratch",
            observed=clock(),
            nodes=tuple(nodes),
            edges=tuple(edges),
            bodies=bodies or {},
            notes=notes or {},
        )
    )


def _subjects(facts: Iterable[Fact]) -> tuple[list[Ref], set[Key]]:
    """What facts are about: subjects of assertions, sorted, and events with a body."""
    decoder = json.JSONDecoder()
    refs: set[Ref] = set()
    bodies: set[Key] = set()
    for fact in facts:
        if fact.kind == "judgement":
            continue
        head, _ = decoder.raw_decode(fact.text)
        if fact.kind == "body":
            bodies.add(head[0])
        else:
            refs.add(ref_from_json(head[:-2][0] if fact.kind == "node" else head[:-2]))
    return sorted(refs, key=str), bodies


def _steps(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _STEP):
        yield values[start : start + _STEP]


def _differences(ours: Reader, scratch: Reader) -> Iterator[str]:
    hashes = [{_hash(fact) for fact in reader.facts()} for reader in (ours, scratch)]
    for reader, other, whose in (
        (ours, hashes[1], "this almanac"),
        (scratch, hashes[0], "one derived from scratch"),
    ):
        alone = (fact for fact in reader.facts() if _hash(fact) not in other)
        for fact in islice(alone, _SHOWN):
            yield f"only {whose} has {fact.kind} {fact.text[:300]}"


def _hash(fact: Fact) -> bytes:
    return hashlib.sha256(f"{fact.kind} {fact.text}".encode()).digest()
