"""Loading makes very many small objects and no cycles among them, so Python's collector is let look for these seldom."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 50_000  # objects made before the youngest are looked through, instead of 700


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for cycles seldom meanwhile; a process that loads in several threads goes back to the first one's setting."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _YOUNG), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
