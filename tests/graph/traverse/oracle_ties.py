"""Neighbourhoods and paths as they are defined, on a plain networkx graph."""

from __future__ import annotations

import math
from collections.abc import Collection
from itertools import combinations

import networkx as nx

from graph.view import ALWAYS, Window
from schema.keys import Key
from schema.kinds.entity import Entity
from schema.kinds.paper import Paper
from tests.graph.traverse.oracle_company import Company
from tests.graph.traverse.plain import Indexed


def said_between(graph: Indexed, types: Collection[str] = ()) -> set[tuple[str, Key, Key]]:
    """Said edges between entities and papers."""
    return {
        (link.type, link.src, link.dst)
        for link in graph.plain.links
        if all(isinstance(graph.nodes[end], Entity | Paper) for end in (link.src, link.dst))
        and (not types or link.type in types)
    }


def ties(graph: Indexed, types: Collection[str], window: Window | None) -> nx.Graph[Key]:
    """Who is tied to whom and how strongly: said edges 1; two shared events or more, npmi but no less than 0."""
    found: nx.Graph[Key] = nx.Graph()
    found.add_nodes_from(key for key, node in graph.nodes.items() if isinstance(node, Entity | Paper))
    if window is not None:
        company = Company(graph, window)
        for (one, other), count in company.pairs.items():
            if count >= 2:
                found.add_edge(one, other, strength=max(0.0, company.npmi(one, other)))
    for _, src, dst in said_between(graph, types):
        found.add_edge(src, dst, strength=1.0)
    return found


def layers(tied: nx.Graph[Key], centre: Key, hops: int, width: int) -> tuple[list[list[Key]], list[int]]:
    """The layers, strongest first, then key, and how many of each were left out."""
    found, omitted, seen = [[centre]], [], {centre}
    for _ in range(hops):
        strength: dict[Key, float] = {}
        for node in found[-1]:
            for other in tied.neighbors(node) if node in tied else ():
                if other not in seen:
                    strength[other] = max(
                        strength.get(other, 0.0), round(tied.edges[node, other]["strength"], 9)
                    )
        ranked = sorted(strength, key=lambda key: (-strength[key], key))
        omitted.append(len(ranked[width:]))
        if not ranked:
            break
        found.append(ranked[:width])
        seen.update(ranked[:width])
    return found, omitted


def steps(graph: Indexed) -> nx.Graph[Key]:
    """A step is a said edge or one shared event."""
    found: nx.Graph[Key] = nx.Graph()
    for mentioned in graph.mentions.values():
        found.add_edges_from(combinations(sorted(mentioned), 2))
    found.add_edges_from((src, dst) for _, src, dst in said_between(graph))
    return found


def toll(graph: Indexed, key: Key) -> int:
    """round(1024 log2(1 + degree)), degree being events and said edges (each of its slots)."""
    said = sum(
        key in (link.src, link.dst)
        for link in graph.plain.links
        if all(isinstance(graph.nodes[end], Entity | Paper) for end in (link.src, link.dst))
    )
    return round(1024 * math.log2(1 + len(graph.concerns[key]) + said))


def best_path(graph: Indexed, start: Key, goal: Key, longest: int) -> tuple[int, list[Key]] | None:
    """The least of all simple paths by cost, number of steps and keys."""
    joined = steps(graph)
    if start not in joined or goal not in joined:
        return None
    tolls = {key: toll(graph, key) for key in joined}
    paths = nx.all_simple_paths(joined, start, goal, cutoff=longest)
    costs = [(sum(tolls[key] for key in path[1:-1]), len(path), path) for path in paths]
    if not costs:
        return None
    cost, _, path = min(costs)
    return cost, path


def evidence(graph: Indexed, one: Key, other: Key, window: Window = ALWAYS) -> list[Key]:
    """The events that mention both, newest first, then key."""
    return graph.newest_first(
        event for event, found in graph.with_mentions(window).items() if {one, other} <= found
    )
