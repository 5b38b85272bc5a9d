"""Which events concern which nodes, and why: built here and nowhere else.

An event concerns what it mentions, what it announces, and where it announces a paper, also those who wrote the paper
and what was introduced in it.  Counts, first and last seen, timelines, feeds and pages all read this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from graph.projection.ragged import Ints, Ragged, coded, decoded, firsts
from graph.view import Why

WHYS: tuple[Why, ...] = get_args(Why)
_MENTIONS, _ANNOUNCES, _PAPER = (np.uint8(1 << bit) for bit in range(len(WHYS)))


@dataclass(frozen=True, slots=True)
class Concerns:
    """node → rows of events that concern it, rising; `why` has the bits of WHYS beside each of them."""

    rows: Ragged
    why: NDArray[np.uint8]

    def of(self, node: int) -> tuple[Ints, NDArray[np.uint8]]:
        """The rows of events that concern a node, and why each does."""
        if node >= len(self.rows):
            return self.rows.values[:0], self.why[:0]
        span = slice(int(self.rows.starts[node]), int(self.rows.starts[node + 1]))
        return self.rows.values[span], self.why[span]


def concerns(mentions: Ragged, announces: Ragged, creators: Ragged, size: int) -> Concerns:
    """Join event → mentioned, event → announced and paper → creators, each (node, event) once.  O(n log n)."""
    papers, announcing = announces.values, announces.rows
    made = creators.sizes(papers)
    nodes = np.concatenate([mentions.values, papers, creators.gather(papers)])
    rows = np.concatenate([mentions.rows, announcing, np.repeat(announcing, made)])
    why = np.repeat(
        np.array([_MENTIONS, _ANNOUNCES, _PAPER], np.uint8),
        [len(mentions.values), len(papers), int(made.sum())],
    )
    codes = coded(nodes, rows)
    order = np.argsort(codes, kind="stable")
    codes, why = codes[order], why[order]
    places = firsts(codes)
    bits = np.bitwise_or.reduceat(why, places) if len(places) else why
    concerned, events = decoded(codes[places])
    return Concerns(Ragged.of_sorted(concerned, events, size), bits)


def whys(bits: int) -> tuple[Why, ...]:
    """The reasons that these bits stand for."""
    return tuple(why for place, why in enumerate(WHYS) if bits >> place & 1)
