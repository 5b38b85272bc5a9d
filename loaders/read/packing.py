"""Files packed with gzip or Zstandard, as streams of what is in them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO, cast

import zstandard

PACKED = (".gz", ".zst")
ERRORS = (EOFError, zstandard.ZstdError)  # beside OSError


@contextmanager
def unpacked(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """What is in a file, by the end of its name.  Reading raises OSError or one of ERRORS where it is damaged."""
    suffix = PurePath(name.lower()).suffix
    if suffix == ".gz":
        with gzip.open(file) as packed:
            yield cast("BinaryIO", packed)
    elif suffix == ".zst":
        with zstandard.ZstdDecompressor().stream_reader(file) as stream:
            yield cast("BinaryIO", stream)
    else:
        yield file
