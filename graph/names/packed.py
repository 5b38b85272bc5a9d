"""All names of an almanac in a few arrays, which may lie in a mapped file.  Never changes.

Invariants: entities are in order of their keys, forms in order of their entities, searched forms in order of what is
compared, then written, then entity; texts stand one after another as UTF-8, each ending where the next begins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Self, get_args

import numpy as np
from numpy.typing import NDArray

from graph.names.forms import Entry, Form
from schema.edges.naming import AliasKind, CaseRule
from schema.keys import Key
from schema.kinds.entity import Status
from schema.ontology import ENTITY_KINDS, kind_of

_KINDS = {name: number for number, name in enumerate(ENTITY_KINDS)}
_ALIAS_KINDS, _CASES, _STATUSES = (get_args(literal) for literal in (AliasKind, CaseRule, Status))
LONGEST = 255  # characters; what is longer counts as this long


_END = "\0"  # stands in no name


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts by number."""

    text: NDArray[np.uint8]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """These texts."""
        encoded = [text.encode() for text in texts]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(one) for one in encoded], out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> str:
        return self.raw(number).decode()

    def raw(self, number: int) -> bytes:
        """A text as UTF-8."""
        return self.text[self.starts[number] : self.starts[number + 1]].tobytes()

    def several(self, numbers: NDArray[np.int64]) -> list[str]:
        """The texts of these numbers, for less than one by one."""
        text = self.text.data
        spans = zip(self.starts[numbers].tolist(), self.starts[numbers + 1].tolist(), strict=True)
        return [str(text[first:last], "utf-8") for first, last in spans]

    def place(self, asked: bytes, low: int = 0) -> int:
        """Of texts in order, how many come before `asked`; those before `low` are known to."""
        return bisect_left(range(len(self)), asked, lo=low, key=self.raw)


class Searched(NamedTuple):
    """A form as search has it: what is compared, as it was written, and whose it is."""

    compared: str
    written: str
    owner: Key


@dataclass(frozen=True, slots=True)
class Packed:
    """The names.

    keys, kind, status: (entities,).  entity, form, language, alias_kind, case: (forms,) for the linker.  compared, written,
    owner: (searched,).  For a quick look at many, by_length: (searched,) rows by the length of what is compared, pairs:
    (searched,) in that order, bits for the pairs of letters in it, length: (257,) where each length begins in them.
    """

    keys: Texts
    kind: NDArray[np.int8]
    status: NDArray[np.int8]
    entity: NDArray[np.int32]
    form: Texts
    language: Texts
    alias_kind: NDArray[np.int8]
    case: NDArray[np.int8]
    compared: Texts
    written: Texts
    owner: NDArray[np.int32]
    by_length: NDArray[np.int32]
    pairs: NDArray[np.uint64]
    length: NDArray[np.int64]

    @classmethod
    def of(cls, entries: Mapping[Key, Entry]) -> Self:
        """The names of these entities."""
        keys = sorted(entries)
        listed = [entries[key] for key in keys]
        forms = list(chain.from_iterable(entry.forms for entry in listed))
        rows = sorted((*pair, number) for number, entry in enumerate(listed) for pair in entry.searched)
        lengths = np.array([min(len(row[0]), LONGEST) for row in rows], np.int64)
        by_length = np.argsort(lengths, kind="stable").astype(np.int32)
        return cls(
            Texts.of(keys),
            np.array([_KINDS[kind_of(key).__name__] for key in keys], np.int8),
            np.array([_STATUSES.index(entry.status) for entry in listed], np.int8),
            np.repeat(np.arange(len(keys), dtype=np.int32), [len(entry.forms) for entry in listed]),
            Texts.of(form.form for form in forms),
            Texts.of(form.language for form in forms),
            np.array([_ALIAS_KINDS.index(form.alias_kind) for form in forms], np.int8),
            np.array([_CASES.index(form.case) for form in forms], np.int8),
            Texts.of(row[0] for row in rows),
            Texts.of(row[1] for row in rows),
            np.array([row[2] for row in rows], np.int32),
            by_length,
            pairs([row[0] for row in rows])[by_length],
            np.searchsorted(lengths[by_length], np.arange(LONGEST + 2)),
        )

    def number(self, key: Key) -> int | None:
        """The number of an entity, None where it has no name here."""
        place = self.keys.place(key.encode())
        return place if place < len(self.keys) and self.keys[place] == key else None

    def entries(self) -> Iterator[tuple[Key, Entry]]:
        """Every entity with what it is called, in order of the keys."""
        starts = np.searchsorted(self.entity, np.arange(len(self.keys) + 1)).tolist()
        by_owner = np.argsort(self.owner, kind="stable")
        owned = np.searchsorted(self.owner[by_owner], np.arange(len(self.keys) + 1)).tolist()
        for number in range(len(self.keys)):
            forms = tuple(self.forms_at(range(starts[number], starts[number + 1])))
            rows = by_owner[owned[number] : owned[number + 1]].tolist()
            searched = tuple((self.compared[row], self.written[row]) for row in rows)
            yield self.keys[number], Entry(_STATUSES[self.status[number]], forms, searched)

    def forms_at(self, places: Iterable[int]) -> Iterator[Form]:
        """The forms at these places."""
        for place in places:
            entity = int(self.entity[place])
            yield Form(
                self.form[place],
                self.language[place],
                self.keys[entity],
                ENTITY_KINDS[self.kind[entity]],
                _ALIAS_KINDS[self.alias_kind[place]],
                _CASES[self.case[place]],
            )

    def linked(self, statuses: Sequence[str], but: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The places of the forms of entities with one of these statuses, without those of the entities `but`."""
        kept = np.isin(self.status, [_STATUSES.index(status) for status in statuses]) & ~but
        return np.flatnonzero(kept[self.entity])

    def of_kinds(self, kinds: Iterable[str]) -> NDArray[np.bool_]:
        """Which entities are of these kinds, all where none is given."""
        asked = [_KINDS[kind] for kind in kinds if kind in _KINDS]
        return np.isin(self.kind, asked) if kinds else np.ones(len(self.kind), np.bool_)

    def searched(self, row: int) -> Searched:
        """A searched form."""
        return Searched(self.compared[row], self.written[row], self.keys[int(self.owner[row])])


def pairs(texts: Sequence[str]) -> NDArray[np.uint64]:
    """(texts,) a bit for each pair of neighbouring letters in a text, its ends among them, by a hash modulo 64.

    One edit takes two pairs away and brings two at most, so that texts that differ in n bits take n/4 edits or more.
    """
    if not texts:
        return np.zeros(0, np.uint64)
    codes = np.frombuffer(f"\0{_END.join(texts)}\0".encode("utf-32-le", "surrogatepass"), np.uint32)
    hashed = (codes[:-1] * np.uint32(0x9E3779B1) + codes[1:]) * np.uint32(0x85EBCA77) >> np.uint32(26)
    starts = np.zeros(len(texts), np.int64)
    np.cumsum([len(text) + 1 for text in texts[:-1]], out=starts[1:])
    bits: NDArray[np.uint64] = np.bitwise_or.reduceat(np.uint64(1) << hashed.astype(np.uint64), starts)
    return bits
