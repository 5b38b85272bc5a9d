"""What stands around a node: layer by layer, strongest first, and what was left out of each.

A hop goes along a said edge between entities and papers (strength 1, either direction), or to an entity met in at least
two events (strength: npmi, no less than 0).  A node's strength in its layer is that of its strongest tie to the layer
before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np

from graph.projection.ragged import Floats, Longs, Mask
from graph.projection.state import State
from graph.projection.typed import world_numbers
from graph.traverse import measures
from graph.traverse.cooccurrence import counts as met_with
from graph.traverse.evidence import shared
from graph.traverse.pairs import among
from graph.traverse.ties import CO_OCCURS, EVIDENCE, Asked, in_order, said, strengths
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
        np.maximum(strength, _reach(asked, node), out=strength)
    strength[list(chain.from_iterable(layers))] = -1.0
    found = np.flatnonzero(strength >= 0)
    same = np.zeros(len(found), np.int64)
    best = measures.strongest(strength[found], same, state.nodes.rank[found], width)
    return found[best].tolist(), len(found) - len(best)


def _reach(asked: Asked, node: int) -> Floats:
    """The strength of the tie of a node to every other; -1 where there is none."""
    state = asked.state
    found = np.full(state.size, -1.0)
    if asked.window is not None:
        counts = _often(met_with(state, node, asked.window))
        found = np.where(counts > 0, strengths(state, node, counts, asked.window), found)
    around = state.typed.around.row(node)
    around = around[asked.types[state.typed.type[around]]]
    found[state.typed.others(around, node)] = 1.0
    return found


def _often(counts: Longs) -> Longs:
    counts[counts < LEAST_TOGETHER] = 0
    return counts


def _said_between(asked: Asked, layers: Sequence[Sequence[int]]) -> list[Link]:
    """The said edges between shown nodes, each once."""
    keys = {asked.state.nodes.keys[node] for layer in layers for node in layer}
    found = {link for layer in layers for node in layer for link in said(asked, node)}
    return [link for link in found if link.src in keys and link.dst in keys]


def _meetings(asked: Asked, layers: Sequence[Sequence[int]]) -> list[Link]:
    """The co-occurrences between shown nodes, with their newest events, out of the inner node, else the lesser key."""
    if asked.window is None:
        return []
    state, window = asked.state, asked.window
    inward = {node: (depth, state.nodes.keys[node]) for depth, layer in enumerate(layers) for node in layer}
    pairs = among(state, inward, window)
    often = pairs.counts >= LEAST_TOGETHER
    first, second, counts = pairs.first[often], pairs.second[often], pairs.counts[often]
    mentioning, events = state.totals(window)
    scores = np.maximum(measures.npmi(counts, mentioning[first], mentioning[second], events), 0.0).tolist()
    met: dict[int, list[tuple[int, float]]] = {}
    for one, other, score in zip(first.tolist(), second.tolist(), scores, strict=True):
        src, dst = sorted((one, other), key=inward.__getitem__)
        met.setdefault(src, []).append((dst, score))
    keys = state.nodes.keys
    return [
        Link(keys[src], keys[dst], CO_OCCURS, score, events)
        for src, others in met.items()
        for (dst, score), events in zip(
            others, shared(state, src, [dst for dst, _ in others], window, EVIDENCE), strict=True
        )
    ]


def _events(
    state: State, links: Sequence[Link], layers: Sequence[Sequence[int]]
) -> tuple[tuple[Key, ...], list[Link]]:
    """The events that the links show as evidence, newest first, and what each mentions of the shown nodes."""
    evidence = sorted({event for link in links for event in link.evidence})
    shown: Mask = np.zeros(state.size, np.bool_)
    shown[list(chain.from_iterable(layers))] = True
    found = [(part, np.sort(part.find(evidence))) for part in state.parts]
    mentions: list[Link] = []
    for part, rows in found:
        for event, row in zip(part.block.rows.named(rows), rows.tolist(), strict=True):
            nodes = part.block.rows.mentions.row(row)
            mentions.extend(
                Link(event, key, Mentions.type(), 1.0) for key in state.nodes.named(nodes[shown[nodes]])
            )
    return tuple(key for _, key in newest(found, max(len(evidence), 1))), sorted(mentions, key=in_order)
