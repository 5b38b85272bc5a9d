"""What is exported: the graph, or the co-occurrence network, as columns and two streams of rows in a fixed order.

Invariants: the same almanac gives the same rows in the same order; the streams can be read again and hold one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from api.answers.labels import label
from api.export.columns import Column, columns
from graph.flat import BATCH, Selection, Value, scan_edges, scan_nodes, values
from graph.store import Reader
from graph.traverse.ties import CO_OCCURS
from graph.view import Network
from schema.batches import batched
from schema.declare import Edge, Node
from schema.ontology import EDGE_TYPES, ENTITY_KINDS, KINDS, ends

# What stands beside the properties: the columns that a writer puts first.
OF_NODES = ("key", "kind", "label")
OF_EDGES = ("src", "dst", "type")
_EVENTS = Column("events", int)
_OF_PAIRS = (Column("count", int), Column("npmi", float), Column("jaccard", float), Column("weight", float))


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node: what identifies and names it, and its values by column; absent ones are left out."""

    key: str
    kind: str
    label: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """An edge.  weight: how strong it is; None where that means nothing, and then no column of it exists either."""

    src: str
    dst: str
    type: str
    values: Mapping[str, Value]
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a writer writes.  `nodes` and `edges` start their stream anew each time they are called."""

    directed: bool
    node_columns: tuple[Column, ...]
    edge_columns: tuple[Column, ...]
    nodes: Callable[[], Iterator[NodeRow]]
    edges: Callable[[], Iterator[EdgeRow]]


def graph(reader: Reader, which: Selection) -> Contents:
    """The nodes of a selection with all their properties, and the edges between them."""
    kinds = [KINDS[name] for name in KINDS if not which.kinds or name in which.kinds]
    types = [cls for name, cls in EDGE_TYPES.items() if all(map(set(kinds).intersection, ends(name)))]
    return Contents(
        True,
        columns(kinds),
        columns(types),
        lambda: (_node(node, values(node)) for node in scan_nodes(reader, which)),
        lambda: (_edge(edge) for edge in scan_edges(reader, which)),
    )


def network(reader: Reader, pairs: Network, kinds: Collection[str]) -> Contents:
    """The entities of a co-occurrence network with all their properties, and its pairs, weighed by what it ranks by."""
    shown = [KINDS[name] for name in ENTITY_KINDS if not kinds or name in kinds]

    def nodes() -> Iterator[NodeRow]:
        for batch in batched(pairs.nodes(), BATCH):
            found = reader.nodes([key for key, _ in batch])
            for key, events in batch:
                if key in found:
                    yield _node(found[key], {_EVENTS.name: events, **values(found[key])})

    def edges() -> Iterator[EdgeRow]:
        for pair in pairs.pairs():
            told = {"count": pair.count, "npmi": pair.npmi, "jaccard": pair.jaccard, "weight": pair.score}
            shown = {name: value for name, value in told.items() if value is not None}
            yield EdgeRow(pair.one, pair.other, CO_OCCURS, shown, pair.score)

    return Contents(False, (_EVENTS, *columns(shown)), _OF_PAIRS, nodes, edges)


def _node(node: Node, told: Mapping[str, Value]) -> NodeRow:
    return NodeRow(node.key, type(node).__name__, label(node), told)


def _edge(edge: Edge) -> EdgeRow:
    return EdgeRow(edge.src, edge.dst, edge.type(), values(edge))
