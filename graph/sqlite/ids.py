"""Keys and node ids: the file holds ids, everything else speaks of keys.

Invariants: an id is never given to another node; a node that only asserts has an id too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.sqlite.session import Session, many
from schema.declare import EdgeRef, Ref
from schema.keys import Key


class Ids(dict[Key, int]):
    """The ids of the nodes that a changeset concerns; one that has none gets a new one when it is asked for.

    new: the keys that got one, in that order.
    """

    def __init__(self, session: Session, keys: Iterable[Key]) -> None:
        rows = session.all(
            "SELECT key, id FROM node WHERE key IN (SELECT value FROM json_each(?))", many(set(keys))
        )
        super().__init__(rows)
        self.known = frozenset(self)
        self.new: list[Key] = []
        self._next: int = session.all("SELECT coalesce(max(id), 0) + 1 FROM node")[0][0]

    def __missing__(self, key: Key) -> int:
        """A new id for `key`."""
        self[key] = node = self._next
        self._next += 1
        self.new.append(key)
        return node


class EdgeTypes:
    """The ids of edge types, given out when a type is first said."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.ids: dict[str, int] = dict(session.all("SELECT name, id FROM edge_type"))
        self.names = {number: name for name, number in self.ids.items()}

    def __getitem__(self, name: str) -> int:
        """The id of a type; needs a transaction that writes."""
        if name not in self.ids:
            ((number,),) = self._session.all("INSERT INTO edge_type (name) VALUES (?) RETURNING id", name)
            self.ids[name] = number
            self.names[number] = name
        return self.ids[name]

    def among(self, names: Iterable[str] | None) -> str | None:
        """The ids of those of `names` that the file has, as JSON; None for all."""
        return None if names is None else many(self.ids[name] for name in set(names) if name in self.ids)


def ends_of(refs: Iterable[Ref]) -> Iterator[Key]:
    """The nodes that these refs name."""
    for ref in refs:
        if isinstance(ref, EdgeRef):
            yield ref.src
            yield ref.dst
        else:
            yield ref
