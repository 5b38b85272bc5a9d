"""Ties between nodes, as the neighbourhood and the path see them: said edges, and computed co-occurrence.

A said edge has strength 1.  Co-occurrence has its npmi, no less than 0.  Nodes are entities and papers; what joins
them to sources, guides and aliases is no tie, nor are events.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graph.projection.ragged import Floats, Longs, Mask
from graph.projection.state import State
from graph.projection.typed import TYPED
from graph.traverse import measures
from graph.view import Link, Window
from schema.keys import Key

CO_OCCURS = "CO_OCCURS"
EVIDENCE = 5


class Asked(NamedTuple):
    """Which ties count: said edges of some types (a mask over TYPED), and co-occurrence in a window, if at all."""

    state: State
    types: Mask
    window: Window | None


def strengths(state: State, node: int, met: tuple[Longs, Longs], window: Window) -> Floats:
    """How strongly each node that was met co-occurs with `node`, given how often."""
    others, counts = met
    mentioning, events = state.totals(window)
    return np.maximum(measures.npmi(counts, int(mentioning[node]), mentioning[others], events), 0.0)


def said(asked: Asked, node: int) -> list[Link]:
    """The said edges that touch a node, one of each type and direction to each other node."""
    state = asked.state
    positions = state.typed.around.row(node)
    positions = positions[asked.types[state.typed.type[positions]]]
    found = {
        (TYPED[kind], src, dst)
        for kind, src, dst in zip(
            state.typed.type[positions].tolist(),
            state.typed.src[positions].tolist(),
            state.typed.dst[positions].tolist(),
            strict=True,
        )
    }
    keys = state.nodes.keys
    return sorted((Link(keys[src], keys[dst], kind, 1.0) for kind, src, dst in found), key=in_order)


def in_order(link: Link) -> tuple[float, str, Key, Key]:
    """Strongest first, then type and ends."""
    return -link.strength, link.type, link.src, link.dst
