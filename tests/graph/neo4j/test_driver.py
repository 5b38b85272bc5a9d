"""The driver: its fast half is there where it is asked for."""

from __future__ import annotations

import platform

# Private to the driver; it says nowhere else which half is at work.
from neo4j._codec.packstream import RUST_AVAILABLE

WHEELS = ("x86_64", "aarch64", "arm64")


def test_values_are_read_and_written_in_rust() -> None:
    assert RUST_AVAILABLE or platform.machine() not in WHEELS
