"""Brings RDF data on disk from one revision to a later one, touching only what the changes between them moved.

The graphs of sources and of judgements follow the log.  Of the default graph, the fold, whatever belongs to a node that
may be read otherwise is taken out and told anew: the node, the edges out of it, and what was merged into it.  Who is
concerned is found from both sides, from the data as they were and from the store as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad

from api.rdf import blocks
from api.rdf.blocks import FOLD
from api.rdf.changes import differences
from api.rdf.dump import attributed
from api.rdf.publishing import EVERYTHING, policy
from graph.projection.advance import Merges
from graph.projection.touched import Touched
from graph.store import Reader
from schema.addresses import Addresses
from schema.batches import batched
from schema.changeset import Revision
from schema.declare import EdgeRef
from schema.keys import Key, kind_word
from schema.kinds.event import Event
from schema.kinds.source import Source
from schema.mapping import Mapping
from schema.ontology import EDGE_TYPES
from schema.rdf import DCT, RDF
from schema.statements import Statements

_BULK = 5_000  # quads from which on files of their own are quicker than a transaction
_HERE = DefaultGraph()
_REPLACED = NamedNode(DCT.isReplacedBy)
_SUBJECT = NamedNode(RDF.subject)
# What is told with the node at its object's end: what was merged into it, and edges out of it said the other way round.
_OF_OBJECTS = {
    _REPLACED,
    *(NamedNode(cls.marks.back_rdf) for cls in EDGE_TYPES.values() if cls.marks.back_rdf),
}


@dataclass(slots=True)
class Grown:
    """By how many quads the data grew, and how many of them are in the default graph."""

    quads: int = 0
    triples: int = 0


def step(data: pyoxigraph.Store, reader: Reader, terms: Mapping, touched: Touched, since: Revision) -> Grown:
    """Bring `data` from revision `since` to the reader's, given all that was touched in between.  Raises Forgotten."""
    fold = _Fold(data, terms.addresses)
    grown = Grown()
    concerned, told = _concerned(fold, reader, touched)
    allowed = policy(reader)
    for batch in batched(sorted(concerned)):
        old = set(chain.from_iterable(map(fold.of, batch)))
        living = sorted(told.intersection(batch))
        text = blocks.described(reader, terms, allowed, living) + attributed(living, terms)
        new = set(_quads(text, FOLD))
        _exchange(data, old, new)
        grown.triples += len(new) - len(old)
    grown.quads = grown.triples
    # Whatever was published of the texts before, all of them are what is taken out.
    for moved in differences(reader, terms, since, EVERYTHING):
        before = {quad for one in moved for quad in _quads(one.before, one.graph) if quad in data}
        after = {quad for one in moved for quad in _quads(one.after, one.graph)}
        _exchange(data, before, after)
        grown.quads += len(after) - len(before)
    return grown


def _exchange(data: pyoxigraph.Store, old: set[Quad], new: set[Quad]) -> None:
    for quad in old - new:
        data.remove(quad)
    added = new - old
    if len(added) >= _BULK:
        data.bulk_extend(added)
    else:
        data.extend(added)


def _quads(text: Statements, graph: str) -> Iterator[Quad]:
    named = NamedNode(graph) if graph else _HERE
    for quad in pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.N_TRIPLES):
        yield Quad(quad.subject, quad.predicate, quad.object, named)


def _concerned(fold: _Fold, reader: Reader, touched: Touched) -> tuple[set[Key], set[Key]]:
    """The keys of which the fold may tell something else than it did; and those of them that are read as themselves now."""
    before: dict[Key, Key] = {}
    after: dict[Key, Key] = {}
    new: set[Key] = {*touched.nodes, *touched.sources}
    while new:
        was, now = fold.read_as(new), reader.resolve(new)
        before |= was
        after |= now
        found = {key for survivor in set(was.values()) for key in fold.cluster(survivor)}
        found.update(chain.from_iterable(reader.members(set(now.values())).values()))
        new = found - before.keys() - after.keys()
    moved = {key for key in Merges(before, after).moved if kind_word(key) != Event.word()}
    around = set(chain.from_iterable(map(fold.sources_into, moved)))
    for batch in batched(sorted(key for key in moved if after.get(key) == key)):
        for refs in reader.edge_refs(batch, "in").values():
            around.update(ref.src for ref in refs)
    after |= reader.resolve(around)
    concerned = {*before.keys(), *after.keys(), *around}
    return concerned, {key for key, survivor in after.items() if key == survivor}


class _Fold:
    """What the default graph of the data tells."""

    def __init__(self, data: pyoxigraph.Store, addresses: Addresses) -> None:
        self._data = data
        self._addresses = addresses

    def read_as(self, keys: Iterable[Key]) -> dict[Key, Key]:
        """What each key is read as; those that it does not tell of are absent."""
        found: dict[Key, Key] = {}
        for key in keys:
            node = self._node(key)
            replaced = next(self._matching(node, _REPLACED, None), None)
            if replaced is not None:
                found[key] = self._key(_iri(replaced.object))
            elif next(self._matching(node, None, None), None) is not None:
                found[key] = key
        return found

    def cluster(self, survivor: Key) -> list[Key]:
        """The keys that are read as one, itself among them."""
        merged = self._matching(None, _REPLACED, self._node(survivor))
        return [survivor, *(self._key(_iri(quad.subject)) for quad in merged)]

    def sources_into(self, key: Key) -> set[Key]:
        """The nodes with an edge into this one."""
        found = set()
        for quad in self._matching(None, None, self._node(key)):
            ref = self._addresses.ref(_iri(quad.subject).value)
            if ref is not None:
                found.add(ref.src if isinstance(ref, EdgeRef) else ref)
        return found

    def of(self, key: Key) -> Iterator[Quad]:
        """All that it tells because of one node: its own statements, those of the edges out of it, and of its parts."""
        node = self._node(key)
        subjects = [node]
        subjects += [_iri(quad.subject) for quad in self._matching(None, _SUBJECT, node)]
        if kind_word(key) == Source.word():
            subjects.append(NamedNode(self._addresses.graph(key)))
        for (
            subject
        ) in subjects:  # which grows meanwhile by the parts of each, such as the places of a mention
            whole = subject.value.partition("#")[0]
            for quad in self._matching(subject, None, None):
                if quad.predicate in _OF_OBJECTS:
                    continue
                yield quad
                term = quad.object
                if isinstance(term, NamedNode) and term.value.startswith(f"{whole}#"):
                    subjects.append(term)
        for predicate in _OF_OBJECTS:
            yield from self._matching(None, predicate, node)

    def _matching(
        self, subject: NamedNode | None, predicate: NamedNode | None, term: NamedNode | None
    ) -> Iterator[Quad]:
        return self._data.quads_for_pattern(subject, predicate, term, _HERE)

    def _node(self, key: Key) -> NamedNode:
        return NamedNode(self._addresses.node(key))

    def _key(self, node: NamedNode) -> Key:
        ref = self._addresses.ref(node.value)
        if ref is None or isinstance(ref, EdgeRef):
            raise ValueError(f"{node} is no node")
        return ref


def _iri(term: object) -> NamedNode:
    """A term of data that have no blank nodes."""
    if not isinstance(term, NamedNode):
        raise TypeError(f"{term} is no IRI")
    return term
