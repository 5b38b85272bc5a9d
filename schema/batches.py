"""Many rows, some at a time.  (`itertools.batched` comes with Python 3.12.)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
SOME = 500


def batched(rows: Iterable[T], size: int = SOME) -> Iterator[list[T]]:
    """Rows in lists of `size`, the last one shorter."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch
