"""Rows of small integers of different lengths, one after another: compressed sparse rows (CSR).

Invariants: `starts` has one number more than there are rows and never falls; row i is `values[starts[i]:starts[i+1]]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = "NDArray[np.int32] | NDArray[np.int64]"


@dataclass(frozen=True, slots=True)
class Ragged:
    """A list of rows of 32-bit integers."""

    starts: Ints
    values: Ints

    @classmethod
    def of_pairs(cls, rows: Rows, values: Rows, count: int) -> Self:
        """`count` rows from (row, value) pairs, each row sorted and without repeats.  O(n log n)."""
        codes = np.sort(coded(rows, values))
        first, second = decoded(codes[firsts(codes)])
        return cls.of_sorted(first, second, count)

    @classmethod
    def of_sorted(cls, rows: Rows, values: Rows, count: int) -> Self:
        """`count` rows from pairs that are already in order of their rows."""
        starts = np.zeros(count + 1, np.int32)
        np.cumsum(np.bincount(rows, minlength=count), out=starts[1:])
        return cls(starts, values.astype(np.int32, copy=False))

    @classmethod
    def empty(cls, count: int = 0) -> Self:
        """`count` rows with nothing in them."""
        return cls(np.zeros(count + 1, np.int32), np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        """How many values each row has."""
        return np.diff(self.starts)

    @property
    def rows(self) -> Ints:
        """For each value, the row in which it stands."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    def row(self, index: int) -> Ints:
        """One row; empty beyond the last one, so that rows may be fewer than what they are asked for."""
        if index >= len(self):
            return self.values[:0]
        return self.values[self.starts[index] : self.starts[index + 1]]

    def gather(self, rows: Rows) -> Ints:
        """The values of `rows`, one row after another."""
        return self.values.take(self.places(rows), mode="clip")  # they are within: this only saves looking

    def places(self, rows: Rows) -> Ints:
        """Where in `values` the values of `rows` stand: steps of one with a jump at each row, summed up once."""
        starts, ends = self.starts.take(rows), self.starts[1:].take(rows)
        lengths = ends - starts
        if not lengths.all():
            kept = lengths > 0
            starts, ends, lengths = starts[kept], ends[kept], lengths[kept]
        if not len(starts):
            return np.zeros(0, np.int32)
        bounds = np.cumsum(lengths, dtype=np.int32)
        steps = np.ones(int(bounds[-1]), np.int32)
        steps[0] = starts[0]
        steps[bounds[:-1]] = starts[1:] - ends[:-1] + 1
        return np.cumsum(steps, out=steps)

    def sizes(self, rows: Rows) -> Ints:
        """How many values each of `rows` has."""
        return self.starts[1:].take(rows) - self.starts.take(rows)

    def select(self, rows: Rows) -> Ragged:
        """These rows, in this order."""
        starts = np.zeros(len(rows) + 1, np.int32)
        np.cumsum(self.sizes(rows), out=starts[1:])
        return Ragged(starts, self.gather(rows))

    def with_rows(self, other: Ragged) -> Ragged:
        """These rows and then those of `other`."""
        return Ragged(
            np.concatenate([self.starts, other.starts[1:] + self.starts[-1]]),
            np.concatenate([self.values, other.values]),
        )

    def transposed(self, count: int) -> Ragged:
        """For each of `count` values, the rows that it stands in, rising.  O(values): a counting sort."""
        turned = self._matrix(count).tocsc()
        return Ragged(turned.indptr, turned.indices)

    def renamed(self, names: Ints) -> Ragged:
        """The same rows with `names[value]` in place of each value, each row sorted again."""
        renamed = Ragged(self.starts.copy(), names[self.values])._matrix(int(names.max(initial=0)) + 1)
        renamed.sort_indices()
        return Ragged(renamed.indptr, renamed.indices)

    def _matrix(self, width: int) -> csr_array:
        """The rows as a sparse matrix of ones."""
        # Here and not above: many commands don't need it, and it takes long to load.
        from scipy.sparse import csr_array

        ones = np.ones(len(self.values), np.int8)
        return csr_array((ones, self.values, self.starts), shape=(len(self), width))


def coded(first: Rows, second: Rows) -> Longs:
    """Pairs of 32-bit numbers as single ones, in the order of the pairs."""
    return (first.astype(np.int64) << 32) | second


def decoded(codes: Longs) -> tuple[Ints, Ints]:
    """The reverse of `coded`."""
    return (codes >> 32).astype(np.int32), (codes & 0xFFFFFFFF).astype(np.int32)


def firsts(values: Longs) -> Longs:
    """The places in sorted `values` where another value begins."""
    return np.flatnonzero(np.concatenate([np.ones(min(len(values), 1), np.bool_), values[1:] != values[:-1]]))


def ints(values: Any) -> Ints:
    """A sequence of integers as an array."""
    return np.asarray(values, dtype=np.int32)
