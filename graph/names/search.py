"""Finding names: exact, by what they begin with, and by few edits.

Each function gives the best hit of every entity that has one, best being nearest, then first in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from graph.names.packed import LONGEST, Packed, pairs
from schema.keys import Key

MOST_EDITS = 2
_PAIRS_AN_EDIT = 4  # two that go and two that come
_BEYOND = b"\xff"  # greater than any byte of UTF-8


class Hit(NamedTuple):
    """How far a form is from what was asked (0 exact, 1 begins so, else edits + 1), the form compared, and as written."""

    distance: int
    compared: str
    written: str


class Within(NamedTuple):
    """The names to look at: of entities that `shown` marks."""

    packed: Packed
    shown: NDArray[np.bool_]

    def exactly(self, asked: str) -> dict[Key, Hit]:
        """Those that are `asked`."""
        encoded = asked.encode()
        first = self.packed.compared.place(encoded)
        last = self.packed.compared.place(encoded + b"\0", first)
        return self._best((row, 0) for row in range(first, last))

    def starting(self, asked: str) -> dict[Key, Hit]:
        """Those that are `asked` or begin with it."""
        encoded = asked.encode()
        first = self.packed.compared.place(encoded)
        exact = self.packed.compared.place(encoded + b"\0", first)
        last = self.packed.compared.place(encoded + _BEYOND, exact)
        return self._best((row, int(row >= exact)) for row in range(first, last))

    def near(self, asked: str) -> dict[Key, Hit]:
        """Those few edits away: at most two, and fewer than half of the letters asked for.

        One pass over the forms of about that length looks at their pairs of letters, of which an edit changes few; only what
        passes is compared.
        """
        most = min(MOST_EDITS, (len(asked) - 1) // 2)
        if most < 1:
            return {}
        rows = self._possible(asked, most)
        if not len(rows):
            return {}
        texts = self.packed.compared.several(rows)
        edits = process.cdist([asked], texts, scorer=Levenshtein.distance, score_cutoff=most, dtype=np.uint8)[
            0
        ]
        found = np.flatnonzero(edits <= most)
        return self._best(zip(rows[found].tolist(), (edits[found] + 1).tolist(), strict=True))

    def _possible(self, asked: str, most: int) -> NDArray[np.int64]:
        """The rows that may be so few edits away."""
        starts = self.packed.length
        first = starts[min(len(asked) - most, LONGEST)]
        last = starts[min(len(asked) + most, LONGEST) + 1]
        apart = np.bitwise_count(self.packed.pairs[first:last] ^ pairs([asked])[0])
        rows = self.packed.by_length[first:last][apart <= _PAIRS_AN_EDIT * most].astype(np.int64)
        possible: NDArray[np.int64] = rows[self.shown[self.packed.owner[rows]]]
        return possible

    def _best(self, rows: Iterable[tuple[int, int]]) -> dict[Key, Hit]:
        best: dict[int, tuple[int, int]] = {}
        owners = self.packed.owner
        for row, distance in rows:
            owner = int(owners[row])
            if self.shown[owner] and (owner not in best or distance < best[owner][0]):
                best[owner] = distance, row
        return {
            self.packed.keys[owner]: Hit(distance, self.packed.compared[row], self.packed.written[row])
            for owner, (distance, row) in best.items()
        }
