"""The least-cost way between two nodes: one that avoids hubs, with what stands behind each step.

The nodes of a path are entities and papers; papers are reached by said edges alone, and events are only evidence.
A step is a said edge, in either direction, or one shared event.  A path costs the sum over its inner nodes of
round(1024 · log2(1 + degree)), degree being a node's events (all that concern it) and its said edges.  Among equal
costs the path with fewer steps is taken, then the one whose keys come first, read from the start.

Found from both ends at once, by layers of exactly 0, 1, 2 … steps (Bellman 1958, in its form for a limited number of
steps), the side with less to look through going first (Pohl 1971): so a hub is looked through only where nothing
cheaper was found without.  A node stays in a layer only where no fewer steps reach it as cheaply, and where it could
still be on a way cheaper than one already found; a path of n steps is a node in the i-th layer of the one side and in
the (n - i)-th of the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from graph.projection.ragged import Longs, Rows, firsts
from graph.projection.state import State
from graph.projection.typed import world_numbers
from graph.traverse.cooccurrence import met
from graph.traverse.evidence import shared
from graph.traverse.ties import CO_OCCURS, EVIDENCE, Asked, said, strengths
from graph.view import ALWAYS, Link, Route
from schema.errors import BadRequest
from schema.keys import Key

_FAR = 2**60


@dataclass(frozen=True, slots=True)
class _Layer:
    """The nodes that are reached in so many steps, sorted, and the least cost of the nodes between."""

    nodes: Longs
    costs: Longs

    def at(self, places: Longs) -> _Layer:
        """Some of them."""
        return _Layer(self.nodes[places], self.costs[places])


class _Side:
    """The layers that were reached from one end so far."""

    def __init__(self, state: State, end: int) -> None:
        self.layers = [_Layer(np.array([end]), np.zeros(1, np.int64))]
        self._least = np.full(state.size, _FAR)  # of any number of steps so far
        self._least[end] = 0

    @property
    def last(self) -> _Layer:
        """The newest layer."""
        return self.layers[-1]

    def frontier(self, tolls: Longs, best: int, end: int) -> _Layer:
        """The nodes of the newest layer through which a way cheaper than `best` may go on, each with its own toll paid."""
        if len(self.layers) == 1:
            return self.last
        paid = self.last.costs + tolls[self.last.nodes]
        on = np.flatnonzero((paid < best) & (self.last.nodes != end))
        return _Layer(self.last.nodes[on], paid[on])

    def grow(self, state: State, frontier: _Layer, best: int) -> None:
        """Add the layer that is one step from `frontier`."""
        reached = _reached(state, frontier)
        better = np.flatnonzero((reached.costs < self._least[reached.nodes]) & (reached.costs < best))
        self.layers.append(reached.at(better))
        self._least[self.last.nodes] = self.last.costs


@dataclass(frozen=True, slots=True)
class _Found:
    """The best so far: its cost, how many steps are on the start's side, and the nodes where the sides meet."""

    cost: int = _FAR
    before: int = 0
    after: int = 0
    meeting: Longs = field(default_factory=lambda: np.zeros(0, np.int64))


def path(state: State, start: Key, goal: Key, *, longest: int = 6) -> Route | None:
    """The least-cost path of at most `longest` steps, None where there is none.  Raises NotFound, BadRequest."""
    if longest < 1:
        raise BadRequest(f"a path of at most {longest} steps goes nowhere", do="Ask for 1 or more")
    first, last = state.nodes.find(start), state.nodes.find(goal)
    if first == last:
        return Route((state.nodes.keys[first],), (), 0)
    tolls = state.memory.get("tolls", lambda: _tolls(state))
    here, there = _Side(state, first), _Side(state, last)
    found = _search(state, (here, there), tolls, longest)
    if not len(found.meeting):
        return None
    nodes = _read_off(state, (here, there), tolls, found)
    steps = tuple(_step(state, one, other) for one, other in pairwise(nodes))
    return Route(tuple(state.nodes.keys[node] for node in nodes), steps, found.cost)


def _tolls(state: State) -> Longs:
    """What it costs to pass through each node."""
    degrees = state.concern_counts() + state.typed.around.lengths
    tolls: Longs = np.rint(1024 * np.log2(1 + degrees.astype(np.float64))).astype(np.int64)
    return tolls


def _search(state: State, sides: tuple[_Side, _Side], tolls: Longs, longest: int) -> _Found:
    """The cost, number of steps and meeting nodes of the best path."""
    here, there = sides
    first, last = int(here.last.nodes[0]), int(there.last.nodes[0])
    best = _Found()
    for _ in range(longest):
        frontiers = here.frontier(tolls, best.cost, last), there.frontier(tolls, best.cost, first)
        if not all(len(frontier.nodes) for frontier in frontiers):
            break
        nearer = min((0, 1), key=lambda side: int(tolls[frontiers[side].nodes].sum()))
        sides[nearer].grow(state, frontiers[nearer], best.cost)
        _, mine, theirs = np.intersect1d(
            here.last.nodes, there.last.nodes, assume_unique=True, return_indices=True
        )
        if len(mine):
            nodes = here.last.nodes[mine]
            passing = np.where((nodes == first) | (nodes == last), 0, tolls[nodes])
            costs = here.last.costs[mine] + there.last.costs[theirs] + passing
            cost = int(costs.min())
            if cost < best.cost:
                best = _Found(cost, len(here.layers) - 1, len(there.layers) - 1, nodes[costs == cost])
    return best


def _reached(state: State, layer: _Layer) -> _Layer:
    """The nodes one step from `layer`, and the least cost with which one is reached."""
    nodes, costs = [], []
    for part in state.parts:
        mentioned, mentions = part.block.mentioned, part.block.rows.mentions
        here = layer.nodes < len(mentioned)
        events = mentioned.gather(layer.nodes[here])
        spread = np.repeat(layer.costs[here], mentioned.sizes(layer.nodes[here]))
        if part.live is not None:
            kept = part.live[events]
            events, spread = events[kept], spread[kept]
        rows, cheapest = _least(events, spread, len(part.block))
        nodes.append(mentions.gather(rows))
        costs.append(np.repeat(cheapest, mentions.sizes(rows)))
    around = state.typed.around
    edges, spread = around.gather(layer.nodes), np.repeat(layer.costs, around.sizes(layer.nodes))
    for side in (state.typed.src, state.typed.dst):
        nodes.append(side[edges])
        costs.append(spread)
    return _Layer(*_least(np.concatenate(nodes), np.concatenate(costs), state.size))


def _least(numbers: Rows, costs: Longs, size: int) -> tuple[Longs, Longs]:
    """Each of these numbers, below `size`, once and rising, with its least cost."""
    if len(numbers) * 16 > size:
        least = np.full(size, _FAR)
        np.minimum.at(least, numbers, costs)
        found = np.flatnonzero(least < _FAR)
        return found, least[found]
    order = np.lexsort((costs, numbers))
    order = order[firsts(numbers[order].astype(np.int64))]
    return numbers[order].astype(np.int64), costs[order]


def _read_off(state: State, sides: tuple[_Side, _Side], tolls: Longs, found: _Found) -> list[int]:
    """The nodes of the best path: at each step the first by key of those from which the rest costs what is left."""
    here, there = sides
    node = int(here.layers[0].nodes[0])
    nodes = [node]
    for layer in _on_best_paths(state, here, tolls, found):
        paid = 0 if len(nodes) == 1 else _cost_of(here.layers[len(nodes) - 1], node) + int(tolls[node])
        node = _first(state, node, layer.nodes[layer.costs == paid])
        nodes.append(node)
    left = _cost_of(there.layers[found.after], node)
    for layer in reversed(there.layers[: found.after]):
        after = np.zeros(1, np.int64) if layer is there.layers[0] else tolls[layer.nodes] + layer.costs
        node = _first(state, node, layer.nodes[after == left])
        left -= int(tolls[node]) if layer is not there.layers[0] else 0
        nodes.append(node)
    return nodes


def _on_best_paths(state: State, here: _Side, tolls: Longs, found: _Found) -> list[_Layer]:
    """Of the start's layers but the first, the nodes that are on a best path, read back from where the sides meet."""
    layer = here.layers[found.before]
    kept = [layer.at(np.flatnonzero(np.isin(layer.nodes, found.meeting)))]
    for layer in reversed(here.layers[1 : found.before]):
        # No step leads to a node for more than it costs, so the dearest of those next to a node tells.
        reached = _reached(state, _Layer(kept[0].nodes, -kept[0].costs))
        _, mine, theirs = np.intersect1d(layer.nodes, reached.nodes, assume_unique=True, return_indices=True)
        fitting = layer.costs[mine] + tolls[layer.nodes[mine]] == -reached.costs[theirs]
        kept.insert(0, layer.at(mine[fitting]))
    return kept if found.before else []


def _cost_of(layer: _Layer, node: int) -> int:
    return int(layer.costs[np.searchsorted(layer.nodes, node)])


def _first(state: State, node: int, others: Longs) -> int:
    """The first by key of those `others` that are one step from `node`."""
    one_step = _reached(state, _Layer(np.array([node]), np.zeros(1, np.int64)))
    near = np.intersect1d(others, one_step.nodes[one_step.nodes != node], assume_unique=True)
    return int(near[np.argmin(state.nodes.rank[near])])


def _step(state: State, node: int, other: int) -> Link:
    """A step: the first said edge between two nodes, else their co-occurrence with its newest events."""
    one, two = state.nodes.keys[node], state.nodes.keys[other]
    for link in said(Asked(state, world_numbers(()), None), node):
        if {link.src, link.dst} == {one, two}:
            return link
    together = met(state, node, ALWAYS)
    strength = float(strengths(state, node, together, ALWAYS)[np.searchsorted(together[0], other)])
    return Link(one, two, CO_OCCURS, strength, shared(state, node, [other], ALWAYS, EVIDENCE)[0])
