"""The search for a least-cost path, whatever the graph lies in: `Ground` is all that it asks of it.

A path costs the sum over its inner nodes of what it costs to pass through each, their toll.  Among equal costs the path
with fewer steps is taken, then the one whose keys come first, read from the start.

Found from both ends at once, by layers of exactly 0, 1, 2 … steps (Bellman 1958, in its form for a limited number of
steps), the side with less to look through going first (Pohl 1971): so a hub is looked through only where nothing
cheaper was found without.  A node stays in a layer only where no fewer steps reach it as cheaply, and where it could
still be on a way cheaper than one already found; a path of n steps is a node in the i-th layer of the one side and in
the (n - i)-th of the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from graph.projection.ragged import Longs

FAR = 2**60


@dataclass(frozen=True, slots=True)
class Layer:
    """The nodes that are reached in so many steps, by number, sorted, and the least cost of the nodes between."""

    nodes: Longs
    costs: Longs

    def at(self, places: Longs) -> Layer:
        """Some of them."""
        return Layer(self.nodes[places], self.costs[places])


class Ground(Protocol):
    """What is searched: nodes have numbers, of which there may come to be more while it is looked through."""

    @property
    def tolls(self) -> Longs:
        """By number, what it costs to pass through each node that has one."""

    def reached(self, layer: Layer) -> Layer:
        """The nodes one step from `layer`, and the least cost with which one is reached.  Costs may be negative."""

    def near(self, node: int, others: Longs) -> Longs:
        """Those of `others` that are one step from `node`."""

    def first(self, nodes: Longs) -> int:
        """The one whose key comes first."""


@dataclass(frozen=True, slots=True)
class Way:
    """A path by the numbers of its nodes, and its cost."""

    nodes: tuple[int, ...]
    cost: int


class _Side:
    """The layers that were reached from one end so far."""

    def __init__(self, end: int) -> None:
        self.layers = [Layer(np.array([end]), np.zeros(1, np.int64))]
        self._least = np.zeros(0, np.int64)  # of any number of steps so far

    @property
    def last(self) -> Layer:
        """The newest layer."""
        return self.layers[-1]

    def frontier(self, tolls: Longs, best: int, end: int) -> Layer:
        """The nodes of the newest layer through which a way cheaper than `best` may go on, each with its own toll paid."""
        if len(self.layers) == 1:
            return self.last
        paid = self.last.costs + tolls[self.last.nodes]
        on = np.flatnonzero((paid < best) & (self.last.nodes != end))
        return Layer(self.last.nodes[on], paid[on])

    def grow(self, ground: Ground, frontier: Layer, best: int) -> None:
        """Add the layer that is one step from `frontier`."""
        reached = ground.reached(frontier)
        unknown = len(ground.tolls) - len(self._least)
        self._least = np.concatenate([self._least, np.full(unknown, FAR)])
        self._least[self.layers[0].nodes] = 0
        better = np.flatnonzero((reached.costs < self._least[reached.nodes]) & (reached.costs < best))
        self.layers.append(reached.at(better))
        self._least[self.last.nodes] = self.last.costs


@dataclass(frozen=True, slots=True)
class _Found:
    """The best so far: its cost, how many steps are on the start's side, and the nodes where the sides meet."""

    cost: int = FAR
    before: int = 0
    after: int = 0
    meeting: Longs = field(default_factory=lambda: np.zeros(0, np.int64))


def cheapest(ground: Ground, first: int, last: int, longest: int) -> Way | None:
    """The least-cost way of at most `longest` steps between two nodes that differ, None where there is none."""
    here, there = sides = _Side(first), _Side(last)
    best = _Found()
    for _ in range(longest):
        tolls = ground.tolls
        frontiers = here.frontier(tolls, best.cost, last), there.frontier(tolls, best.cost, first)
        if not all(len(frontier.nodes) for frontier in frontiers):
            break
        nearer = min((0, 1), key=lambda side: int(tolls[frontiers[side].nodes].sum()))
        sides[nearer].grow(ground, frontiers[nearer], best.cost)
        _, mine, theirs = np.intersect1d(
            here.last.nodes, there.last.nodes, assume_unique=True, return_indices=True
        )
        if len(mine):
            nodes = here.last.nodes[mine]
            passing = np.where((nodes == first) | (nodes == last), 0, ground.tolls[nodes])
            costs = here.last.costs[mine] + there.last.costs[theirs] + passing
            cost = int(costs.min())
            if cost < best.cost:
                best = _Found(cost, len(here.layers) - 1, len(there.layers) - 1, nodes[costs == cost])
    return Way(tuple(_read_off(ground, sides, best)), best.cost) if len(best.meeting) else None


def _read_off(ground: Ground, sides: tuple[_Side, _Side], found: _Found) -> list[int]:
    """The nodes of the best path: at each step the first by key of those from which the rest costs what is left."""
    here, there = sides
    tolls = ground.tolls
    node = int(here.layers[0].nodes[0])
    nodes = [node]
    for layer in _on_best_paths(ground, here, found):
        paid = 0 if len(nodes) == 1 else _cost_of(here.layers[len(nodes) - 1], node) + int(tolls[node])
        node = _first(ground, node, layer.nodes[layer.costs == paid])
        nodes.append(node)
    left = _cost_of(there.layers[found.after], node)
    for layer in reversed(there.layers[: found.after]):
        after = np.zeros(1, np.int64) if layer is there.layers[0] else tolls[layer.nodes] + layer.costs
        node = _first(ground, node, layer.nodes[after == left])
        left -= int(tolls[node]) if layer is not there.layers[0] else 0
        nodes.append(node)
    return nodes


def _on_best_paths(ground: Ground, here: _Side, found: _Found) -> list[Layer]:
    """Of the start's layers but the first, the nodes that are on a best path, read back from where the sides meet."""
    layer = here.layers[found.before]
    kept = [layer.at(np.flatnonzero(np.isin(layer.nodes, found.meeting)))]
    for layer in reversed(here.layers[1 : found.before]):
        # No step leads to a node for more than it costs, so the dearest of those next to a node tells.
        reached = ground.reached(Layer(kept[0].nodes, -kept[0].costs))
        _, mine, theirs = np.intersect1d(layer.nodes, reached.nodes, assume_unique=True, return_indices=True)
        fitting = layer.costs[mine] + ground.tolls[layer.nodes[mine]] == -reached.costs[theirs]
        kept.insert(0, layer.at(mine[fitting]))
    return kept if found.before else []


def _cost_of(layer: Layer, node: int) -> int:
    return int(layer.costs[np.searchsorted(layer.nodes, node)])


def _first(ground: Ground, node: int, others: Longs) -> int:
    """The first by key of those `others` that are one step from `node`, of which there is one at least."""
    others = others[others != node]
    return int(others[0]) if len(others) == 1 else ground.first(ground.near(node, others))
