"""The least-cost way between two nodes: one that avoids hubs, with what stands behind each step.

The nodes of a path are entities and papers; papers are reached by said edges alone, and events are only evidence.
A step is a said edge, in either direction, or one shared event.  A path costs the sum over its inner nodes of
round(1024 · log2(1 + degree)), degree being a node's events (all that concern it) and its said edges.  Among equal
costs the path with fewer steps is taken, then the one whose keys come first, read from the start.

Found by layers of exactly 0, 1, 2 … steps, counted back from the goal (Bellman 1958, in its form for a limited number
of steps).  A node stays in a layer only where no fewer steps reach the goal as cheaply, and where it could still
be on a way cheaper than one already found; then the path is read off the layers from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graph.projection.ragged import Longs, Ragged
from graph.projection.state import State
from graph.projection.typed import world_numbers
from graph.traverse.cooccurrence import counts
from graph.traverse.evidence import shared
from graph.traverse.ties import CO_OCCURS, EVIDENCE, Asked, said, strengths
from graph.view import ALWAYS, Link, Route
from schema.errors import BadRequest
from schema.keys import Key

_FAR = np.int64(2**60)


@dataclass(frozen=True, slots=True)
class _Layer:
    """The nodes from which the goal is reached in so many steps, sorted, and the least cost of the nodes between."""

    nodes: Longs
    costs: Longs


def path(state: State, start: Key, goal: Key, *, longest: int = 6) -> Route | None:
    """The least-cost path of at most `longest` steps, None where there is none.  Raises NotFound, BadRequest."""
    if longest < 1:
        raise BadRequest(f"a path of at most {longest} steps goes nowhere", do="Ask for 1 or more")
    first, last = state.nodes.find(start), state.nodes.find(goal)
    if first == last:
        return Route((state.nodes.keys[first],), (), 0)
    tolls = state.memory.get("tolls", lambda: _tolls(state))
    layers, cost = _layers(state, (first, last), tolls, longest)
    if cost is None:
        return None
    nodes = _read_off(state, layers, tolls, (first, cost))
    steps = tuple(_step(state, one, other) for one, other in pairwise(nodes))
    return Route(tuple(state.nodes.keys[node] for node in nodes), steps, cost)


def _tolls(state: State) -> Longs:
    """What it costs to pass through each node."""
    degrees = state.concern_counts() + state.typed.around.lengths
    tolls: Longs = np.rint(1024 * np.log2(1 + degrees.astype(np.float64))).astype(np.int64)
    return tolls


def _layers(
    state: State, ends: tuple[int, int], tolls: Longs, longest: int
) -> tuple[list[_Layer], int | None]:
    """The layers up to the one that holds the best path, and its cost; None where there is none."""
    start, goal = ends
    layers = [_Layer(np.array([goal]), np.zeros(1, np.int64))]
    least = np.full(state.size, _FAR)  # of any number of steps so far
    least[goal] = 0
    best, cost = 0, int(_FAR)
    frontier = layers[0]
    for steps in range(1, longest + 1):
        fees = tolls[frontier.nodes] if steps > 1 else np.zeros(1, np.int64)
        reached = _reached(state, frontier.nodes, frontier.costs + fees)
        nodes = np.flatnonzero((reached < least) & (reached < cost))
        least[nodes] = reached[nodes]
        layers.append(_Layer(nodes, reached[nodes]))
        if reached[start] < cost:
            best, cost = steps, int(reached[start])
        going_on = (reached[nodes] + tolls[nodes] < cost) & (nodes != start)
        frontier = _Layer(nodes[going_on], reached[nodes[going_on]])
        if not len(frontier.nodes):
            break
    return layers[: best + 1], cost if best else None


def _reached(state: State, nodes: Longs, costs: Longs) -> Longs:
    """The least cost with which one step leads from any node to one of `nodes`."""
    found = np.full(state.size, _FAR)
    for part in state.parts:
        mentioned, mentions = part.block.mentioned, part.block.rows.mentions
        here = nodes < len(mentioned)
        events = mentioned.gather(nodes[here])
        spread = np.repeat(costs[here], mentioned.sizes(nodes[here]))
        if part.live is not None:
            kept = part.live[events]
            events, spread = events[kept], spread[kept]
        cheapest = np.full(len(part.block), _FAR)
        np.minimum.at(cheapest, events, spread)
        rows = np.flatnonzero(cheapest < _FAR)
        np.minimum.at(found, mentions.gather(rows), np.repeat(cheapest[rows], mentions.sizes(rows)))
    around: Ragged = state.typed.around
    edges, spread = around.gather(nodes), np.repeat(costs, around.sizes(nodes))
    for side in (state.typed.src, state.typed.dst):
        np.minimum.at(found, side[edges], spread)
    return found


def _read_off(state: State, layers: list[_Layer], tolls: Longs, start: tuple[int, int]) -> list[int]:
    """The nodes of the best path: at each step the first by key of those from which the rest costs what is left."""
    node, left = start
    nodes = [node]
    for layer in reversed(layers[1:-1]):
        left_after = left - tolls[layer.nodes]
        fitting = layer.nodes[layer.costs == left_after]
        near = fitting[_touching(state, node, fitting)]
        node = int(near[np.argmin(state.nodes.rank[near])])
        left -= int(tolls[node])
        nodes.append(node)
    return [*nodes, int(layers[0].nodes[0])]


def _touching(state: State, node: int, others: Longs) -> Longs:
    """The places of those `others` that are one step from `node`."""
    one_step = _reached(state, np.array([node]), np.zeros(1, np.int64))
    one_step[node] = _FAR
    return np.flatnonzero(one_step[others] < _FAR)


def _step(state: State, node: int, other: int) -> Link:
    """A step: the first said edge between two nodes, else their co-occurrence with its newest events."""
    one, two = state.nodes.keys[node], state.nodes.keys[other]
    for link in said(Asked(state, world_numbers(()), None), node):
        if {link.src, link.dst} == {one, two}:
            return link
    together = counts(state, node, ALWAYS)
    strength = float(strengths(state, node, together, ALWAYS)[other])
    return Link(one, two, CO_OCCURS, strength, shared(state, node, [other], ALWAYS, EVIDENCE)[0])
