"""One load at work: where it goes, in whose name, and how drafts get into the store or into quarantine.

Invariants: what is refused is quarantined item by item and the rest applied; notes (quarantine, review) are written in
the transaction of what they are about; of an item that is taken, an older quarantine entry is cleared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from graph.store import Store
from loaders.draft import Draft, faulty, united
from loaders.known import Names
from loaders.quarantine import Entry, cleared, new_notes
from loaders.tally import Tally
from schema.canonical import Json
from schema.changeset import Changeset, Revision
from schema.declare import Ref
from schema.errors import Refused
from schema.keys import Key

Clock: TypeAlias = Callable[[], datetime]
Progress: TypeAlias = Callable[
    [int, int | None, str], None
]  # items done, of how many (None: not known), what
Notes: TypeAlias = Mapping[tuple[str, str], Json]


def silent(done: int, total: int | None, what: str) -> None:
    """Shows no progress."""


def nothing() -> Mapping[str, Json]:
    """Keeps nothing for another try."""
    return {}


@dataclass(frozen=True, slots=True)
class Offered:
    """What one item says, and the entry that it would have in quarantine, its reason still open.

    raw: makes what the entry keeps for another try; called only if it is needed.
    """

    draft: Draft
    entry: Entry
    raw: Callable[[], Mapping[str, Json]] = nothing

    def refused(self, why: str, do: str = "") -> Entry:
        """The entry with a reason."""
        return replace(self.entry, why=why, do=do, raw=self.entry.raw or self.raw())


@dataclass
class Work:
    """One load.  names: those that it links with."""

    store: Store
    actor: Key
    clock: Clock
    batch: int = 500
    progress: Progress = silent
    tally: Tally = field(default_factory=Tally)
    names: Names = field(default_factory=Names)

    def apply(
        self,
        offered: Sequence[Offered],
        reason: str,
        *,
        names: Revision | None = None,
        troubles: Iterable[Entry] = (),
        unsaid: Sequence[tuple[Ref, Key]] = (),
        notes: Notes | None = None,
    ) -> list[Entry]:
        """Apply what is offered in one changeset, without what is refused; the entries of that and of `troubles`.

        names: the revision of those that mentions among it were made with; of the last seen, where it is not given.
        """
        kept, entries = list(offered), list(troubles)
        known = self.names.revision if names is None else names
        while True:
            try:
                self._apply(kept, reason, known, entries, unsaid, notes or {})
            except Refused as refused:
                bad = faulty((one.draft for one in kept), refused.offences)
                if not bad:
                    raise
                entries += [
                    kept[place].refused("; ".join(o.why for o in why), why[0].do)
                    for place, why in bad.items()
                ]
                kept = [one for place, one in enumerate(kept) if place not in bad]
            else:
                self.tally.quarantined.update(entry.id for entry in entries)
                return entries

    def _apply(
        self,
        kept: Sequence[Offered],
        reason: str,
        names: Revision,
        entries: Sequence[Entry],
        unsaid: Sequence[tuple[Ref, Key]],
        notes: Notes,
    ) -> None:
        now = self.clock()
        bad = {entry.id for entry in entries}
        with self.store.reader() as reader:
            put = new_notes(reader, entries, now)
            taken = cleared(reader, {one.entry.id for one in kept} - bad)
        self.tally.quarantined.difference_update(key for _, key in taken)
        draft = united(one.draft for one in kept)
        change = Changeset(
            actor=self.actor,
            reason=reason,
            observed=now,
            names=names,
            nodes=draft.nodes,
            edges=draft.edges,
            unsaid=tuple(unsaid),
            bodies=draft.bodies,
            notes={**notes, **taken, **put},
        )
        if change.nodes or change.edges or change.unsaid or change.bodies or change.notes:
            self.tally.applied(self.store.apply(change))
