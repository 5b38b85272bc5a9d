"""JSON Lines: either records or a gazetteer, which the first line behind the head tells.

Invariant: nothing is held but what the lines say; a line of any length costs no more memory than an item may have.
"""

from __future__ import annotations

from itertools import chain
from typing import BinaryIO

from loaders.read.gazetteer import read_rows
from loaders.read.head import is_head
from loaders.read.lines import Row, json_lines
from loaders.read.records import read_records
from loaders.read.values import Gazetteer
from schema.record import Document, Trouble


def read_json_lines(stream: BinaryIO, *, name: str, source: str = "") -> Document | Gazetteer:
    """Read JSON Lines in UTF-8.  `source` names whose word it is where the file does not.

    Raises Unreadable where nobody says whose word it is.
    """
    lines = json_lines(stream)
    begun: list[Row | Trouble] = []
    for line in lines:
        begun.append(line)
        if isinstance(line, Row) and not (len(begun) == 1 and is_head(line.fields)):
            break
    every = chain(begun, lines)
    if begun and isinstance(begun[-1], Row) and {"kind", "class"} & begun[-1].fields.keys():
        return read_rows(every, name=name, source=source)
    return read_records(every, name=name, source=source)
