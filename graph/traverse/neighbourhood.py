"""What stands around a node: layer by layer, strongest first, and what was left out of each.

A hop goes along a said edge between entities and papers (strength 1, either direction), or to an entity met in at least
two events (strength: npmi, no less than 0).  A node's strength in its layer is that of its strongest tie to the layer
before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np

from graph.projection.ragged import Ints, Longs, Mask, ints
from graph.projection.state import State
from graph.projection.typed import TYPED, world_numbers
from graph.traverse import measures
from graph.traverse.cooccurrence import met
from graph.traverse.pairs import among
from graph.traverse.ties import CO_OCCURS, EVIDENCE, Asked, in_order, strengths
from graph.traverse.timeline import newest
from graph.view import ALWAYS, Link, Neighbourhood, Window
from schema.edges.news import Mentions
from schema.errors import BadRequest
from schema.keys import Key

LEAST_TOGETHER = 2


def neighbourhood(
    state: State,
    centre: Key,
    *,
    hops: int = 1,
    width: int = 30,
    types: Collection[str] = (),
    cooccurrence: bool = True,
    events: bool = False,
    window: Window = ALWAYS,
) -> Neighbourhood:
    """The nodes up to `hops` around `centre`, at most `width` new ones a layer, and every tie between those shown.

    types: which said edges count, all between entities and papers where none is named.  window: for co-occurrence;
    said edges have no time.  events: the evidence of the shown co-occurrence as nodes, newest first, with a
    MENTIONS link to each shown node.  Links are strongest first; a co-occurrence goes out of its inner node.
    Raises NotFound, BadRequest.
    """
    if hops < 1 or width < 1:
        raise BadRequest(f"{hops} hops of {width} nodes show nothing", do="Ask for 1 or more of both")
    asked = Asked(state, world_numbers(types), window if cooccurrence else None)
    layers, omitted = [[state.nodes.find(centre)]], []
    for _ in range(hops):
        layer, left = _next(asked, layers, width)
        omitted.append(left)
        if not layer:
            break
        layers.append(layer)
    links = sorted(chain(_said_between(asked, layers), _meetings(asked, layers)), key=in_order)
    shown, mentions = _events(state, links, layers) if events else ((), ())
    named = tuple(tuple(state.nodes.keys[node] for node in layer) for layer in layers)
    return Neighbourhood(named, (*links, *mentions), tuple(omitted), shown)


def _next(asked: Asked, layers: Sequence[Sequence[int]], width: int) -> tuple[list[int], int]:
    """The next layer, and how many did not fit."""
    state = asked.state
    strength = np.full(state.size, -1.0)
    for node in layers[-1]:
        if asked.window is not None:
            nodes, counts = _often(met(state, node, asked.window))
            tied = strengths(state, node, (nodes, counts), asked.window)
            strength[nodes] = np.maximum(strength[nodes], tied)
        strength[_said_around(asked, node)] = 1.0
    strength[list(chain.from_iterable(layers))] = -1.0
    found = np.flatnonzero(strength >= 0)
    same = np.zeros(len(found), np.int64)
    best = measures.strongest(strength[found], same, state.nodes.rank[found], width)
    return found[best].tolist(), len(found) - len(best)


def _often(all_met: tuple[Longs, Longs]) -> tuple[Longs, Longs]:
    nodes, counts = all_met
    often = counts >= LEAST_TOGETHER
    return nodes[often], counts[often]


def _said_around(asked: Asked, node: int) -> Ints:
    """The nodes that said edges join to `node`."""
    typed = asked.state.typed
    around = typed.around.row(node)
    return typed.others(around[asked.types[typed.type[around]]], node)


def _said_between(asked: Asked, layers: Sequence[Sequence[int]]) -> list[Link]:
    """The said edges between shown nodes, one of each type and direction."""
    state, typed = asked.state, asked.state.typed
    shown = _mask(state, layers)
    edges = np.unique(typed.around.gather(ints(list(chain.from_iterable(layers)))))
    edges = edges[asked.types[typed.type[edges]] & shown[typed.src[edges]] & shown[typed.dst[edges]]]
    ends = zip(typed.type[edges].tolist(), typed.src[edges].tolist(), typed.dst[edges].tolist(), strict=True)
    keys = state.nodes.keys
    return [Link(keys[src], keys[dst], TYPED[kind], 1.0) for kind, src, dst in set(ends)]


def _meetings(asked: Asked, layers: Sequence[Sequence[int]]) -> list[Link]:
    """The co-occurrences between shown nodes, with their newest events, out of the inner node, else the lesser key."""
    if asked.window is None:
        return []
    state = asked.state
    keys = state.nodes.keys
    inward = {node: (depth, keys[node]) for depth, layer in enumerate(layers) for node in layer}
    pairs = among(state, inward, asked.window, LEAST_TOGETHER, EVIDENCE)
    mentioning, events = state.totals(asked.window)
    npmi = measures.npmi(pairs.counts, mentioning[pairs.first], mentioning[pairs.second], events)
    found = []
    for one, other, score, evidence in zip(
        pairs.first.tolist(), pairs.second.tolist(), npmi.tolist(), pairs.evidence, strict=True
    ):
        src, dst = sorted((one, other), key=inward.__getitem__)
        found.append(Link(inward[src][1], inward[dst][1], CO_OCCURS, max(score, 0.0), evidence))
    return found


def _mask(state: State, layers: Sequence[Sequence[int]]) -> Mask:
    """Which nodes are shown."""
    shown: Mask = np.zeros(state.size, np.bool_)
    shown[list(chain.from_iterable(layers))] = True
    return shown


def _events(
    state: State, links: Sequence[Link], layers: Sequence[Sequence[int]]
) -> tuple[tuple[Key, ...], list[Link]]:
    """The events that the links show as evidence, newest first, and what each mentions of the shown nodes."""
    evidence = sorted({event for link in links for event in link.evidence})
    shown = _mask(state, layers)
    found = [(part, np.sort(part.find(evidence))) for part in state.parts]
    mentions: list[Link] = []
    for part, rows in found:
        for event, row in zip(part.block.rows.named(rows), rows.tolist(), strict=True):
            nodes = part.block.rows.mentions.row(row)
            mentions.extend(
                Link(event, key, Mentions.type(), 1.0) for key in state.nodes.named(nodes[shown[nodes]])
            )
    return tuple(key for _, key in newest(found, max(len(evidence), 1))), sorted(mentions, key=in_order)
