"""The fold: from what sources said to the graph as read.  Pure; every store and the tests' model use it.

Invariants: the result depends on the set of statements, never on the order in which they came.  Of one source's
statements of one subject the greatest by (stamp, content, complete) stands; rules alone replace without a stamp.  Among
sources the greatest by (rank, stamp, canonical value) gives a scalar, a survivor's own before what was merged into it;
unordered lists are united.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple, TypeAlias

import orjson

from graph.build import build_edge, build_node
from schema.canonical import Json, canonical
from schema.changeset import Said
from schema.declare import Declared, Edge, EdgeRef, Node
from schema.keys import Key, asserter_class, rank
from schema.ontology import edge_type, kind_of


class Statement(NamedTuple):
    """What one source says of one subject.  text: its content as canonical JSON, observations included."""

    stamp: str
    complete: bool
    text: str

    @property
    def props(self) -> dict[str, Json]:
        """The content."""
        read: dict[str, Json] = orjson.loads(self.text)
        return read


By: TypeAlias = Mapping[Key, Statement]
Sourced: TypeAlias = tuple[Key, Statement]


def statement(said: Said[Node] | Said[Edge]) -> Statement:
    """A `Said` as a store keeps it."""
    return Statement(said.stamp, said.complete, said.what.content_text())


def bare(cls: type[Declared], told: Statement) -> str:
    """The content as canonical JSON without observations: what comparison and digest look at."""
    seen = cls.observations()
    if not seen:
        return told.text
    return canonical({name: value for name, value in told.props.items() if name not in seen})


def alike(cls: type[Declared], one: Statement | None, other: Statement | None) -> bool:
    """Whether two statements say the same, stamps and observations aside."""
    if one is None or other is None:
        return one is other
    if one.complete != other.complete:
        return False
    return one.text == other.text or (bool(cls.observations()) and bare(cls, one) == bare(cls, other))


def standing(cls: type[Declared], old: Statement | None, new: Statement, by: Key) -> Statement:
    """The statement that stands when `by` said `old` and says `new`.

    The same said again raises the stamp; what differs wins by (stamp, content, complete), a rule's always; the first
    observation stays.
    """
    if old is None:
        return new
    if alike(cls, old, new):
        return old if new.stamp <= old.stamp else old._replace(stamp=new.stamp)
    wins = asserter_class(by) == "rule" or _weight(cls, new) > _weight(cls, old)
    return _observed_first(cls, old, new) if wins else old


def _weight(cls: type[Declared], told: Statement) -> tuple[str, str, bool]:
    return told.stamp, bare(cls, told), told.complete


def _observed_first(cls: type[Declared], old: Statement, new: Statement) -> Statement:
    """`new` with the observations of `old`."""
    if not cls.observations():
        return new
    kept = {name: value for name, value in old.props.items() if name in cls.observations()}
    return new._replace(text=canonical(new.props | kept)) if kept else new


def best_first(statements: Iterable[Sourced]) -> list[Sourced]:
    """Statements by (rank, stamp, content), the greatest first; the asserter's key decides what is left."""
    return sorted(
        statements, key=lambda pair: (rank(pair[0]), pair[1].stamp, pair[1].text, pair[0]), reverse=True
    )


def fold_props(
    cls: type[Declared], statements: Sequence[Sourced], merged: Sequence[Sourced] = ()
) -> dict[str, Json]:
    """The properties of a node: a scalar or sequence from the best source that says it, unordered lists united.

    merged: statements of what was merged into it; where sources of one rank differ, the node's own value stands.
    """
    if len(statements) == 1 and not merged:
        return statements[0][1].props
    chosen: dict[str, tuple[tuple[int, bool, str, str], Json]] = {}
    united: dict[str, set[str]] = {}
    unions = cls.unions()
    for own, (by, told) in chain(zip(repeat(True), statements), zip(repeat(False), merged)):
        for name, value in told.props.items():
            if name in unions and isinstance(value, list):
                united.setdefault(name, set()).update(str(part) for part in value)
                continue
            weight = (rank(by), own, told.stamp, canonical(value))
            if name not in chosen or weight > chosen[name][0]:
                chosen[name] = (weight, value)
    props = {name: value for name, (_, value) in chosen.items()}
    lists: dict[str, Json] = {name: [*sorted(values)] for name, values in united.items()}
    return props | lists


def read_node(key: Key, members: Mapping[Key, Sequence[Sourced]]) -> Node | None:
    """The node that `key`, a survivor, is read as; see `read_props`."""
    props = read_props(key, members)
    return None if props is None else build_node(kind_of(key), key, props)


def read_props(key: Key, members: Mapping[Key, Sequence[Sourced]]) -> dict[str, Any] | None:
    """The properties that `key`, a survivor, is read with, from the statements of its cluster's members by their own keys.

    None where nobody says any of them.  The properties that its key is made of are the survivor's own, where it has any.
    As JSON, but for derived ones, which are as the kind's `completed` makes them.
    """
    kind = kind_of(key)
    own = members.get(key, ())
    merged: list[Sourced] = []
    if len(members) > 1 or not own:  # few are merged, and this is run for every node there is
        merged = [pair for member, statements in members.items() if member != key for pair in statements]
    if not own and not merged:
        return None
    props = fold_props(kind, own, merged)
    if own and merged:
        props = _own_identity(kind, props, fold_props(kind, own))
    return kind.completed(key, props, [by for by, _ in (*own, *merged)])


def _own_identity(kind: type[Node], props: dict[str, Json], own: dict[str, Json]) -> dict[str, Json]:
    identity = kind.marks.identity
    if not any(name in own for name in identity):
        return props
    others = {name: value for name, value in props.items() if name not in identity}
    return others | {name: own[name] for name in identity if name in own}


def read_edge(ref: EdgeRef, statements: Sequence[Sourced]) -> Edge:
    """The edge read as `ref`: its properties whole from the best source among `statements`, of which there is one."""
    _, told = statements[0] if len(statements) == 1 else best_first(statements)[0]
    return build_edge(edge_type(ref.type), ref, told.props)
