"""The names of one revision: what search finds entities by, and what the linker looks for in texts.

Names are packed; those of entities that were read again since lie over them until they are many.  Invariant: an index
never changes; `updated` gives another one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge, nsmallest
from typing import Protocol, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.names.forms import LINKED_STATUSES, PLURAL_KINDS, Entry, Form, Written, entry_of, singulars
from graph.names.packed import Packed
from graph.names.search import Hit, Within
from graph.store import Direction, Row
from graph.view import Named
from schema.changeset import Revision
from schema.declare import Edge, Node
from schema.edges.naming import AliasOf
from schema.errors import BadRequest
from schema.judgement import DenyForm, Judgement
from schema.keys import Key
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity
from schema.ontology import ENTITY_KINDS, KINDS
from schema.text import normalise
from schema.words import words

Counts: TypeAlias = Callable[[Sequence[Key]], Sequence[int]]
_BATCH = 5_000
_MOST_OVER = 2_000


class Read(Protocol):
    """What is asked of a reader for names; see `graph.store.Reader`."""

    @property
    def revision(self) -> Revision: ...
    def scan_rows(self, kinds: Collection[str] | None = None) -> Iterator[Row]: ...
    def nodes(self, keys: Iterable[Key]) -> dict[Key, Node]: ...
    def edges(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[Edge]]: ...
    def judgements(self) -> list[Judgement]: ...


def _none_counted(entities: Sequence[Key]) -> Sequence[int]:
    return [0] * len(entities)


class Over:
    """What lies over packed names: entities that were read again, None for those that have no name any more."""

    def __init__(self, packed: Packed, entries: Mapping[Key, Entry | None]) -> None:
        self.entries = entries
        self._packed = packed

    @cached_property
    def hidden(self) -> NDArray[np.bool_]:
        """Which packed entities are replaced."""
        found = np.zeros(len(self._packed.keys), np.bool_)
        found[[number for key in self.entries if (number := self._packed.number(key)) is not None]] = True
        return found

    @cached_property
    def packed(self) -> Packed:
        """The entities read again, packed themselves."""
        return Packed.of({key: entry for key, entry in self.entries.items() if entry is not None})


@dataclass(frozen=True, slots=True)
class NameIndex:
    """All names of a revision; implements `graph.view.Names`.

    denied: word sequences that are never linked.  counts: the number of events of each of these entities, by which equal hits
    are ordered.
    """

    packed: Packed
    over: Over
    denied: frozenset[tuple[str, ...]]
    revision: Revision
    counts: Counts = _none_counted

    @classmethod
    def of(cls, reader: Read) -> Self:
        """Every name that the reader sees."""
        aliases = {key: Written.told(props) for _, key, props in reader.scan_rows({Alias.__name__})}
        stands: dict[Key, list[AliasOf]] = {}
        for batch in _batches(aliases):
            for edges in reader.edges(batch, "out", {AliasOf.type()}).values():
                for edge in edges:
                    if isinstance(edge, AliasOf):
                        stands.setdefault(edge.dst, []).append(edge)
        entries = {
            key: entry_of(key, props, stands.get(key, ()), aliases)
            for _, key, props in reader.scan_rows(ENTITY_KINDS)
        }
        return cls.packing(Packed.of(entries), reader)

    @classmethod
    def packing(cls, packed: Packed, reader: Read) -> Self:
        """These names, said to be those of the reader's revision, with what it knows to be denied."""
        return cls(packed, Over(packed, {}), denied(reader), reader.revision)

    @classmethod
    def empty(cls, reader: Read) -> Self:
        """No names yet, of the reader's revision."""
        return cls.packing(Packed.of({}), reader)

    def updated(self, reader: Read, entities: Collection[Key]) -> Self:
        """This index with the names of `entities` (keys, living or not, merged or not) read again."""
        entries = dict(self.over.entries)
        for batch in _batches(entities):
            nodes = reader.nodes(batch)
            stands = reader.edges(batch, "in", {AliasOf.type()})
            forms = reader.nodes({edge.src for edges in stands.values() for edge in edges})
            aliases = {
                key: Written(node.name, node.language)
                for key, node in forms.items()
                if isinstance(node, Alias)
            }
            for key in batch:
                node, entries[key] = nodes.get(key), None
                if isinstance(node, Entity) and node.key == key:
                    own = [edge for edge in stands[key] if isinstance(edge, AliasOf)]
                    told = {"name": node.name, "status": node.status}
                    entries[key] = entry_of(key, told, own, aliases)
        later = replace(
            self, over=Over(self.packed, entries), denied=denied(reader), revision=reader.revision
        )
        return later.compacted() if len(entries) > max(_MOST_OVER, len(self.packed.keys) // 8) else later

    def compacted(self) -> Self:
        """The same with everything packed."""
        if not self.over.entries:
            return self
        packed = Packed.of(dict(self.entries()))
        return replace(self, packed=packed, over=Over(packed, {}))

    def entries(self) -> Iterator[tuple[Key, Entry]]:
        """Every entity with what it is called."""
        over = self.over.entries
        yield from ((key, entry) for key, entry in self.packed.entries() if key not in over)
        yield from ((key, entry) for key, entry in over.items() if entry is not None)

    def bound(self, revision: Revision, counts: Counts) -> Self:
        """The same names, said to be of `revision`, with another way to count events."""
        return replace(self, revision=revision, counts=counts)

    def forms(self) -> Iterator[Form]:
        """What the linker looks for: aliases of active and retired entities that nobody denied, in order of entity."""
        none = np.zeros(len(self.over.packed.keys), np.bool_)
        both = ((self.packed, self.over.hidden), (self.over.packed, none))
        found = (packed.forms_at(packed.linked(LINKED_STATUSES, hidden).tolist()) for packed, hidden in both)
        for form in merge(*found, key=lambda form: form.entity):
            if not self._is_denied(form.form):
                yield form

    def _is_denied(self, form: str) -> bool:
        return bool(self.denied) and tuple(words(form)) in self.denied

    def find(
        self, text: str, *, kinds: Collection[str] = (), limit: int = 10, near: bool = True
    ) -> list[Named]:
        """Entities by name: exact (also in the plural, as the linker does), then prefix, then, where `near`, by edits.

        Ties by number of events, then key.

        At most two edits, and fewer than half of the letters asked for, so that short words do not match each other.
        Raises BadRequest for unknown kinds and a limit below 1.
        """
        for kind in kinds:
            if kind not in KINDS:
                raise BadRequest(f"{kind!r} is no kind", do=f"Kinds of entities: {', '.join(ENTITY_KINDS)}")
        if limit < 1:
            raise BadRequest(f"the limit is {limit}", do="Ask for 1 or more")
        asked = normalise(text)
        if not asked:
            return []
        found: dict[Key, Hit] = {}
        for names in self._within(kinds):
            found |= names.starting(asked)
        countable = PLURAL_KINDS.intersection(kinds) if kinds else PLURAL_KINDS
        for single in singulars(asked) if countable else ():
            for names in self._within(countable):
                found |= names.exactly(single)
        if near and len(found) < limit:
            for names in self._within(kinds):
                found = names.near(asked) | found
        return self._ranked(found, limit)

    def _within(self, kinds: Collection[str]) -> Iterator[Within]:
        """The packed names that are not replaced, and those that replace them; of some kinds, if any are given."""
        yield Within(self.packed, self.packed.of_kinds(kinds) & ~self.over.hidden)
        if self.over.entries:
            yield Within(self.over.packed, self.over.packed.of_kinds(kinds))

    def _ranked(self, found: Mapping[Key, Hit], limit: int) -> list[Named]:
        keys = list(found)
        counts = (-count for count in self.counts(keys))
        ranked = nsmallest(limit, zip([found[key].distance for key in keys], counts, keys, strict=True))
        return [Named(key, found[key].written, distance) for distance, _, key in ranked]


def denied(reader: Read) -> frozenset[tuple[str, ...]]:
    """The word sequences that a reader knows to be denied."""
    return frozenset(
        tuple(words(judgement.decision.form))
        for judgement in reader.judgements()
        if isinstance(judgement.decision, DenyForm)
    )


def _batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    listed = list(keys)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]
