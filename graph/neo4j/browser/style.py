"""The Browser's style (GraSS): a colour, a size and a caption for every kind, made from the ontology.

Entities are dark with white letters; what speaks of them (events, papers, guides, sources, aliases) is pale with dark
letters, and wide enough for a short title.  What is the almanac's own is small, pale and has no caption.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import NamedTuple

from graph.neo4j.form import BODY as BODY_LABEL
from graph.neo4j.form import CO_OCCURS, HEAD, JUDGEMENT, KNOWN, MERGED, NOTE, OURS, REVISION, SETTLING, UNREAD
from schema.edges.news import Mentions
from schema.ontology import ENTITY_KINDS, KINDS

# Told apart also by those who see few colours; kinds take them in their order, and a new one the next.
_DARK = (
    "#0b6e99", "#b5532a", "#6a3de8", "#00796b", "#7a6200", "#c62828", "#2e7d32", "#3949ab", "#5d4037", "#8e24aa",
    "#37474f", "#9f1853", "#4c6a1e",
)  # fmt: skip
_PALE = ("#e4e6ea", "#d6e4f5", "#e9dcf5", "#f6e3b4", "#cfeadf", "#f8d9d0", "#e3ecc6")
_LIGHT_INK, _DARK_INK = "#ffffff", "#1f2328"


class Look(NamedTuple):
    """How a node is drawn: diameter and letters in pixels."""

    colour: str
    diameter: int
    letters: int
    ink: str


_OTHER = Look("#8a8f98", 40, 10, _LIGHT_INK)
_INTERNAL = Look("#eceef0", 12, 8, "#eceef0")
_QUIET = (MERGED, KNOWN, HEAD, REVISION, NOTE, BODY_LABEL, JUDGEMENT, SETTLING)


def looks() -> dict[str, Look]:
    """How each kind is drawn."""
    dark, pale = cycle(_DARK), cycle(_PALE)
    found = {}
    for name, kind in KINDS.items():
        if name in ENTITY_KINDS:
            found[name] = Look(next(dark), 78, 9, _LIGHT_INK)
        else:  # a title is longer than a name
            found[name] = Look(next(pale), 96 if "title" in kind.props() else 70, 9, _DARK_INK)
    return found


def grass() -> str:
    """The style sheet.  The Browser takes of each property the last rule that fits, and knows no colon in a value."""
    return "\n".join(_rules()) + "\n"


def _rules() -> Iterator[str]:
    yield _node("node", _OTHER)
    yield _tie("relationship", "#a5abb6", "'<type>'")
    yield _node(f"node.{OURS}", _OTHER)
    for name, look in looks().items():
        yield _node(f"node.{name}", look)
    for label in _QUIET:
        yield _node(f"node.{label}", _INTERNAL, caption="''")
    yield _tie(f"relationship.{Mentions.type()}", "#b9c0ca", "'{salience}'")
    yield _tie(f"relationship.{CO_OCCURS}", "#e0912f", "'{count}'", width=3)
    yield _tie(f"relationship.{UNREAD}", "#eceef0", "''")


def _node(selector: str, look: Look, caption: str = "'{name}'") -> str:
    return _rule(selector, diameter=f"{look.diameter}px", color=look.colour, border_color=look.colour, border_width="1px",
                 text_color_internal=look.ink, font_size=f"{look.letters}px", caption=caption)  # fmt: skip


def _tie(selector: str, colour: str, caption: str, width: int = 1) -> str:
    return _rule(selector, color=colour, shaft_width=f"{width}px", font_size="8px", padding="3px",
                 text_color_external="#3b3f45", text_color_internal="#ffffff", caption=caption)  # fmt: skip


def _rule(selector: str, **told: str) -> str:
    lines = "".join(f"  {name.replace('_', '-')}: {value};\n" for name, value in told.items())
    return f"{selector} {{\n{lines}}}\n"
