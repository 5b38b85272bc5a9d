"""The least-cost way between two nodes: one that avoids hubs, with what stands behind each step.

The nodes of a path are entities and papers; papers are reached by said edges alone, and events are only evidence.
A step is a said edge, in either direction, or one shared event.  A path costs the sum over its inner nodes of
round(1024 · log2(1 + degree)), degree being a node's events (all that concern it) and its said edges.  Among equal
costs the path with fewer steps is taken, then the one whose keys come first, read from the start.
How it is found is said in `search.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graph.projection.ragged import Longs, Rows, firsts
from graph.projection.state import State
from graph.projection.typed import world_numbers
from graph.traverse.cooccurrence import met
from graph.traverse.evidence import shared
from graph.traverse.search import FAR, Layer, cheapest
from graph.traverse.ties import CO_OCCURS, EVIDENCE, Asked, said, strengths
from graph.view import ALWAYS, Link, Route
from schema.errors import BadRequest
from schema.keys import Key


def path(state: State, start: Key, goal: Key, *, longest: int = 6) -> Route | None:
    """The least-cost path of at most `longest` steps, None where there is none.  Raises NotFound, BadRequest."""
    if longest < 1:
        raise BadRequest(f"a path of at most {longest} steps goes nowhere", do="Ask for 1 or more")
    first, last = state.nodes.find(start), state.nodes.find(goal)
    if first == last:
        return Route((state.nodes.keys[first],), (), 0)
    found = cheapest(_Projected(state), first, last, longest)
    if found is None:
        return None
    steps = tuple(_step(state, one, other) for one, other in pairwise(found.nodes))
    return Route(tuple(state.nodes.keys[node] for node in found.nodes), steps, found.cost)


def tolls(degrees: Longs) -> Longs:
    """What it costs to pass through nodes of these degrees."""
    found: Longs = np.rint(1024 * np.log2(1 + degrees.astype(np.float64))).astype(np.int64)
    return found


@dataclass(frozen=True, slots=True)
class _Projected:
    """The ground that a projection is."""

    state: State

    @property
    def tolls(self) -> Longs:
        """See `search.Ground`.  Kept."""
        state = self.state
        return state.memory.get("tolls", lambda: tolls(state.concern_counts() + state.typed.around.lengths))

    def reached(self, layer: Layer) -> Layer:
        """See `search.Ground`."""
        return _reached(self.state, layer)

    def near(self, node: int, others: Longs) -> Longs:
        """See `search.Ground`."""
        one_step = _reached(self.state, Layer(np.array([node]), np.zeros(1, np.int64)))
        return np.intersect1d(others, one_step.nodes, assume_unique=True)

    def first(self, nodes: Longs) -> int:
        """See `search.Ground`."""
        return int(nodes[np.argmin(self.state.nodes.rank[nodes])])


def _reached(state: State, layer: Layer) -> Layer:
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
        rows, least = _least(events, spread, len(part.block))
        nodes.append(mentions.gather(rows))
        costs.append(np.repeat(least, mentions.sizes(rows)))
    around = state.typed.around
    edges, spread = around.gather(layer.nodes), np.repeat(layer.costs, around.sizes(layer.nodes))
    for side in (state.typed.src, state.typed.dst):
        nodes.append(side[edges])
        costs.append(spread)
    return Layer(*_least(np.concatenate(nodes), np.concatenate(costs), state.size))


def _least(numbers: Rows, costs: Longs, size: int) -> tuple[Longs, Longs]:
    """Each of these numbers, below `size`, once and rising, with its least cost."""
    if len(numbers) * 16 > size:
        least = np.full(size, FAR)
        np.minimum.at(least, numbers, costs)
        found = np.flatnonzero(least < FAR)
        return found, least[found]
    order = np.lexsort((costs, numbers))
    order = order[firsts(numbers[order].astype(np.int64))]
    return numbers[order].astype(np.int64), costs[order]


def _step(state: State, node: int, other: int) -> Link:
    """A step: the first said edge between two nodes, else their co-occurrence with its newest events."""
    one, two = state.nodes.keys[node], state.nodes.keys[other]
    for link in said(Asked(state, world_numbers(()), None), node):
        if {link.src, link.dst} == {one, two}:
            return link
    together = met(state, node, ALWAYS)
    strength = float(strengths(state, node, together, ALWAYS)[np.searchsorted(together[0], other)])
    return Link(one, two, CO_OCCURS, strength, shared(state, node, [other], ALWAYS, EVIDENCE)[0])
