"""What a changeset moves, as one value that a store writes.  Pure.

Invariants: a plan holds differences only; where nothing is told and nobody judges, no revision is due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from graph.effect import (
    Body,
    Ground,
    Judging,
    Moved,
    Moves,
    Sayings,
    after_moves,
    assertions,
    bodies,
    counted,
)
from graph.fold import By
from graph.index import Indexed, indexed
from graph.placement import Placed, placements
from schema.changeset import Applied, Changeset, Revision
from schema.declare import EdgeRef, Ref
from schema.judgement import DenyAssertion, DenyEdge, Same
from schema.keys import Key
from schema.ontology import is_entity


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a changeset moves, against `ground`.

    moved: assertions, withdrawals among them.  placed, indexes: before and after, where they differ.  applied: what to
    answer, its revision being the one due.
    """

    change: Changeset
    sayings: Sayings
    ground: Ground
    judging: Judging
    moved: Moves
    bodies: dict[Key, Body]
    placed: dict[Key, tuple[Placed, Placed]]
    indexes: dict[Key, tuple[Indexed, Indexed]]
    applied: Applied

    def told(self) -> Iterator[Moved[Key]]:
        """The assertions of nodes whose content moves."""
        return (move for move in self.moved.nodes if move.told)

    def tied(self) -> Iterator[Moved[EdgeRef]]:
        """The assertions of edges whose content moves."""
        return (move for move in self.moved.edges if move.told)

    def renamed(self) -> list[Key]:
        """The entities known before whose reading moves: survivor, life or status."""
        return [
            key
            for key, (then, now) in self.placed.items()
            if key in self.ground.known and is_entity(key) and then._replace(merged=now.merged) != now
        ]

    def touched(self) -> list[Ref]:
        """What a reader may find changed beside the assertions told: what judgements speak of, and what is placed anew."""
        refs: dict[Ref, None] = {}
        for judgement in self.judging.moved:
            decision = judgement.decision
            if isinstance(decision, DenyEdge):
                refs[decision.edge] = None
            elif isinstance(decision, DenyAssertion):
                refs[decision.ref] = None
            elif isinstance(decision, Same):
                refs.update(dict.fromkeys((decision.loser, decision.survivor)))
        refs.update(dict.fromkeys(self.placed))
        return list(refs)


def planned(
    change: Changeset,
    sayings: Sayings,
    judging: Judging,
    ground: Ground,
    newest: Revision,
    kept: Mapping[Key, Body] | None = None,
) -> Plan:
    """What `change` moves on this ground, `newest` being the newest revision.

    kept: full texts that take the place of what stood, whatever their stamps; else those of `change` by theirs.
    """
    moved = assertions(change, sayings, ground)
    if kept is None:
        new_bodies = bodies(change, ground)
    else:
        new_bodies = {key: body for key, body in kept.items() if body != ground.bodies.get(key)}
    nodes = _Nodes(ground, moved.nodes, judging)
    applied = _applied(moved, judging, newest)
    return Plan(
        change,
        sayings,
        ground,
        judging,
        moved,
        new_bodies,
        nodes.placed(),
        nodes.indexes(new_bodies),
        applied,
    )


def _applied(moved: Moves, judging: Judging, newest: Revision) -> Applied:
    """What to answer."""
    new = changed = withdrawn = 0
    every: Iterator[Moved[Any]] = chain(moved.nodes, moved.edges)
    for move in every:
        if not move.told:
            continue
        new += move.before is None
        changed += move.before is not None and move.after is not None
        withdrawn += move.after is None
    judged = len({judgement.id for judgement in judging.moved})
    applied = Applied(newest, new, changed, moved.same, withdrawn, judged)
    return replace(applied, revision=newest + 1) if applied.effective else applied


class _Nodes:
    """The nodes whose own statements or judgements move, as they were and as they will be."""

    def __init__(self, ground: Ground, moved: list[Moved[Key]], judging: Judging) -> None:
        self._ground = ground
        self._judging = judging
        self._after = after_moves(ground.nodes, moved)
        self._own: set[Key] = {move.ref for move in moved if move.told}
        self._merged: set[Key] = set()
        for judgement in judging.moved:
            decision = judgement.decision
            if isinstance(decision, DenyAssertion) and not isinstance(decision.ref, EdgeRef):
                self._own.add(decision.ref)
            elif isinstance(decision, Same):
                self._merged.update((decision.loser, decision.survivor))

    def placed(self) -> dict[Key, tuple[Placed, Placed]]:
        """Survivor and life before and after, where they differ."""
        before, after = self._judging.before, self._judging.after
        keys = self._own | self._merged
        for judged in (before, after):
            for key in [key for key in keys if key in judged.same]:
                keys |= judged.cluster(key)
        then = placements(keys, lambda key: counted(key, self._ground.nodes.get(key), before), before)
        now = placements(keys, lambda key: counted(key, self._after.get(key), after), after)
        return {key: (then[key], now[key]) for key in sorted(keys) if then[key] != now[key]}

    def indexes(self, moved: dict[Key, Body]) -> dict[Key, tuple[Indexed, Indexed]]:
        """What nodes are found by before and after, where that differs."""
        pairs = {key: self._index(key, moved.get(key)) for key in self._own | moved.keys()}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}

    def _index(self, key: Key, moved: Body | None) -> tuple[Indexed, Indexed]:
        old = self._ground.bodies.get(key)
        body = old.text if old else ""
        return (
            self._found_by(key, self._ground.nodes.get(key), False, body),
            self._found_by(key, self._after.get(key), True, moved.text if moved else body),
        )

    def _found_by(self, key: Key, said: By | None, after: bool, body: str) -> Indexed:
        judged = self._judging.after if after else self._judging.before
        return indexed(key, counted(key, said, judged), body)
