"""Which of several media types a request would have: `Accept` with its weights.  Pure.

A range that is not well formed is passed over, as if it did not stand there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)\s*")
_WEIGHT = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_HAS_WEIGHT = re.compile(r";\s*q\s*=", re.IGNORECASE)


def chosen(accept: str | None, offered: Sequence[str]) -> str | None:
    """The best of `offered`, which stand in the server's own order; None where none will do.

    Of each type the most specific range that fits tells its weight (RFC 9110, 12.5.1).  No header means anything.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = list(_ranges(accept))
    weights = [_weight(media, ranges) for media in offered]
    best = max(weights)
    return offered[weights.index(best)] if best > 0 else None


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    found = []
    for part in accept.split(","):
        told = _RANGE.fullmatch(part)
        if told is None:
            continue
        weight = _WEIGHT.search(told[3])
        if weight is None and _HAS_WEIGHT.search(told[3]):
            continue
        found.append((told[1].lower(), told[2].lower(), float(weight[1]) if weight else 1.0))
    return found


def _weight(media: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    kind, _, name = media.partition("/")
    fitting = [
        ((type_ != "*") + (subtype != "*"), weight)
        for type_, subtype, weight in ranges
        if type_ in ("*", kind) and subtype in ("*", name)
    ]
    return max(fitting, default=(0, 0.0))[1]
