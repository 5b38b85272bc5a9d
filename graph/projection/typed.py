"""Said edges between nodes that are not events, as arrays.  An edge belongs to its source, and changes with it.

Invariants: edges are in order of (source, type, target); parallel ones (of different slots) are repeated; ends are
numbers of living nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from graph.projection.ragged import Ints, Mask, Ragged, ints
from schema.edges.research import AuthoredBy, IntroducedIn
from schema.errors import BadRequest
from schema.kinds.entity import Entity
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from schema.ontology import EDGE_TYPES, ends


def _between_things(name: str) -> bool:
    return all(issubclass(kind, Entity | Paper) for side in ends(name) for kind in side)


EVENT_TYPES = tuple(name for name in EDGE_TYPES if ends(name)[0] == (Event,))
TYPED = tuple(name for name in EDGE_TYPES if name not in EVENT_TYPES)
WORLD_TYPES = tuple(name for name in TYPED if _between_things(name))
TYPE_NUMBERS = {name: number for number, name in enumerate(TYPED)}
WORLD_NUMBERS = [TYPE_NUMBERS[name] for name in WORLD_TYPES]
_IN_WORLD = np.array([name in WORLD_TYPES for name in TYPED])


def world_types(types: Iterable[str]) -> tuple[str, ...]:
    """Those types of edges that are asked for: of those that join entities and papers, all where none is named.

    Raises BadRequest for one that joins anything else.
    """
    asked = set(types)
    for name in sorted(asked):
        if name not in WORLD_TYPES:
            raise BadRequest(
                f"{name!r} is no edge between entities and papers", do=f"Those are {', '.join(WORLD_TYPES)}"
            )
    return tuple(name for name in WORLD_TYPES if name in asked) if asked else WORLD_TYPES


def world_numbers(types: Iterable[str]) -> Mask:
    """The same as a mask over `TYPED`."""
    asked = world_types(types)
    return np.array([name in asked for name in TYPED])


@dataclass(frozen=True)
class TypedEdges:
    """Edges as parallel arrays: type (a position in TYPED), source, target."""

    type: NDArray[np.int8]
    src: Ints
    dst: Ints
    size: int

    @classmethod
    def of(cls, edges: Iterable[tuple[int, int, int]], size: int) -> Self:
        """Edges from (type, source, target) between `size` nodes."""
        listed = np.array(list(edges), np.int32).reshape(-1, 3)
        return cls.sorted(listed[:, 0].astype(np.int8), listed[:, 1], listed[:, 2], size)

    @classmethod
    def sorted(cls, type: NDArray[np.int8], src: Ints, dst: Ints, size: int) -> Self:
        """Edges from parallel arrays in any order."""
        order = np.lexsort((dst, type, src))
        return cls(type[order], src[order], dst[order], size)

    def __len__(self) -> int:
        return len(self.src)

    def replaced(
        self, sources: Iterable[int], edges: Iterable[tuple[int, int, int]], size: int
    ) -> TypedEdges:
        """These edges with those out of `sources` replaced by `edges`, between `size` nodes."""
        dirty = np.zeros(size, np.bool_)
        dirty[list(sources)] = True
        kept = ~dirty[self.src]
        new = TypedEdges.of(edges, size)
        type_, src, dst = self.type[kept], self.src[kept], self.dst[kept]
        places = np.searchsorted(src, new.src)
        return TypedEdges(
            np.insert(type_, places, new.type),
            np.insert(src, places, new.src),
            np.insert(dst, places, new.dst),
            size,
        )

    def indexed(self, **indexes: Ragged) -> Self:
        """These edges with indexes that were made before, by the name of the property that would make them."""
        vars(self).update(indexes)  # where `cached_property` keeps what it has made
        return self

    @cached_property
    def out(self) -> Ragged:
        """For each node, which edges go out of it."""
        return Ragged.of_sorted(self.src, np.arange(len(self), dtype=np.int32), self.size)

    @cached_property
    def into(self) -> Ragged:
        """For each node, which edges go into it."""
        return Ragged(np.arange(len(self) + 1, dtype=np.int32), self.dst).transposed(self.size)

    @cached_property
    def around(self) -> Ragged:
        """For each node, which edges between entities and papers touch it."""
        world = ints(np.flatnonzero(_IN_WORLD[self.type]))
        return Ragged.of_pairs(
            np.concatenate([self.src[world], self.dst[world]]), np.concatenate([world, world]), self.size
        )

    @cached_property
    def creators(self) -> Ragged:
        """For each paper, who wrote it and what was introduced in it."""
        wrote = self.type == TYPE_NUMBERS[AuthoredBy.type()]
        introduced = self.type == TYPE_NUMBERS[IntroducedIn.type()]
        papers = np.concatenate([self.src[wrote], self.dst[introduced]])
        creators = np.concatenate([self.dst[wrote], self.src[introduced]])
        return Ragged.of_pairs(papers, creators, self.size)

    def targets(self, sources: Iterable[int], kind: int) -> set[int]:
        """What the edges of one type out of `sources` go to."""
        known = ints([number for number in sources if number < self.size])
        edges = self.out.gather(known)
        return set(self.dst[edges[self.type[edges] == kind]].tolist())

    def others(self, positions: Ints, node: int) -> Ints:
        """The other ends of edges that touch `node`."""
        return self.src[positions] + self.dst[positions] - np.int32(node)
