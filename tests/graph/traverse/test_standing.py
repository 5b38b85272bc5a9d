"""PageRank equals networkx's, and communities part the network as well as another algorithm does, always alike."""

from __future__ import annotations

import networkx as nx
import pytest

from graph.projection.advance import compacted
from graph.projection.state import State
from graph.traverse.derive import derive
from graph.view import ALWAYS
from schema.keys import Key
from tests.graph.projection.worlds import grown
from tests.graph.traverse.oracle_company import Company
from tests.graph.traverse.oracle_ties import said_between
from tests.graph.traverse.plain import Indexed, status
from tests.seeds import seeds


def _network(graph: Indexed) -> nx.Graph[Key]:
    """Active and retired entities; shared events and said edges as weights."""
    found: nx.Graph[Key] = nx.Graph()
    found.add_nodes_from(key for key in graph.entities() if status(graph.nodes[key]) in ("active", "retired"))
    weights: dict[tuple[Key, Key], int] = dict(Company(graph, ALWAYS).pairs)
    for link in graph.plain.links:
        if (link.type, link.src, link.dst) in said_between(graph):
            pair = min(link.src, link.dst), max(link.src, link.dst)
            weights[pair] = weights.get(pair, 0) + 1
    for (one, other), weight in weights.items():
        if one in found and other in found and one != other:
            found.add_edge(one, other, weight=weight)
    found.remove_nodes_from([key for key in list(found) if not found.degree(key)])
    return found


def _standing(state: State) -> tuple[dict[Key, float], dict[Key, set[Key]]]:
    """Rank of each entity that has one, and communities by their first member."""
    found = derive(state).standing
    ranks = {state.nodes.keys[n]: float(rank) for n, rank in enumerate(found.rank.tolist()) if rank}
    communities: dict[Key, set[Key]] = {}
    for node, first in enumerate(found.community.tolist()):
        if first >= 0:
            communities.setdefault(state.nodes.keys[first], set()).add(state.nodes.keys[node])
    return ranks, communities


@pytest.mark.parametrize("seed", seeds(40, slow=160))
def test_page_rank_equals_that_of_networkx(seed: int) -> None:
    made = grown(seed)
    network = _network(Indexed(made.plain))
    ranks, _ = _standing(made.state)
    if not network.edges:
        assert ranks == {}
        return
    expected = nx.pagerank(network, alpha=0.85, tol=1e-12, max_iter=1000)
    assert ranks == pytest.approx({key: rank * len(network) for key, rank in expected.items()}, abs=1e-6)


@pytest.mark.parametrize("seed", seeds(40, slow=160))
def test_communities_part_the_network(seed: int) -> None:
    made = grown(seed)
    network = _network(Indexed(made.plain))
    ranks, communities = _standing(made.state)
    assert _standing(compacted(made.state)) == (ranks, communities)  # whatever the numbers
    assert sorted(key for members in communities.values() for key in members) == sorted(network)
    for first, members in communities.items():
        assert first == min(members, key=lambda key: (-ranks[key], key))
    if communities:
        greedy = [set(part) for part in nx.community.greedy_modularity_communities(network, weight="weight")]
        ours, theirs = (nx.community.modularity(network, part) for part in (communities.values(), greedy))
        assert ours >= theirs - 0.1


def test_communities_are_as_good_as_the_greedy_ones_on_the_whole() -> None:
    gains = []
    for seed in range(40):
        network = _network(Indexed(grown(seed).plain))
        _, communities = _standing(grown(seed).state)
        if communities:
            greedy = [
                set(part) for part in nx.community.greedy_modularity_communities(network, weight="weight")
            ]
            ours, theirs = (nx.community.modularity(network, part) for part in (communities.values(), greedy))
            gains.append(ours - theirs)
    assert len(gains) > 20
    assert sum(gains) / len(gains) > -0.01
