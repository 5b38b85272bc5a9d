"""The Browser's style (GraSS): a colour, a size and a caption for every kind, made from the ontology."""

from __future__ import annotations

from collections.abc import Iterator

from graph.neo4j.form import BODY as BODY_LABEL
from graph.neo4j.form import HEAD, JUDGEMENT, KNOWN, MERGED, NOTE, OURS, REVISION, SETTLING, UNREAD
from schema.declare import Node
from schema.edges.news import Mentions
from schema.kinds.alias import Alias
from schema.kinds.event import Event
from schema.kinds.paper import Paper
from schema.kinds.source import Source
from schema.ontology import ENTITY_KINDS, KINDS

# One a kind, in their order: told apart also by those who see few colours, and dark enough for white letters.
_COLOURS = (
    "#8a8f98", "#1f6f8b", "#b5532a", "#8a3ffc", "#007d79", "#6929c4", "#9f1853", "#005d5d",
    "#198038", "#002d9c", "#a2560a", "#570408", "#4c6a1e", "#2f4b7c", "#7b5ea7", "#5c5c5c",
)  # fmt: skip
_SIZES: dict[type[Node], int] = {Alias: 28, Source: 38, Event: 42, Paper: 42}
_ENTITY, _ELSE, _INTERNAL = 54, 40, 12
_QUIET = (MERGED, KNOWN, HEAD, REVISION, NOTE, BODY_LABEL, JUDGEMENT, SETTLING)


def grass() -> str:
    """The style sheet."""
    return "\n".join(_rules()) + "\n"


def _rules() -> Iterator[str]:
    yield _rule("node", diameter=f"{_ELSE}px", color="#8a8f98", border_color="#5f646c", border_width="1px",
                text_color_internal="#ffffff", font_size="10px", caption="'{name}'")  # fmt: skip
    yield _rule("relationship", color="#a5abb6", shaft_width="1px", font_size="8px", padding="3px",
                text_color_external="#3b3f45", text_color_internal="#ffffff", caption="'<type>'")  # fmt: skip
    yield _rule(f"node.{OURS}", caption="'{name}'")
    for (name, kind), colour in zip(KINDS.items(), _COLOURS, strict=True):
        size = _SIZES.get(kind, _ENTITY if name in ENTITY_KINDS else _ELSE)
        yield _rule(f"node.{name}", color=colour, border_color=colour, diameter=f"{size}px",
                    text_color_internal="#ffffff", caption="'{name}'")  # fmt: skip
    for label in _QUIET:
        yield _rule(f"node.{label}", color="#e6e8eb", border_color="#e6e8eb", diameter=f"{_INTERNAL}px",
                    text_color_internal="#8a8f98", caption="''")  # fmt: skip
    yield _rule(f"relationship.{Mentions.type()}", color="#c9ccd2", shaft_width="1px", caption="'{surface}'")
    yield _rule(f"relationship.{UNREAD}", color="#f0f1f3", shaft_width="1px", caption="''")


def _rule(selector: str, **told: str) -> str:
    lines = "".join(f"  {name.replace('_', '-')}: {value};\n" for name, value in told.items())
    return f"{selector} {{\n{lines}}}\n"
