"""Proves the invariants of an almanac: what is kept is what the ontology allows, and what is read follows from it.

Nothing is repaired here.  A `Finding` names the item, what is wrong, and what to do; one that is no `fault` only informs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

import orjson
from pydantic import ValidationError

from graph.cluster import Judged
from graph.effect import counted
from graph.fold import Sourced, statement
from graph.placement import Placed, placements
from graph.projection import verify as verify_projection
from graph.relink import SPACE
from graph.store import Fact, Reader, Store
from schema.batches import batched
from schema.changeset import Changeset, Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.errors import AlmanacError, Invalid, Refused
from schema.keys import Key, alias_key, source_key
from schema.kinds.alias import Alias
from schema.ontology import edge_type, kind_of

_BATCH = 1000
_LOAD_ANEW = "Load its source again; where that does not help, restore a copy"
_BUILD_ANEW = "Delete its files; they are built anew"
_SETTLE = "The next load, merge, split or deny works them off; so does serving"
_CHECKER = source_key("rule", "check")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: the item, what is wrong with it, what to do.  fault: whether it breaks an invariant."""

    item: str
    what: str
    do: str = ""
    fault: bool = True

    def __str__(self) -> str:
        text = f"{self.item}: {self.what}"
        return f"{text}. {self.do}" if self.do else text


@runtime_checkable
class SelfChecking(Protocol):
    """A store that can prove its own insides: ends, indexes, file."""

    def verify(self) -> Iterable[Finding]:
        """What is wrong with how it keeps things."""


def check(store: Store) -> list[Finding]:
    """Everything that is wrong, and how much waits to be derived anew.  Reads the whole almanac; empty where all is well."""
    if isinstance(store, SelfChecking) and (broken := list(store.verify())):
        return broken  # what is read from a broken file proves nothing more
    with store.reader() as reader:
        findings = [*_statements_wrong(reader), *_clusters_wrong(reader), *_reading_wrong(reader)]
        waiting = len(reader.notes(SPACE))
    if not findings:
        findings.extend(
            Finding("projection", difference, _BUILD_ANEW) for difference in verify_projection(store)
        )
    if waiting:
        findings.append(Finding("relink", f"{waiting} notes wait to be derived anew", _SETTLE, fault=False))
    return findings


def _statements_wrong(reader: Reader) -> Iterator[Finding]:
    """Keys, properties, ends and asserters against the ontology; survivors and life against the judgements."""
    judged = Judged.of(reader.judgements())
    facts = (fact for fact in reader.facts() if fact.kind in ("node", "edge"))
    for batch in batched(facts, _BATCH):
        nodes: list[Said[Node]] = []
        edges: list[Said[Edge]] = []
        for fact in batch:
            try:
                said = _validated(fact)
            except (ValidationError, AlmanacError) as error:
                yield Finding(_head(fact), f"what is said of it is not valid: {error}", _LOAD_ANEW)
                continue
            if isinstance(said.what, Node):
                nodes.append(Said(said.what, said.by))
            else:
                edges.append(Said(said.what, said.by))
        yield from _refused(nodes, edges)
        yield from _misplaced(reader, [said.what.key for said in nodes], judged)


def _head(fact: Fact) -> str:
    """The identity that the text of a fact begins with: `[…] {…}`."""
    return fact.text[: fact.text.index("] {") + 1]


def _validated(fact: Fact) -> Said[Node] | Said[Edge]:
    """The statement that a fact is about, checked against the ontology.  Raises ValidationError, Invalid."""
    head = _head(fact)
    *identity, by, complete = orjson.loads(head)
    content = orjson.loads(fact.text[len(head) :])
    if fact.kind == "node":
        (key,) = identity
        node = kind_of(key).model_validate({"key": key} | content)
        if isinstance(node, Alias) and key != alias_key(node.name, node.language):
            raise Invalid(f"the form {node.name!r} makes another key")
        return Said(node, by, complete=complete)
    ref = EdgeRef(*identity)
    edge = edge_type(ref.type).model_validate({"src": ref.src, "dst": ref.dst} | content)
    if edge.ref != ref:
        raise Invalid(f"its properties make it {edge.ref}")
    return Said(edge, by, complete=complete)


def _refused(nodes: Sequence[Said[Node]], edges: Sequence[Said[Edge]]) -> Iterator[Finding]:
    """What a changeset that says these would be refused for."""
    try:
        Changeset(_CHECKER, "check", datetime.now(UTC), nodes=tuple(nodes), edges=tuple(edges))
    except Refused as refused:
        yield from (Finding(offence.subject, offence.why, _LOAD_ANEW) for offence in refused.offences)


def _misplaced(reader: Reader, keys: Iterable[Key], judged: Judged) -> Iterator[Finding]:
    """Nodes, none of them merged, that live or not against what counts."""
    single = [key for key in keys if key not in judged.same]
    said = reader.said(single)
    resolved = reader.resolve(single)
    for key in single:
        counts = counted(key, {one.by: statement(one) for one in said[key]}, judged)
        expected = key if counts else None
        if resolved.get(key) != expected:
            yield Finding(key, f"is read as {resolved.get(key)}, it should be as {expected}", _LOAD_ANEW)


def _clusters_wrong(reader: Reader) -> Iterator[Finding]:
    """Merged nodes whose survivor is not the one that the judgements make."""
    judged = Judged.of(reader.judgements())
    for batch in batched(sorted(judged.same), _BATCH):
        keys = sorted({member for key in batch for member in judged.cluster(key)})
        said = {ref: [(one.by, statement(one)) for one in every] for ref, every in reader.said(keys).items()}
        placed = placements(keys, lambda key, said=said: _counted(key, said, judged), judged)  # type: ignore[misc]
        resolved = reader.resolve(keys)
        members = reader.members(keys)
        for key in batch:
            yield from _cluster_wrong(key, placed[key], resolved, members, judged)


def _counted(key: Key, said: dict[Ref, list[Sourced]], judged: Judged) -> list[Sourced]:
    return counted(key, dict(said[key]), judged)


def _cluster_wrong(
    key: Key, placed: Placed, resolved: dict[Key, Key], members: dict[Key, list[Key]], judged: Judged
) -> Iterator[Finding]:
    expected = placed.survivor if placed.living else None
    if resolved.get(key) != expected:
        yield Finding(key, f"is read as {resolved.get(key)}, the judgements make it {expected}", _LOAD_ANEW)
    elif expected == key and set(members[key]) != judged.cluster(key):
        yield Finding(
            key, f"is read for {members[key]}, the judgements join {sorted(judged.cluster(key))}", _LOAD_ANEW
        )


def _reading_wrong(reader: Reader) -> Iterator[Finding]:
    """Counts against what is read in three ways; exact look-ups against the nodes as read."""
    found: Counter[str] = Counter()
    for nodes in batched(reader.scan_nodes(), _BATCH):
        found.update(type(node).__name__ for node in nodes)
        for key, edges in reader.edges([node.key for node in nodes], "out").items():
            refs = [edge.ref for edge in edges]
            found.update(ref.type for ref in refs)
            if len(set(refs)) != len(refs):
                yield Finding(key, "the same edge is read twice", _LOAD_ANEW)
        yield from _not_found(reader, nodes)
    scanned = Counter(ref.type for ref in reader.scan_edges())
    counts = reader.counts()
    for name in sorted(found.keys() | counts.keys() | scanned.keys()):
        by_edges = scanned[name] if name in scanned else found[name]
        if not counts.get(name, 0) == found[name] == by_edges:
            yield Finding(
                name,
                f"counted {counts.get(name, 0)}, read {found[name]} by node and {by_edges} by scanning",
                _LOAD_ANEW,
            )


def _not_found(reader: Reader, nodes: Sequence[Node]) -> Iterator[Finding]:
    """Nodes that are not found by a value they hold."""
    held: dict[str, list[tuple[str, Key]]] = {}
    for node in nodes:
        for name, mark in kind_of(node.key).props().items():
            value = getattr(node, name) if mark.lookup else ""
            for part in value if isinstance(value, tuple) else (value,) if value else ():
                held.setdefault(name, []).append((part, node.key))
    for name, pairs in held.items():
        found = reader.lookup(name, {value for value, _ in pairs})
        for value, key in pairs:
            if key not in found.get(value, ()):
                yield Finding(key, f"is not found by its {name} {value!r}", _LOAD_ANEW)
