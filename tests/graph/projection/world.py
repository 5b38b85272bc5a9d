"""A small world to project: nodes and edges under their own keys, merges and denials, and how all that reads.

`World` is said and judged; `Plain` is the graph as read, and a reader of it.  Both are plain dicts and sets, made to be
obviously right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import networkx as nx

from graph.projection.touched import Touched
from graph.store import Direction, Ends, Row
from schema.changeset import Change
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.judgement import Decision, DenyEdge, Judgement, Same
from schema.keys import Key
from schema.ontology import edge_type

START = datetime(2025, 1, 1, tzinfo=UTC)
PERSON = "source/person-ada"


@dataclass
class Plain:
    """A graph as read: living survivors, the edges between them, and merged keys with their survivors."""

    nodes: dict[Key, Node]
    links: set[EdgeRef]
    redirects: dict[Key, Key] = field(default_factory=dict)
    revision: int = 0

    def resolve(self, keys: Iterable[Key]) -> dict[Key, Key]:
        """As `graph.store.Reader`."""
        found = {key: self.redirects.get(key, key) for key in keys}
        return {key: survivor for key, survivor in found.items() if survivor in self.nodes}

    def nodes_of(self, keys: Iterable[Key]) -> dict[Key, Node]:
        """As `graph.store.Reader.nodes`."""
        return {key: self.nodes[survivor] for key, survivor in self.resolve(keys).items()}

    def edges_of(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[Edge]]:
        """As `graph.store.Reader.edges`."""
        found: dict[Key, list[Edge]] = {key: [] for key in keys}
        for link in sorted(self.links):
            near = link.src if direction == "out" else link.dst
            if near in found and (types is None or link.type in types):
                found[near].append(edge_of(link))
        return found

    def members_of(self, keys: Iterable[Key]) -> dict[Key, list[Key]]:
        """As `graph.store.Reader.members`."""
        return {
            key: [key, *sorted(merged for merged, survivor in self.redirects.items() if survivor == key)]
            for key in keys
            if key in self.nodes
        }


def edge_of(link: EdgeRef) -> Edge:
    """The edge of an identity, with the properties that tell it from others."""
    slots: dict[str, Any] = {"EVALUATED_ON": {"metric": link.slot}}.get(link.type, {}) if link.slot else {}
    return edge_type(link.type)(src=link.src, dst=link.dst, **slots)


class PlainReader:
    """A reader of a plain graph, with what the projection asks for."""

    def __init__(self, plain: Plain, judgements: Iterable[Judgement] = ()) -> None:
        self._plain = plain
        self._judgements = list(judgements)

    @property
    def revision(self) -> int:
        """The graph's."""
        return self._plain.revision

    def resolve(self, keys: Iterable[Key]) -> dict[Key, Key]:
        """See `Plain`."""
        return self._plain.resolve(keys)

    def nodes(self, keys: Iterable[Key]) -> dict[Key, Node]:
        """See `Plain`."""
        return self._plain.nodes_of(keys)

    def edges(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[Edge]]:
        """See `Plain`."""
        return self._plain.edges_of(keys, direction, types)

    def edge_refs(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[EdgeRef]]:
        """As `graph.store.Reader`."""
        found = self._plain.edges_of(keys, direction, types)
        return {key: [edge.ref for edge in edges] for key, edges in found.items()}

    def members(self, keys: Iterable[Key]) -> dict[Key, list[Key]]:
        """See `Plain`."""
        return self._plain.members_of(keys)

    def judgements(self) -> list[Judgement]:
        """As given."""
        return self._judgements

    def scan_nodes(self, kinds: Collection[str] | None = None) -> Iterator[Node]:
        """Every node of these kinds."""
        return (node for node in self._plain.nodes.values() if kinds is None or type(node).__name__ in kinds)

    def scan_edges(self, types: Collection[str] | None = None) -> Iterator[EdgeRef]:
        """Every edge of these types."""
        return (link for link in self._plain.links if types is None or link.type in types)

    def scan_rows(self, kinds: Collection[str] | None = None) -> Iterator[Row]:
        """Every node of these kinds, by its place."""
        for position, (key, node) in enumerate(self._plain.nodes.items()):
            if kinds is None or type(node).__name__ in kinds:
                yield row(position, key, node)

    def scan_ends(self, types: Collection[str] | None = None) -> Iterator[Ends]:
        """Every edge of these types, one at a time."""
        place = {key: position for position, key in enumerate(self._plain.nodes)}
        for link in self.scan_edges(types):
            yield Ends(link.type, place[link.dst], [place[link.src]])


def row(position: int, key: Key, node: Node) -> Row:
    """A node as `graph.store.Reader.scan_rows` gives it."""
    props = node.model_dump(mode="json", exclude={"key"}, exclude_unset=True)
    return Row(
        position,
        key,
        {name: getattr(node, name) for name, prop in node.props().items() if prop.derived} | props,
    )


@dataclass
class World:
    """Nodes and edges under their own keys, and what was judged of them."""

    nodes: dict[Key, Node] = field(default_factory=dict)
    edges: set[EdgeRef] = field(default_factory=set)
    same: set[Same] = field(default_factory=set)
    denied: set[EdgeRef] = field(default_factory=set)
    revision: int = 0

    def change(
        self,
        *,
        say: Iterable[Node] = (),
        unsay: Iterable[Key] = (),
        link: Iterable[EdgeRef] = (),
        unlink: Iterable[EdgeRef] = (),
        toggle_same: Iterable[Same] = (),
        toggle_denied: Iterable[EdgeRef] = (),
    ) -> Touched:
        """One revision, and what the log says that it touched."""
        said = {node.key: node for node in say}
        gone, new, cut = set(unsay), set(link), set(unlink)
        sames, denials = set(toggle_same), set(toggle_denied)
        self.nodes = {key: node for key, node in (self.nodes | said).items() if key not in gone}
        self.edges = (self.edges | new) - cut
        self.same ^= sames
        self.denied ^= denials
        self.revision += 1
        decisions: list[Decision] = [*sames, *(DenyEdge(edge) for edge in denials)]
        judged = tuple(Judgement(decision, PERSON, "", START).to_json() for decision in decisions)
        refs: tuple[Ref, ...] = (*said, *gone, *new, *cut)
        return Touched.by([Change(self.revision, START, PERSON, "", refs, judged=judged)])

    def judgements(self) -> list[Judgement]:
        """The merges in force."""
        return [Judgement(same, PERSON, "", START) for same in self.same]

    def read(self) -> Plain:
        """How it reads: clusters by their least key, edges between living survivors, denied ones left out."""
        joined: nx.Graph[Key] = nx.Graph()
        joined.add_edges_from((same.loser, same.survivor) for same in self.same)
        survivors: dict[Key, Key] = {}
        for cluster in nx.connected_components(joined):
            living = [key for key in cluster if key in self.nodes]
            survivors.update(dict.fromkeys(living, min(living, default="")))
        redirects = {key: survivor for key, survivor in survivors.items() if key != survivor}
        nodes = {key: node for key, node in self.nodes.items() if key not in redirects}

        def mapped(edge: EdgeRef) -> EdgeRef:
            return edge._replace(src=redirects.get(edge.src, edge.src), dst=redirects.get(edge.dst, edge.dst))

        denied = {mapped(edge) for edge in self.denied}
        links = {mapped(edge) for edge in self.edges if edge not in self.denied} - denied
        links = {link for link in links if link.src in nodes and link.dst in nodes and link.src != link.dst}
        return Plain(nodes, links, redirects, self.revision)

    def reader(self) -> PlainReader:
        """A reader of how it reads now."""
        return PlainReader(self.read(), self.judgements())
