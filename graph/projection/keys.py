"""Numbers for keys: those of the base in arrays that may lie in a mapped file, and those that came since in a dict.

Invariants: a number is given once and never taken back; `Keys` only grows, with one writer at a time and any number of
readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from graph.projection.ragged import Ints, Longs, Rows
from schema.keys import Key

_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class KeyTexts:
    """Keys by number, one after another as UTF-8, and their numbers in the order of the keys."""

    text: NDArray[np.uint8]
    starts: Longs
    order: Ints

    @classmethod
    def of(cls, keys: Sequence[Key], order: Ints) -> Self:
        """The texts of these keys, `order` being their places in key order."""
        encoded = [key.encode() for key in keys]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(one) for one in encoded], out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), starts, order)

    def __len__(self) -> int:
        return len(self.starts) - 1


_NO_TEXTS = KeyTexts(np.zeros(0, np.uint8), np.zeros(1, np.int64), np.zeros(0, np.int32))


@dataclass(slots=True)
class Keys:
    """Keys and their numbers."""

    texts: KeyTexts = _NO_TEXTS
    _new: list[Key] = field(default_factory=list)
    _numbers: dict[Key, int] = field(default_factory=dict)
    _met: dict[Key, int | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts) + len(self._new)

    def __getitem__(self, number: int) -> Key:
        place = number - len(self.texts)
        return self._new[place] if place >= 0 else self._text(number).decode()

    def named(self, numbers: Rows) -> list[Key]:
        """The keys of these numbers."""
        return [self[number] for number in numbers.tolist()]

    def number(self, key: Key) -> int:
        """The number of a key, a new one where it had none."""
        found = self.known(key)
        if found is None:
            found = len(self)
            self._new.append(key)
            self._numbers[key] = found
        return found

    def known(self, key: Key) -> int | None:
        """The number of a key, None where it has none.  O(log n)."""
        found = self._numbers.get(key)
        if found is None and len(self.texts):
            if key not in self._met:
                if len(self._met) >= _REMEMBERED:
                    self._met.clear()
                self._met[key] = self._sought(key)
            found = self._met.get(key)
        return found

    def _sought(self, key: Key) -> int | None:
        asked = key.encode()
        order = self.texts.order
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            if self._text(int(order[middle])) < asked:
                low = middle + 1
            else:
                high = middle
        if low == len(order) or self._text(int(order[low])) != asked:
            return None
        return int(order[low])

    def _text(self, number: int) -> bytes:
        starts = self.texts.starts
        return self.texts.text[starts[number] : starts[number + 1]].tobytes()
