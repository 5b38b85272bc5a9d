"""The names of one revision, in memory: what search finds entities by, and what the linker looks for in texts.

An entity is found by its own name and by the aliases that stand for it.  The linker is given aliases only, and only
those of active and retired entities.  Invariant: an index never changes; `updated` gives another one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nsmallest
from operator import itemgetter
from typing import NamedTuple, Protocol, Self, TypeAlias

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from graph.store import Direction
from graph.view import Named
from schema.changeset import Revision
from schema.declare import Edge, Node
from schema.edges.naming import AliasOf
from schema.errors import BadRequest
from schema.judgement import DenyForm, Judgement
from schema.keys import Key
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity
from schema.ontology import ENTITY_KINDS, KINDS, kind_of
from schema.text import normalise
from schema.words import words

Counts: TypeAlias = Callable[[Sequence[Key]], Sequence[int]]

LINKED_STATUSES = ("active", "retired")
PLURAL_KINDS = frozenset({"Technique", "Topic", "Model", "Product", "Dataset", "Benchmark"})
MOST_EDITS = 2
_BATCH = 5_000
_LETTERS = re.compile(r"[a-z]{2,}")
_HISSING = re.compile(r"(ss|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_AFTER_ALL = "\U0010ffff"


class Read(Protocol):
    """What is asked of a reader for names; see `graph.store.Reader`."""

    @property
    def revision(self) -> Revision: ...
    def scan_nodes(self, kinds: Collection[str] | None = None) -> Iterator[Node]: ...
    def nodes(self, keys: Iterable[Key]) -> dict[Key, Node]: ...
    def edges(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[Edge]]: ...
    def judgements(self) -> list[Judgement]: ...


class Form(NamedTuple):
    """A written form that the linker looks for: what it stands for, and how it is to be compared."""

    form: str
    language: str
    entity: Key
    kind: str
    alias_kind: str
    case: str


class Entry(NamedTuple):
    """What one entity is called: the forms that the linker looks for, and as (normalised, written) what search does."""

    status: str
    forms: tuple[Form, ...]
    searched: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, name: str, status: str, forms: Iterable[Form]) -> Self:
        """An entity's name and forms; of those that are written differently but compare equal, search has the first."""
        ordered = tuple(sorted(forms))
        written = sorted({name, *(form.form for form in ordered)}, reverse=True)
        searched = {compared: form for form in written if (compared := normalise(form))}
        return cls(status, ordered, tuple(searched.items()))


class Hit(NamedTuple):
    """The best form of an entity so far: how far from what was asked, and its row."""

    distance: int
    row: int


def variants(form: str, kinds: Collection[str]) -> list[tuple[str, ...]]:
    """The word sequences under which `form` is met in texts: its own first, then its plural for countable kinds.

    `kinds` are class names of what it stands for.  Empty for a form without words.  A form whose last word already ends in
    a single s, or is no plain word, has no plural here.
    """
    own = tuple(words(form))
    if not own:
        return []
    plural = _plural(own[-1]) if PLURAL_KINDS.intersection(kinds) else ""
    return [own, (*own[:-1], plural)] if plural else [own]


def _plural(word: str) -> str:
    if not _LETTERS.fullmatch(word):
        return ""
    if _HISSING.search(word):
        return f"{word}es"
    if word.endswith("s"):
        return ""
    return f"{word[:-1]}ies" if _CONSONANT_Y.search(word) else f"{word}s"


def _singulars(asked: str) -> list[str]:
    """The normalised forms of which `asked` is the plural."""
    start, space, last = asked.rpartition(" ")
    guesses = (f"{last[:-3]}y" if last.endswith("ies") else "", last[:-2], last[:-1])
    return [f"{start}{space}{guess}" for guess in guesses if guess and _plural(guess) == last]


def _none_counted(entities: Sequence[Key]) -> Sequence[int]:
    return [0] * len(entities)


class Table:
    """What entities are called, by survivor's key, and once it was asked for, all forms in order.  Never changes."""

    def __init__(self, entries: Mapping[Key, Entry]) -> None:
        self.entries = entries

    @cached_property
    def search(self) -> _Search:
        """All forms in order.  Some seconds for a million of them."""
        return _Search.of(self.entries)


@dataclass(frozen=True, slots=True)
class NameIndex:
    """All names of a revision; implements `graph.view.Names`.

    denied: word sequences that are never linked.  counts: the number of events of each of these entities, by which equal hits
    are ordered.
    """

    table: Table
    denied: frozenset[tuple[str, ...]]
    revision: Revision
    counts: Counts = _none_counted

    @classmethod
    def of(cls, reader: Read) -> Self:
        """Every name that the reader sees."""
        entities = [node for node in reader.scan_nodes(ENTITY_KINDS) if isinstance(node, Entity)]
        aliases = {node.key: node for node in reader.scan_nodes({"Alias"}) if isinstance(node, Alias)}
        stands: dict[Key, list[AliasOf]] = {}
        for batch in _batches(aliases):
            for edges in reader.edges(batch, "out", {AliasOf.type()}).values():
                for edge in edges:
                    if isinstance(edge, AliasOf):
                        stands.setdefault(edge.dst, []).append(edge)
        entries = {entity.key: _entry(entity, stands.get(entity.key, ()), aliases) for entity in entities}
        return cls(Table(entries), _denied(reader), reader.revision)

    def updated(self, reader: Read, entities: Collection[Key]) -> Self:
        """This index with the names of `entities` (keys, living or not, merged or not) read again."""
        entries = dict(self.table.entries)
        for batch in _batches(entities):
            nodes = reader.nodes(batch)
            stands = reader.edges(batch, "in", {AliasOf.type()})
            forms = reader.nodes({edge.src for edges in stands.values() for edge in edges})
            aliases = {key: node for key, node in forms.items() if isinstance(node, Alias)}
            for key in batch:
                entries.pop(key, None)
                node = nodes.get(key)
                if isinstance(node, Entity) and node.key == key:
                    own = [edge for edge in stands[key] if isinstance(edge, AliasOf)]
                    entries[key] = _entry(node, own, aliases)
        return replace(self, table=Table(entries), denied=_denied(reader), revision=reader.revision)

    def bound(self, revision: Revision, counts: Counts) -> Self:
        """The same names, said to be of `revision`, with another way to count events."""
        return replace(self, revision=revision, counts=counts)

    def forms(self) -> Iterator[Form]:
        """What the linker looks for: aliases of active and retired entities that nobody denied, in order of entity."""
        for key in sorted(self.table.entries):
            entry = self.table.entries[key]
            if entry.status in LINKED_STATUSES:
                yield from (form for form in entry.forms if not self._is_denied(form.form))

    def _is_denied(self, form: str) -> bool:
        return bool(self.denied) and tuple(words(form)) in self.denied

    def find(self, text: str, *, kinds: Collection[str] = (), limit: int = 10) -> list[Named]:
        """Entities by name: exact (also in the plural, as the linker does), then prefix, then by edits.

        Ties by number of events, then key.

        At most two edits, and fewer than half of the letters asked for, so that short words do not match each other.
        Raises BadRequest for unknown kinds and a limit below 1.
        """
        for kind in kinds:
            if kind not in KINDS:
                raise BadRequest(f"{kind!r} is no kind", do=f"Kinds of entities: {', '.join(ENTITY_KINDS)}")
        if limit < 1:
            raise BadRequest(f"the limit is {limit}", do="Ask for 1 or more")
        asked, search = normalise(text), self.table.search
        if not asked:
            return []
        found = search.starting(asked, kinds)
        countable = PLURAL_KINDS.intersection(kinds) if kinds else PLURAL_KINDS
        for single in _singulars(asked):
            found |= search.exactly(single, countable) if countable else {}
        if len(found) < limit:
            found = search.near(asked, kinds) | found
        keys = list(found)
        ranked = nsmallest(
            limit,
            zip([found[key].distance for key in keys], [-n for n in self.counts(keys)], keys, strict=True),
        )
        return [Named(key, search.written[found[key].row], distance) for distance, _, key in ranked]


@dataclass(frozen=True, slots=True)
class _Search:
    """Normalised forms in order, and beside each what was written and for whom."""

    compared: list[str]
    written: list[str]
    owners: list[Key]

    @classmethod
    def of(cls, entries: Mapping[Key, Entry]) -> Self:
        rows = [(*pair, key) for key, entry in entries.items() for pair in entry.searched]
        rows.sort(key=itemgetter(0))
        return cls([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])

    def exactly(self, asked: str, kinds: Collection[str]) -> dict[Key, Hit]:
        """The entities with a form that is `asked`."""
        first, last = bisect_left(self.compared, asked), bisect_right(self.compared, asked)
        return self._best(range(first, last), [0] * (last - first), kinds)

    def starting(self, asked: str, kinds: Collection[str]) -> dict[Key, Hit]:
        """The best hit of each entity with a form that is `asked` or begins with it."""
        first = bisect_left(self.compared, asked)
        last = bisect_left(self.compared, asked + _AFTER_ALL, lo=first)
        return self._best(
            range(first, last), [int(form != asked) for form in self.compared[first:last]], kinds
        )

    def near(self, asked: str, kinds: Collection[str]) -> dict[Key, Hit]:
        """The best hit of each entity with a form few edits away.  O(number of forms), some 30 ms for 150,000."""
        most = min(MOST_EDITS, (len(asked) - 1) // 2)
        if most < 1 or not self.compared:
            return {}
        edits = process.cdist(
            [asked], self.compared, scorer=Levenshtein.distance, score_cutoff=most, dtype=np.uint8
        )[0]
        rows = np.flatnonzero(edits <= most)
        return self._best(rows.tolist(), (edits[rows] + 1).tolist(), kinds)

    def _best(self, rows: Iterable[int], distances: Sequence[int], kinds: Collection[str]) -> dict[Key, Hit]:
        best: dict[Key, Hit] = {}
        for row, distance in zip(rows, distances, strict=True):
            key = self.owners[row]
            if (key not in best or distance < best[key].distance) and (
                not kinds or kind_of(key).__name__ in kinds
            ):
                best[key] = Hit(distance, row)
        return best


def _entry(entity: Entity, stands: Iterable[AliasOf], aliases: Mapping[Key, Alias]) -> Entry:
    kind = type(entity).__name__
    forms = [
        Form(alias.name, alias.language, entity.key, kind, edge.alias_kind, edge.case)
        for edge in stands
        if (alias := aliases.get(edge.src))
    ]
    return Entry.of(entity.name, entity.status, forms)


def _denied(reader: Read) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(words(judgement.decision.form))
        for judgement in reader.judgements()
        if isinstance(judgement.decision, DenyForm)
    )


def _batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    listed = list(keys)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]
