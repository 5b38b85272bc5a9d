"""Events as arrays: `EventRows` holds what was read, `Block` adds every way of finding it.

Invariants: rows are in order of (at, key from last to first), so that reading from the end gives the newest first,
then by key; a window is one slice of rows; numbers of nodes mean the same in all blocks of a state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.projection.concerns import Concerns, concerns
from graph.projection.ragged import Ints, Longs, Ragged, Rows, ints
from schema.edges.news import Announces, Mentions, PublishedBy
from schema.keys import Key

Names: TypeAlias = NDArray[np.bytes_]
Pairs: TypeAlias = tuple[Rows, Rows]

KEPT_TYPES = (Mentions.type(), Announces.type(), PublishedBy.type())
_NO_PAIRS: Pairs = (np.zeros(0, np.int32), np.zeros(0, np.int32))


class Columns(NamedTuple):
    """What is kept of each event beside its edges, in parallel: instants in seconds, and importance (0: not given)."""

    at: Sequence[int] | Longs
    observed: Sequence[int] | Longs
    importance: Sequence[int] | NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class EventRows:
    """Events, and for each the nodes that it mentions and announces, and its sources.  importance 0: not given."""

    keys: Names
    at: Longs
    observed: Longs
    importance: NDArray[np.int8]
    mentions: Ragged
    announces: Ragged
    sources: Ragged

    @classmethod
    def of(cls, names: Names, columns: Columns, pairs: Mapping[str, Pairs]) -> Self:
        """Rows of columns in any order; `pairs` are (position in `names`, number of a node) by type of edge."""
        instants, observed = np.array(columns.at, np.int64), np.array(columns.observed, np.int64)
        order = _order(names, instants)
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        ragged = [
            Ragged.of_pairs(place[rows], nodes, len(order))
            for rows, nodes in (pairs.get(kind, _NO_PAIRS) for kind in KEPT_TYPES)
        ]
        importance = np.array(columns.importance, np.int8)
        return cls(names[order], instants[order], observed[order], importance[order], *ragged)

    @classmethod
    def empty(cls) -> Self:
        """No events."""
        return cls.of(np.zeros(0, np.bytes_), Columns((), (), ()), {})

    def __len__(self) -> int:
        return len(self.keys)

    def select(self, rows: Rows) -> EventRows:
        """These rows, in this order."""
        return EventRows(
            self.keys[rows],
            self.at[rows],
            self.observed[rows],
            self.importance[rows],
            self.mentions.select(rows),
            self.announces.select(rows),
            self.sources.select(rows),
        )

    def joined(self, other: EventRows) -> EventRows:
        """These events and those of `other` (none of them the same), in order."""
        both = EventRows(
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.at, other.at]),
            np.concatenate([self.observed, other.observed]),
            np.concatenate([self.importance, other.importance]),
            self.mentions.with_rows(other.mentions),
            self.announces.with_rows(other.announces),
            self.sources.with_rows(other.sources),
        )
        return both.select(_order(both.keys, both.at))

    def named(self, rows: Rows) -> list[Key]:
        """The keys of these rows."""
        return [name.decode() for name in self.keys[rows].tolist()]


@dataclass(frozen=True, slots=True)
class Block:
    """Events and how to find them: by key, by what they mention, by whom they concern, by their source.

    by_key: rows in order of their keys; key_rank: its inverse; mentioned, published: node → rows, rising.
    """

    rows: EventRows
    by_key: Ints
    key_rank: Ints
    mentioned: Ragged
    published: Ragged
    concerned: Concerns

    @classmethod
    def of(cls, rows: EventRows, creators: Ragged, size: int) -> Self:
        """The block of these rows, `creators` telling for each of `size` nodes who made it."""
        by_key = ints(np.argsort(rows.keys, kind="stable"))
        key_rank = np.empty(len(rows), np.int32)
        key_rank[by_key] = np.arange(len(rows), dtype=np.int32)
        return cls(
            rows,
            by_key,
            key_rank,
            rows.mentions.transposed(size),
            rows.sources.transposed(size),
            concerns(rows.mentions, rows.announces, creators, size),
        )

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def reach(self) -> int:
        """How many numbers there are up to the last node that an event mentions: few, since those come first."""
        return int(np.searchsorted(self.mentioned.starts, len(self.mentioned.values)))

    def find(self, keys: Sequence[Key]) -> Ints:
        """The rows of those keys that are here, in no particular order."""
        if not len(self) or not keys:
            return np.zeros(0, np.int32)
        asked = np.array([key.encode() for key in keys], np.bytes_)
        places = np.searchsorted(self.rows.keys, asked, sorter=self.by_key)
        rows = self.by_key[np.minimum(places, len(self) - 1)]
        found: Ints = rows[self.rows.keys[rows] == asked]
        return found

    def places(self, key: Key) -> tuple[int, int]:
        """How many keys of this block are less than `key`, and how many not greater."""
        asked, keys = np.bytes_(key.encode()), self.rows.keys
        less = np.searchsorted(keys, asked, side="left", sorter=self.by_key)
        not_greater = np.searchsorted(keys, asked, side="right", sorter=self.by_key)
        return int(less), int(not_greater)

    def place_after(self, at: int, key: Key) -> int:
        """How many rows come after (at, key) when the newest are read first: all those below this place."""
        low, high = np.searchsorted(self.rows.at, [at, at + 1])
        return int(low) + int(np.count_nonzero(self.rows.keys[low:high] > np.bytes_(key.encode())))


def _order(keys: Names, at: Longs) -> Ints:
    """Rows in order of (at, key from last to first)."""
    by_key = np.argsort(keys, kind="stable")[::-1]
    return ints(by_key[np.argsort(at[by_key], kind="stable")])
