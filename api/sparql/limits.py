"""What a question may take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from schema.errors import Invalid

_BEGIN = "ALMANAC_SPARQL_"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question may take: seconds, rows of its answer, megabytes of memory beyond what an idle process has."""

    seconds: float = 10.0
    rows: int = 100_000
    megabytes: int = 1_000

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Limits:
        """From `ALMANAC_SPARQL_SECONDS`, `…_ROWS` and `…_MEGABYTES`.  Raises Invalid."""
        told: dict[str, Any] = {}
        for one in fields(cls):
            name = f"{_BEGIN}{one.name.upper()}"
            if text := environment.get(name):
                told[one.name] = _number(name, text, type(one.default))
        return cls(**told)


UNLESS_SET = Limits()


def _number(name: str, text: str, kind: Any) -> float:
    try:
        value: float = kind(text)
    except ValueError:
        value = 0
    if not 0 < value < math.inf:
        raise Invalid(f"{text!r} is no number above 0", where=name, do="Write 10, or leave it out")
    return value
