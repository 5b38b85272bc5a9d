"""The graph is a function of the set of what was said and judged: any order and any batches give one digest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graph.digest import digest
from graph.store import Reader, Store
from schema.changeset import Changeset
from schema.errors import Refused
from schema.keys import asserter_class
from tests.contract.stores import NewStore
from tests.contract.worlds import KEYS, LIST, NOON, histories, start


def _pieces(history: Iterable[Changeset]) -> list[Changeset]:
    """One changeset for each thing said or judged.  Rules are left out: what they derive has no stamp to order it by."""
    pieces = []
    for change in history:
        blank = replace(change, nodes=(), edges=(), unsaid=(), judge=(), unjudge=(), bodies={}, notes={})
        for said in change.nodes:
            if asserter_class(said.by) != "rule":
                bodies = {key: text for key, text in change.bodies.items() if key == said.what.key}
                pieces.append(replace(blank, nodes=(said,), bodies=bodies))
        pieces += [
            replace(blank, edges=(said,)) for said in change.edges if asserter_class(said.by) != "rule"
        ]
        pieces += [replace(blank, judge=(judgement,)) for judgement in change.judge]
    return pieces


def _batched(pieces: Sequence[Changeset], chance: random.Random) -> Iterable[Changeset]:
    """The pieces in another order, some of them together in one changeset."""
    left = list(pieces)
    chance.shuffle(left)
    while left:
        batch, left = left[: (size := chance.randint(1, 5))], left[size:]
        yield from (piece for piece in batch if piece.bodies)
        batch = [piece for piece in batch if not piece.bodies]
        yield Changeset(
            LIST,
            "a batch",
            NOON,
            nodes=tuple(said for piece in batch for said in piece.nodes),
            edges=tuple(said for piece in batch for said in piece.edges),
            judge=tuple(judgement for piece in batch for judgement in piece.judge),
        )


def _reading(reader: Reader) -> object:
    """What is read, but for instants of observation and what is taken from them."""
    nodes = {
        node.key: {name: value for name, value in node.content().items() if name not in node.observations()}
        for node in reader.scan_nodes()
    }
    return digest(reader), nodes, reader.resolve(KEYS), set(reader.scan_edges()), reader.edges(KEYS, "out")


def _accepted(store: Store, pieces: Iterable[Changeset]) -> list[Changeset]:
    """Applies one after the other; those that were not refused."""
    taken = []
    for piece in pieces:
        with suppress(Refused):
            store.apply(piece)
            taken.append(piece)
    return taken


@given(history=histories(), seed=st.integers(0, 1000))
def test_any_order_and_batches_give_one_graph(
    new_store: NewStore, history: list[Changeset], seed: int
) -> None:
    """What one order accepts every order accepts, and all read alike."""
    with new_store() as one, new_store() as other:
        everything_known = start([])
        for store in (one, other):
            store.apply(everything_known)
        taken = _accepted(one, _pieces(history))
        for batch in _batched(taken, random.Random(seed)):
            other.apply(batch)
        with one.reader() as first, other.reader() as second:
            assert _reading(first) == _reading(second)
