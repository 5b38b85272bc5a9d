"""A state as the arrays that are kept of it, and back.  Only a state without a tail is kept: the base of those after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from graph.projection.arrayfile import Arrays
from graph.projection.derived import Derived
from graph.projection.events import Block, EventRows
from graph.projection.keys import Keys, KeyTexts
from graph.projection.nodes import NodeTable
from graph.projection.packing import pack, unpack
from graph.projection.ragged import Ints, Longs, Ragged
from graph.projection.state import Part, State
from graph.projection.typed import TypedEdges
from schema.changeset import Revision
from schema.keys import Key

_NAME = "state"


@dataclass(frozen=True, slots=True)
class _Stored:
    """All arrays of a state.  The order of the nodes is that of `keys`; edges come with their indexes."""

    keys: KeyTexts
    kind: NDArray[np.int8]
    status: NDArray[np.int8]
    at: Longs
    rank: Ints
    type: NDArray[np.int8]
    src: Ints
    dst: Ints
    out: Ragged
    into: Ragged
    around: Ragged
    creators: Ragged
    block: Block
    derived: Derived

    @classmethod
    def of(cls, state: State, derived: Derived) -> Self:
        """The arrays of a state whose events are all in the base."""
        nodes, typed = state.nodes, state.typed
        texts = nodes.keys.texts
        if state.base.live is not None or len(state.tail.block) or len(texts) != len(nodes):
            raise ValueError("only a compacted state is kept")
        return cls(
            texts,
            nodes.kind,
            nodes.status,
            nodes.at,
            nodes.rank,
            typed.type,
            typed.src,
            typed.dst,
            typed.out,
            typed.into,
            typed.around,
            typed.creators,
            state.base.block,
            derived,
        )

    def state(self, redirects: Mapping[Key, Key], revision: Revision) -> State:
        """The state of these arrays."""
        size = len(self.kind)
        nodes = NodeTable(
            Keys(self.keys), self.kind, self.status, self.at, self.keys.order, self.rank, redirects
        )
        typed = TypedEdges(self.type, self.src, self.dst, size).indexed(
            out=self.out, into=self.into, around=self.around, creators=self.creators
        )
        nothing = Block.of(EventRows.empty(), self.creators, size)
        return State(nodes, typed, Part(self.block), Part(nothing), revision, derived=self.derived)


def arrays_of(state: State, derived: Derived) -> Arrays:
    """Everything a compacted state says but its redirects and revision, and what is derived from it, as named arrays."""
    return dict(pack(_NAME, _Stored.of(state, derived)))


def state_of(arrays: Mapping[str, NDArray[Any]], redirects: Mapping[Key, Key], revision: Revision) -> State:
    """The state of these arrays, which are used as they are, mapped or not.  Raises KeyError where one is missing."""
    return unpack(_Stored, _NAME, arrays).state(redirects, revision)
