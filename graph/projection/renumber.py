"""Gives nodes new numbers: those that events mention come first, the most mentioned at the front; what is gone has none.

So the counts of a traversal need no longer array than there are nodes that events mention, and what is counted most
often lies close together.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graph.projection.events import EventRows
from graph.projection.keys import Keys, KeyTexts
from graph.projection.nodes import GONE, NodeTable
from graph.projection.ragged import Ints
from graph.projection.typed import TypedEdges


def renumbered(
    table: NodeTable, typed: TypedEdges, rows: EventRows
) -> tuple[NodeTable, TypedEdges, EventRows]:
    """The same nodes, edges and events with other numbers.  Every end of `typed` and `rows` lives."""
    mentioned = np.bincount(rows.mentions.values, minlength=len(table))
    living = np.flatnonzero(table.kind != GONE)
    old = living[np.lexsort((table.rank[living], -mentioned[living]))]
    new = np.zeros(len(table), np.int32)
    new[old] = np.arange(len(old), dtype=np.int32)
    order = new[table.order[table.kind[table.order] != GONE]]
    edges = TypedEdges.sorted(typed.type, new[typed.src], new[typed.dst], len(old))
    renamed = replace(
        rows,
        mentions=rows.mentions.renamed(new),
        announces=rows.announces.renamed(new),
        sources=rows.sources.renamed(new),
    )
    return _table(table, old, order), edges, renamed


def _table(table: NodeTable, old: np.ndarray[tuple[int], np.dtype[np.int64]], order: Ints) -> NodeTable:
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    keys = Keys(KeyTexts.of(table.keys.named(old), order))
    return NodeTable(keys, table.kind[old], table.status[old], table.at[old], order, rank, table.redirects)
