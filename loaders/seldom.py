"""Loading makes very many small objects and no cycles among them, so Python's collector is let look for these seldom."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 50_000  # objects made before the youngest are looked through, instead of 700


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for cycles seldom meanwhile.  Within itself, in another thread too, it does nothing."""
    before = gc.get_threshold()
    if before[0] >= _YOUNG:
        yield
        return
    gc.set_threshold(_YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
