"""Arrays in one file, which processes map into memory and share; and what tells whether the file is whole.

Invariants: every array begins at a multiple of 64 bytes; `Layout` has the checksum of each, so that a file that was cut
short or changed in one byte is noticed before anything is read from it.
"""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Arrays: TypeAlias = Mapping[str, NDArray[Any]]
_ALIGNED = 64


class Placed(NamedTuple):
    """Where an array stands in the file: its type as numpy writes it, shape, offset in bytes, and CRC-32."""

    dtype: str
    shape: tuple[int, ...]
    offset: int
    crc: int


Layout: TypeAlias = Mapping[str, Placed]


class Damaged(Exception):
    """The file is not what its layout says."""


def write_arrays(path: Path, arrays: Arrays) -> Layout:
    """Write arrays to a new file, durably.  Raises OSError."""
    layout: dict[str, Placed] = {}
    with path.open("xb") as file:
        for name, array in arrays.items():
            file.write(b"\0" * (-file.tell() % _ALIGNED))
            whole = np.ascontiguousarray(array)
            data = whole.reshape(-1).view(np.uint8).data
            layout[name] = Placed(whole.dtype.str, array.shape, file.tell(), zlib.crc32(data))
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return layout


def map_arrays(path: Path, layout: Layout) -> dict[str, NDArray[Any]]:
    """The arrays of a file, read-only, in pages shared with whoever else maps it.  Raises Damaged, OSError.

    O(size of the file): every checksum is computed.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
    found: dict[str, NDArray[Any]] = {}
    whole = memoryview(mapped)
    for name, placed in layout.items():
        dtype = np.dtype(placed.dtype)
        count = int(np.prod(placed.shape, dtype=np.int64))
        data = whole[placed.offset : placed.offset + count * dtype.itemsize]
        if len(data) != count * dtype.itemsize:
            raise Damaged(f"it ends before the array {name!r} does")
        if zlib.crc32(data) != placed.crc:
            raise Damaged(f"the array {name!r} is not as it was written")
        found[name] = np.frombuffer(data, dtype).reshape(placed.shape)
    return found
