"""Cuts a text at its mentions, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text, in code points, and the page of the entity that it names."""

    start: int
    end: int
    label: str
    page: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text: plain, or the name of an entity that has a page."""

    text: str
    label: str = ""
    page: str = ""


def segments(text: str, spans: Iterable[Span]) -> list[Segment]:
    """`text` in pieces, marked where a span stands.

    The pieces put together are the text.  Where spans overlap, the earlier and then the longer is marked; one that reaches
    out of the text (its offsets are of an older wording) is left out.
    """
    found: list[Segment] = []
    at = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start < at or span.end > len(text) or span.start >= span.end:
            continue
        if span.start > at:
            found.append(Segment(text[at : span.start]))
        found.append(Segment(text[span.start : span.end], span.label, span.page))
        at = span.end
    if at < len(text):
        found.append(Segment(text[at:]))
    return found
