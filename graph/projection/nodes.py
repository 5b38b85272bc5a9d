"""The nodes that are not events, numbered: kind, status and instant by number, and the order of their keys.

Invariants: a number stands for one key for ever, so that states share `Keys` and arrays made earlier stay right; a
table knows the first `len(table)` numbers and never looks beyond; a kind of `GONE` marks what no longer lives.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from graph.projection.instants import ABSENT, seconds, told_seconds
from graph.projection.keys import Keys
from graph.projection.ragged import Ints, Longs, Mask, Rows
from schema.declare import Node
from schema.errors import BadRequest, NotFound
from schema.keys import Key, kind_word
from schema.kinds.entity import Status
from schema.kinds.event import Event
from schema.ontology import ENTITY_KINDS, KINDS, kind_of

T = TypeVar("T", bound=np.generic)
KIND_NAMES = tuple(KINDS)
STATUSES: tuple[str, ...] = get_args(Status)
GONE = -1
_KIND_NUMBERS = {name: number for number, name in enumerate(KIND_NAMES)}
_STATUS_NUMBERS = {name: number for number, name in enumerate(STATUSES)}
_IS_ENTITY = np.array(
    [name in ENTITY_KINDS for name in KIND_NAMES] + [False]
)  # the last one answers for GONE


class NodeRow(NamedTuple):
    """What the table keeps of a node."""

    key: Key
    kind: int
    status: int
    at: int

    @classmethod
    def of(cls, node: Node) -> Self:
        """The row of a node as read."""
        status = _STATUS_NUMBERS[getattr(node, "status", "")]
        return cls(node.key, _KIND_NUMBERS[type(node).__name__], status, seconds(getattr(node, "at", None)))

    @classmethod
    def told(cls, key: Key, props: Mapping[str, Any]) -> Self:
        """The row of a node that is read with these properties."""
        status = _STATUS_NUMBERS[props.get("status", "")]
        return cls(key, _KIND_NUMBERS[kind_of(key).__name__], status, told_seconds(props.get("at")))


@dataclass(frozen=True, slots=True)
class NodeTable:
    """Columns by number, the numbers in order of their keys, and where merged keys are read.

    order: numbers in key order; rank: its inverse.
    """

    keys: Keys
    kind: NDArray[np.int8]
    status: NDArray[np.int8]
    at: Longs
    order: Ints
    rank: Ints
    redirects: Mapping[Key, Key]

    @classmethod
    def empty(cls, keys: Keys | None = None) -> Self:
        """A table of no nodes, over keys that may have numbers already."""
        return cls(
            Keys() if keys is None else keys,
            np.zeros(0, np.int8),
            np.zeros(0, np.int8),
            np.zeros(0, np.int64),
            *_no_order(),
            redirects={},
        )

    def __len__(self) -> int:
        return len(self.kind)

    def with_rows(
        self, rows: Iterable[NodeRow], gone: Iterable[Key], redirects: Mapping[Key, Key]
    ) -> NodeTable:
        """This table with some rows added or replaced, others gone."""
        given = list(rows)
        numbers = [self.keys.number(row.key) for row in given]
        size = len(self.keys)
        kind, status, at = (
            _grown(self.kind, size, GONE),
            _grown(self.status, size, 0),
            _grown(self.at, size, ABSENT),
        )
        kind[numbers] = [row.kind for row in given]
        status[numbers] = [row.status for row in given]
        at[numbers] = [row.at for row in given]
        kind[[number for key in gone if (number := self.keys.known(key)) is not None and number < size]] = (
            GONE
        )
        order, rank = self._ordered(size)
        return NodeTable(self.keys, kind, status, at, order, rank, redirects)

    def _ordered(self, size: int) -> tuple[Ints, Ints]:
        if size == len(self.order):
            return self.order, self.rank
        new = sorted(range(len(self.order), size), key=self.keys.__getitem__)
        places = [
            bisect_left(self.order, self.keys[number], key=lambda i: self.keys[int(i)]) for number in new
        ]
        order = np.insert(self.order, places, new).astype(np.int32, copy=False)
        rank = np.empty(size, np.int32)
        rank[order] = np.arange(size, dtype=np.int32)
        return order, rank

    def living(self, key: Key) -> int | None:
        """The number of a living node by its own key; None for merged, unknown and withdrawn ones, and for events."""
        number = self.keys.known(key)
        if number is None or number >= len(self) or self.kind[number] == GONE:
            return None
        return number

    def find(self, key: Key) -> int:
        """The number of the node that a key stands for, a merged one for its survivor.  Raises NotFound, BadRequest."""
        number = self.living(self.redirects.get(key, key))
        if number is None:
            raise unanswerable(key)
        return number

    def places(self, key: Key) -> tuple[int, int]:
        """How many keys of this table are less than `key`, and how many not greater."""
        place = bisect_left(self.order, key, key=lambda i: self.keys[int(i)])
        here = place < len(self.order) and self.keys[int(self.order[place])] == key
        return place, place + here

    def named(self, numbers: Rows) -> list[Key]:
        """The keys of these numbers."""
        return self.keys.named(numbers)

    def of_kinds(self, kinds: Collection[str], numbers: Rows | None = None) -> Mask:
        """Which nodes, or which of `numbers`, live and are of these kinds (class names; of any where none is given).

        Raises BadRequest.
        """
        column = self.kind if numbers is None else self.kind[numbers]
        if not kinds:
            living: Mask = column != GONE
            return living
        asked: Mask = np.isin(column, [kind_number(name) for name in kinds])
        return asked

    def of_statuses(self, statuses: Collection[str], numbers: Rows | None = None) -> Mask:
        """Which nodes, or which of `numbers`, have one of these statuses, all where none is given.  Raises BadRequest."""
        column = self.status if numbers is None else self.status[numbers]
        if not statuses:
            return np.ones(len(column), np.bool_)
        asked: Mask = np.isin(column, [status_number(name) for name in statuses])
        return asked

    @property
    def entities(self) -> Mask:
        """Which nodes are living entities."""
        found: Mask = _IS_ENTITY[self.kind]
        return found


def unanswerable(key: Key) -> BadRequest | NotFound:
    """What is said where traversals are asked of an event, or of what is not there."""
    if kind_word(key) == Event.word():
        return BadRequest(f"{key} is an event", do="Ask this of an entity, a paper or a source")
    return NotFound(f"nothing has the key {key}", do="Search for its name")


def kind_number(name: str) -> int:
    """The number of a kind by its class name.  Raises BadRequest."""
    try:
        return _KIND_NUMBERS[name]
    except KeyError:
        raise BadRequest(f"{name!r} is no kind", do=f"Known kinds: {', '.join(KIND_NAMES)}") from None


def status_number(name: str) -> int:
    """The number of a status.  Raises BadRequest."""
    try:
        return _STATUS_NUMBERS[name]
    except KeyError:
        raise BadRequest(f"{name!r} is no status", do=f"Known: {', '.join(filter(None, STATUSES))}") from None


def _no_order() -> tuple[Ints, Ints]:
    return np.zeros(0, np.int32), np.zeros(0, np.int32)


def _grown(column: NDArray[T], size: int, fill: int) -> NDArray[T]:
    grown = np.full(size, fill, column.dtype)
    grown[: len(column)] = column
    return grown
