"""The fixture that hands a test of traversals each engine's worlds in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.graph.traverse.engines import Asked, asked


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[Asked]:
    """A world and what answers of it; its parameters are those of `engines.worlds`."""
    engine, seed = request.param
    with asked(engine, seed) as found:
        yield found
