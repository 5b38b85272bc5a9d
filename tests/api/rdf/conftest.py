"""The command line on an almanac of the test's own, as the tests of commands have it."""

from __future__ import annotations

from tests.api.cli.conftest import own

__all__ = ["own"]
