"""Seeds of random worlds: some by default, the others with the slow tests, so that both are quick enough to be run."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from _pytest.mark.structures import ParameterSet


def seeds(default: int, *, slow: int = 0, step: int = 1) -> Sequence[ParameterSet]:
    """The parameters 0, `step`, 2·`step`, …: `default` of them always, and `slow` more marked so."""
    marks = (pytest.mark.slow,)
    return [
        pytest.param(number * step, marks=marks if number >= default else ())
        for number in range(default + slow)
    ]
