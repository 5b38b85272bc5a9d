"""What of the texts may be published: each source says so with `republish`; until it does, title and summary.

Invariants: of an event that several sources published the strictest word counts; only its keeper's own full dump holds
more than that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from graph.store import Reader
from schema.declare import Edge, Node
from schema.edges.news import PublishedBy
from schema.keys import Key
from schema.kinds.event import Event
from schema.kinds.source import Source

_LEVELS = ("title", "summary", "all")
_UNTOLD = "summary"


@dataclass(frozen=True, slots=True)
class Policy:
    """How much of the texts each source lets others publish; `everything` passes over that."""

    told: Mapping[Key, str] = field(default_factory=dict)
    everything: bool = False

    def level(self, sources: Collection[Key]) -> str:
        """The strictest word of these sources: `title`, `summary` or `all`."""
        if self.everything:
            return "all"
        words = {self.told.get(source, _UNTOLD) for source in sources} or {_UNTOLD}
        return min(words, key=_LEVELS.index)

    def shown(self, node: Node, sources: Collection[Key]) -> Node:
        """A node without what its sources do not let others publish."""
        if isinstance(node, Event) and node.summary and self.level(sources) == "title":
            return node.model_copy(update={"summary": ""})
        return node


EVERYTHING = Policy(everything=True)


def policy(reader: Reader) -> Policy:
    """What the sources of an almanac say."""
    said = {
        source.key: source.republish
        for source in reader.scan_nodes({Source.__name__})
        if isinstance(source, Source) and source.republish
    }
    return Policy(said)


def publishers(edges: Collection[Edge]) -> list[Key]:
    """The sources that these edges, those out of an event, say published it."""
    return [edge.dst for edge in edges if isinstance(edge, PublishedBy)]
