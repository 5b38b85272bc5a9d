"""What was said and judged, in plain dicts, and what it is read as: worked out anew from the whole each time.

It shares with the stores only the pure rules (which statement stands, the fold, which survivor, which judgements contradict
each other), which have tests of their own.  It keeps no index and maintains nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graph.cluster import Judged
from graph.digest import body_fact, edge_fact, judgement_fact, node_fact
from graph.fold import Sourced, Statement, best_first, read_edge, read_node
from graph.placement import Placed, placements
from graph.store import Fact
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.judgement import Judgement
from schema.keys import Key
from schema.ontology import check_ends, kind_of
from schema.words import words


@dataclass
class Model:
    """What was said, judged and kept, and what it comes to."""

    statements: dict[tuple[Ref, Key], Statement] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    bodies: dict[Key, tuple[str, str]] = field(default_factory=dict)
    known: set[Key] = field(default_factory=set)

    def copy(self) -> Model:
        """The same state, free to be changed."""
        return Model(dict(self.statements), dict(self.judgements), dict(self.bodies), set(self.known))

    @cached_property
    def judged(self) -> Judged:
        """The judgements, ready to ask."""
        return Judged.of(self.judgements.values())

    @cached_property
    def counted(self) -> dict[Ref, list[Sourced]]:
        """The statements that count, by subject."""
        found: dict[Ref, list[Sourced]] = {}
        for (ref, by), told in self.statements.items():
            if (ref, by) not in self.judged.denied:
                found.setdefault(ref, []).append((by, told))
        return found

    @cached_property
    def placed(self) -> dict[Key, Placed]:
        """Where every known node stands."""
        return placements(self.known, lambda key: self.counted.get(key, []), self.judged)

    @cached_property
    def resolved(self) -> dict[Key, Key]:
        """Every living key to its survivor."""
        return {key: placed.survivor for key, placed in self.placed.items() if placed.living}

    @cached_property
    def nodes(self) -> dict[Key, Node]:
        """Every living survivor as read."""
        clusters: dict[Key, dict[Key, list[Sourced]]] = {}
        for key, survivor in self.resolved.items():
            clusters.setdefault(survivor, {})[key] = self.counted.get(key, [])
        read = {survivor: read_node(survivor, members) for survivor, members in clusters.items()}
        return {survivor: node for survivor, node in read.items() if node is not None}

    @cached_property
    def edges(self) -> dict[EdgeRef, Edge]:
        """Every edge as read, by its identity."""
        denied = {self._read_as(ref) for ref in self.judged.denied_edges}
        found: dict[EdgeRef, list[Sourced]] = {}
        for ref, said in self.counted.items():
            if not isinstance(ref, EdgeRef) or not {ref.src, ref.dst} <= self.resolved.keys():
                continue
            read = self._read_as(ref)
            loop_by_merge = read.src == read.dst and ref.src != ref.dst
            if read not in denied and not loop_by_merge and not check_ends(read):
                found.setdefault(read, []).extend(said)
        return {ref: read_edge(ref, said) for ref, said in found.items()}

    def _read_as(self, ref: EdgeRef) -> EdgeRef:
        src, dst = self.resolved.get(ref.src, ref.src), self.resolved.get(ref.dst, ref.dst)
        return EdgeRef(ref.type, src, dst, ref.slot)

    def counts(self) -> dict[str, int]:
        """Nodes by kind and edges by type."""
        kinds = Counter(type(node).__name__ for node in self.nodes.values())
        return dict(kinds + Counter(ref.type for ref in self.edges))

    def said(self, ref: Ref) -> list[Sourced]:
        """Every statement of a subject, best first."""
        return best_first((by, told) for (subject, by), told in self.statements.items() if subject == ref)

    def texts(self, key: Key) -> list[list[str]]:
        """The words of each searched field of a living node: its own statements, folded, then its body."""
        if key not in self.resolved or not self.counted.get(key):
            return []
        node = read_node(key, {key: self.counted[key]})
        fields = [str(getattr(node, name)) for name, mark in kind_of(key).props().items() if mark.search]
        return [words(text) for text in [*fields, self.bodies.get(key, ("", ""))[1]]]

    def search(self, asked: Sequence[str]) -> set[Key]:
        """Living nodes that hold all of the words."""
        return {
            key for key in self.known if set(asked) <= {word for text in self.texts(key) for word in text}
        }

    def search_any(self, phrases: Sequence[Sequence[str]]) -> set[Key]:
        """Living nodes one of whose fields holds one of the phrases."""
        return {
            key
            for key in self.known
            if any(_holds(text, phrase) for text in self.texts(key) for phrase in phrases)
        }

    def facts(self) -> Iterator[Fact]:
        """What the digest is made of."""
        for (ref, by), told in self.statements.items():
            yield edge_fact(ref, by, told) if isinstance(ref, EdgeRef) else node_fact(ref, by, told)
        yield from (judgement_fact(judgement) for judgement in self.judgements.values())
        yield from (body_fact(key, text) for key, (_, text) in self.bodies.items() if text)


def _holds(text: Sequence[str], phrase: Sequence[str]) -> bool:
    return any(list(text[i : i + len(phrase)]) == list(phrase) for i in range(len(text) - len(phrase) + 1))
