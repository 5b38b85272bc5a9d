"""The graph, a neighbourhood, or the co-occurrence network as a networkx graph, for those who go on in Python.

Nodes are keys; attributes are plain values as JSON has them (instants as ISO text, lists as lists), absent ones left out.
A whole graph is held in memory: about 1 kB a node or edge.  For what does not fit, export it and read it as a stream.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias, overload

import networkx as nx

from graph.flat import Selection, attributes, scan_edges, scan_nodes
from graph.view import ALWAYS, Rank, View, Window
from schema.declare import Edge, Node
from schema.errors import BadRequest
from schema.keys import Key

What: TypeAlias = Literal["graph", "neighbourhood", "cooccurrence"]
KIND, TYPE, WEIGHT = "kind", "type", "weight"


@overload
def to_networkx(
    view: View,
    *,
    what: Literal["cooccurrence"],
    kinds: Collection[str] = ...,
    window: Window = ...,
    least: int = ...,
    rank: Rank = ...,
    now: datetime | None = ...,
) -> nx.Graph[Key]: ...


@overload
def to_networkx(
    view: View,
    *,
    what: Literal["neighbourhood"],
    centre: Key,
    hops: int = ...,
    width: int = ...,
    types: Collection[str] = ...,
    window: Window = ...,
) -> nx.MultiDiGraph[Key]: ...


@overload
def to_networkx(
    view: View, *, what: Literal["graph"] = ..., kinds: Collection[str] = ..., window: Window = ...
) -> nx.MultiDiGraph[Key]: ...


def to_networkx(view: View, *, what: What = "graph", **asked: Any) -> nx.Graph[Key]:
    """What a view shows, as networkx has it.

    what="graph": nodes of `kinds` (all where none is given), of events those in `window`, and the edges between them: a
    MultiDiGraph whose edges have their type and slot as key.

    what="neighbourhood": what stands up to `hops` around `centre`, as `Traversals.neighbourhood` cuts it: a
    MultiDiGraph; nodes have their `layer`, edges `type`, `strength` and `evidence`.

    what="cooccurrence": entities of `kinds` that share `least` events of `window` or more: a Graph; nodes have
    `events`, edges `count`, `npmi` (from three events on), `jaccard`, and as `weight` what `rank` measures.

    Raises BadRequest, and NotFound for an unknown centre.
    """
    if what not in _MAKERS:
        raise BadRequest(f"{what!r} is nothing to make a network of", do=f"Known: {', '.join(_MAKERS)}")
    return _MAKERS[what](view, **asked)


def _graph(view: View, *, kinds: Collection[str] = (), window: Window = ALWAYS) -> nx.MultiDiGraph[Key]:
    which = Selection(kinds, window)
    made: nx.MultiDiGraph[Key] = nx.MultiDiGraph()
    made.add_nodes_from((node.key, _of_node(node)) for node in scan_nodes(view.reader, which))
    for edge in scan_edges(view.reader, which):
        told = {TYPE: edge.type(), **attributes(edge)}
        made.add_edge(edge.src, edge.dst, _edge_key(edge), **told)
    return made


def _neighbourhood(
    view: View,
    *,
    centre: Key,
    hops: int = 1,
    width: int = 30,
    types: Collection[str] = (),
    window: Window = ALWAYS,
) -> nx.MultiDiGraph[Key]:
    around = view.traversals.neighbourhood(centre, hops=hops, width=width, types=types, window=window)
    layers = {key: number for number, layer in enumerate(around.layers) for key in layer}
    found = view.reader.nodes(layers)
    made: nx.MultiDiGraph[Key] = nx.MultiDiGraph()
    made.add_nodes_from(
        (key, {**_of_node(found[key]), "layer": layers[key]}) for key in layers if key in found
    )
    for link in around.links:
        if link.src in made and link.dst in made:
            told = {TYPE: link.type, "strength": link.strength, "evidence": list(link.evidence)}
            made.add_edge(link.src, link.dst, link.type, **told)
    return made


def _cooccurrence(
    view: View,
    *,
    kinds: Collection[str] = (),
    window: Window = ALWAYS,
    least: int = 1,
    rank: Rank = "count",
    now: datetime | None = None,
) -> nx.Graph[Key]:
    network = view.traversals.network(window, kinds=kinds, least=least, rank=rank, now=now)
    counts = dict(network.nodes())
    found = view.reader.nodes(counts)
    made: nx.Graph[Key] = nx.Graph()
    made.add_nodes_from(
        (key, {**_of_node(found[key]), "events": counts[key]}) for key in counts if key in found
    )
    for pair in network.pairs():
        if pair.one in made and pair.other in made:
            told = {"count": pair.count, "npmi": pair.npmi, "jaccard": pair.jaccard, WEIGHT: pair.score}
            made.add_edge(
                pair.one, pair.other, **{name: value for name, value in told.items() if value is not None}
            )
    return made


_MAKERS: Mapping[str, Callable[..., nx.Graph[Key]]] = {
    "graph": _graph,
    "neighbourhood": _neighbourhood,
    "cooccurrence": _cooccurrence,
}


def _of_node(node: Node) -> dict[str, Any]:
    return {KIND: type(node).__name__, **attributes(node)}


def _edge_key(edge: Edge) -> str:
    return f"{edge.type()} {edge.slot}" if edge.slot else edge.type()
