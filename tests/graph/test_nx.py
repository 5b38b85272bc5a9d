"""`to_networkx` holds what the Reader and the traversals say: every node and edge, and plain values only."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.flat import attributes
from graph.nx import to_networkx
from graph.projection import open_projection
from graph.view import View, Window
from schema.edges.news import Mentions
from schema.errors import BadRequest, NotFound
from schema.kinds.event import Event
from tests.api.world import MODEL, NOW, SPARSE, TECHNIQUE, make_world


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """A view of a small almanac."""
    world = make_world(tmp_path_factory.mktemp("nx"))
    with open_projection(world.store).view() as opened:
        yield opened
    world.store.close()


def _plain(value: Any) -> bool:
    return isinstance(value, bool | int | float | str) or (
        isinstance(value, list) and all(not isinstance(part, list) and _plain(part) for part in value)
    )


def test_the_whole_graph(view: View) -> None:
    graph = to_networkx(view)
    assert isinstance(graph, nx.MultiDiGraph)
    nodes = {node.key: node for node in view.reader.scan_nodes()}
    assert {key: graph.nodes[key] for key in graph} == {
        key: {"kind": type(node).__name__, **attributes(node)} for key, node in nodes.items()
    }
    edges = [edge for out in view.reader.edges(nodes, "out").values() for edge in out]
    assert graph.number_of_edges() == len(edges) == len(list(view.reader.scan_edges()))
    for edge in edges:
        key = f"{edge.type()} {edge.slot}".strip()
        assert graph.edges[edge.src, edge.dst, key] == {"type": edge.type(), **attributes(edge)}
    held = [told for *_, told in (*graph.nodes(data=True), *graph.edges(data=True))]
    assert all(_plain(value) for told in held for value in told.values())


def test_a_part_of_the_graph(view: View) -> None:
    since = sorted(node.at for node in view.reader.scan_nodes() if isinstance(node, Event) and node.at)[10]
    part = to_networkx(view, kinds=["Event", "Technique"], window=Window(since=since))
    whole = to_networkx(view)
    kept = [
        key
        for key, told in whole.nodes(data=True)
        if told["kind"] == "Technique"
        or (told["kind"] == "Event" and told["at"] >= f"{since:%Y-%m-%dT%H:%M:%SZ}")
    ]
    assert nx.utils.graphs_equal(part, whole.subgraph(kept))
    assert len(part) < len(whole)


def test_a_neighbourhood(view: View) -> None:
    around = view.traversals.neighbourhood(TECHNIQUE.key, hops=2, width=5)
    graph = to_networkx(view, what="neighbourhood", centre=TECHNIQUE.key, hops=2, width=5)
    assert {key: told["layer"] for key, told in graph.nodes(data=True)} == {
        key: number for number, layer in enumerate(around.layers) for key in layer
    }
    assert graph.nodes[MODEL.key]["name"] == MODEL.name
    assert sorted(
        (*edge[:2], edge[2]["type"], edge[2]["strength"]) for edge in graph.edges(data=True)
    ) == sorted((link.src, link.dst, link.type, link.strength) for link in around.links)
    assert graph.edges[TECHNIQUE.key, MODEL.key, "CO_OCCURS"]["evidence"]


def test_the_cooccurrence_network(view: View) -> None:
    graph = to_networkx(view, what="cooccurrence", least=2, rank="npmi")
    assert type(graph) is nx.Graph
    keys = [node.key for node in view.reader.scan_nodes(["Event"])]
    shared: dict[tuple[str, str], int] = {}
    for mentions in view.reader.edges(keys, "out", [Mentions.type()]).values():
        for pair in combinations(sorted({edge.dst for edge in mentions}), 2):
            shared[pair] = shared.get(pair, 0) + 1
    expected = {pair: count for pair, count in shared.items() if count >= 3}  # npmi says nothing below
    assert {tuple(sorted(pair)): told["count"] for *pair, told in graph.edges(data=True)} == expected
    for one, other, told in graph.edges(data=True):
        row = next(row for row in view.traversals.cooccurring(one, limit=100).rows if row.key == other)
        assert (told["npmi"], told["weight"], told["jaccard"]) == (row.npmi, row.npmi, row.jaccard)
    assert graph.nodes[SPARSE.key]["events"] == view.traversals.presence([SPARSE.key])[0].count
    assert set(graph) == {key for pair in expected for key in pair}


def test_kinds_choose_both_ends(view: View) -> None:
    graph = to_networkx(view, what="cooccurrence", kinds=["Technique"])
    assert set(graph.edges) == {tuple(sorted((SPARSE.key, TECHNIQUE.key)))}
    assert not to_networkx(view, what="cooccurrence", window=Window(since=NOW))


def test_questions_without_an_answer(view: View) -> None:
    with pytest.raises(BadRequest, match="Known: graph, neighbourhood, cooccurrence"):
        to_networkx(view, what="everything")  # type: ignore[call-overload]
    with pytest.raises(BadRequest, match="no kind"):
        to_networkx(view, kinds=["Planet"])
    with pytest.raises(BadRequest, match="no rank"):
        to_networkx(view, what="cooccurrence", rank="fame")  # type: ignore[call-overload]
    with pytest.raises(NotFound, match="topic/none"):
        to_networkx(view, what="neighbourhood", centre="topic/none")


def test_a_graph_can_be_written_on(view: View, tmp_path: Path) -> None:
    """What networkx writes needs scalars: a co-occurrence network of entities without lists goes as it is."""
    graph = to_networkx(view, what="cooccurrence", kinds=["Model", "Organization"])
    nx.write_graphml(graph, tmp_path / "x.graphml")
    read = nx.read_graphml(tmp_path / "x.graphml")
    assert sorted(read.nodes(data=True)) == sorted(graph.nodes(data=True))
    assert {(*sorted(ends), told["weight"]) for *ends, told in read.edges(data=True)} == {
        (*sorted(ends), told["weight"]) for *ends, told in graph.edges(data=True)
    }
