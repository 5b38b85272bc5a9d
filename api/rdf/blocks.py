"""The almanac as blocks of triples, each in one graph, streamed in a fixed order: what every writer of RDF writes.

Invariants: the same almanac gives the same blocks in the same order, however it was filled; one batch is held at a
time; the default graph, "", is the fold, each other one what a source said, and judgements have their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from api.rdf.publishing import Policy, publishers
from graph.store import Reader
from graph.view import Network
from schema.batches import batched
from schema.changeset import Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.keys import Key, kind_word
from schema.kinds.event import Event
from schema.mapping import Mapping
from schema.ontology import EDGE_TYPES, ends
from schema.statements import Statements, Triple, triples

Row: TypeAlias = "tuple[Ref, Said[Node] | Said[Edge]]"
BATCH = 500
FOLD = ""
# Edges that come out of events: there may be very many into one node.
OF_EVENTS = tuple(name for name in EDGE_TYPES if Event in ends(name)[0])
OF_OTHERS = tuple(name for name in EDGE_TYPES if name not in OF_EVENTS)


@dataclass(frozen=True, slots=True)
class Block:
    """Statements of one graph, given by its IRI; "" is the default graph."""

    graph: str
    statements: Statements

    @property
    def triples(self) -> list[Triple]:
        """Its statements, taken apart."""
        return triples(self.statements)


def fold(reader: Reader, mapping: Mapping, policy: Policy) -> Iterator[Block]:
    """Every node as read with the edges out of it, in key order; what was merged leads to what it is read as."""
    for keys in batched(reader.scan_keys(), BATCH):
        yield Block(FOLD, described(reader, mapping, policy, keys))


def about(
    reader: Reader, mapping: Mapping, policy: Policy, keys: Collection[Key], into: Collection[str]
) -> Iterator[Block]:
    """Some nodes, the edges out of them, and those into them of the types `into`, with the aliases that these bring."""
    known = set(reader.resolve(keys).values())
    for batch in batched(sorted(known), BATCH):
        yield Block(FOLD, described(reader, mapping, policy, batch))
        incoming = reader.edges(batch, "in", into)
        # What comes out of another node that was asked for stands there.
        edges = [edge for key in batch for edge in incoming[key] if edge.src not in known]
        yield Block(FOLD, mapping.edges(edges))
        aliases = sorted({edge.src for edge in edges if kind_word(edge.src) == "alias"})
        nodes = reader.nodes(aliases)
        yield Block(FOLD, "".join(mapping.node(nodes[key]) for key in aliases))


def described(reader: Reader, mapping: Mapping, policy: Policy, keys: list[Key]) -> Statements:
    """Nodes as read with the edges out of them, and what was merged into them.  Keys: of survivors."""
    nodes, edges, clusters = reader.nodes(keys), reader.edges(keys, "out"), reader.members(keys)
    found = []
    for key in keys:
        if (node := nodes.get(key)) is None:
            continue
        found.append(mapping.node(policy.shown(node, publishers(edges[key]))))
        found.append(mapping.edges(edges[key]))
        found += [mapping.merged(member, key) for member in clusters.get(key, ())[1:]]
    return "".join(found)


def said(reader: Reader, mapping: Mapping, policy: Policy, *, stamps: bool) -> Iterator[Block]:
    """What each source said, in its graph, under the keys that it used; with `stamps`, the assertions themselves too."""
    for batch in batched(reader.scan_said(), BATCH):
        yield from _by_source(reader, mapping, policy, batch, stamps)


def said_of(reader: Reader, mapping: Mapping, policy: Policy, refs: Sequence[Ref]) -> Iterator[Block]:
    """What each source said of these nodes and edges."""
    found = reader.said(refs)
    rows = [(ref, told) for ref in refs for told in found[ref]]
    yield from _by_source(reader, mapping, policy, rows, stamps=False)


def _by_source(
    reader: Reader, mapping: Mapping, policy: Policy, rows: Sequence[Row], stamps: bool
) -> Iterator[Block]:
    published = _published(reader, [ref for ref, _ in rows if not isinstance(ref, EdgeRef)])
    for by, own in groupby(sorted(rows, key=lambda row: row[1].by), key=lambda row: row[1].by):
        found: list[Statements] = []
        for ref, told in own:
            if isinstance(told.what, Node):
                found.append(mapping.node(policy.shown(told.what, published.get(told.what.key, ()))))
            else:
                found.append(mapping.said_edge(told.what))
            if stamps:
                found.append(mapping.said(ref, told.by, told.stamp, told.complete))
        yield Block(mapping.addresses.graph(by), "".join(found))


def _published(reader: Reader, keys: Collection[Key]) -> dict[Key, list[Key]]:
    """The sources that published each event among `keys`."""
    events = [key for key in keys if kind_word(key) == Event.word()]
    found: dict[Key, list[Edge]] = reader.edges(events, "out", {"PUBLISHED_BY"}) if events else {}
    return {key: publishers(edges) for key, edges in found.items()}


def cooccurrence(network: Network, mapping: Mapping, among: Collection[Key] = ()) -> Iterator[Block]:
    """The pairs of a co-occurrence network, in the order of their keys; only those of `among`, where any are given."""
    pairs = (pair for pair in network.pairs() if not among or pair.one in among or pair.other in among)
    for batch in batched(pairs, BATCH):
        told = (mapping.cooccurrence(one.one, one.other, one.count, one.npmi, one.jaccard) for one in batch)
        yield Block(FOLD, "".join(told))


def judged(reader: Reader, mapping: Mapping) -> Iterator[Block]:
    """The judgements in force, by their id."""
    given = sorted(reader.judgements(), key=lambda judgement: judgement.id)
    if given:
        yield Block(mapping.addresses.judgements, "".join(map(mapping.judgement, given)))


def bodies(reader: Reader, mapping: Mapping) -> Iterator[Block]:
    """The full texts of events, in a graph of their own."""
    for batch in batched(reader.scan_bodies(), 50):
        yield Block(mapping.addresses.bodies, "".join(mapping.body(key, text) for key, text in batch))
