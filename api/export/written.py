"""How values are written where a format has only text: one rule for GraphML, GEXF and CSV.

Instants are ISO text in UTC, yes and no are `true` and `false`, lists are JSON arrays.
"""

from __future__ import annotations

from datetime import datetime

import orjson

from graph.flat import Value
from schema.values import iso


def text(value: Value) -> str:
    """A value as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, tuple):
        return orjson.dumps(value).decode()
    return repr(value) if isinstance(value, float) else str(value)
