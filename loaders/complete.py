"""Complete lists: what a list once said and says no longer is withdrawn, but only by a load that reached its end.

Invariants: a list that is older than what its source said last says nothing; one of the same date replaces it, whatever
its content; what another source says is never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from graph.fold import alike, statement
from graph.store import Store
from loaders.draft import Draft, united
from loaders.quarantine import SPACE, entry_of
from loaders.work import Work
from schema.changeset import Said
from schema.declare import Edge, Node, Ref
from schema.keys import Key


@dataclass
class Complete:
    """A complete list on its way in.  older: another version of it, of a later date, was loaded before."""

    by: Key
    older: bool
    _kept: set[Ref] = field(default_factory=set)

    @classmethod
    def begin(cls, store: Store, by: Key, stamp: str) -> Complete:
        """Find out whether the list is newer than what stands."""
        with store.reader() as reader:
            own = [said.stamp for said in reader.said([by])[by] if said.by == by]
        return cls(by, bool(own) and stamp < own[0])

    def said(self, drafts: Iterable[Draft]) -> None:
        """Remember what the list says now."""
        for draft in drafts:
            self._kept.update(said.what.ref for said in draft.nodes if said.by == self.by)
            self._kept.update(said.what.ref for said in draft.edges if said.by == self.by)

    def replaced(self, store: Store, drafts: Iterable[Draft]) -> list[tuple[Ref, Key]]:
        """Its own statements of no older date that it makes otherwise now: withdrawn, so that the new ones stand."""
        new: dict[Ref, Said[Node] | Said[Edge]] = {}
        draft = united(drafts)
        new.update((node.what.key, node) for node in draft.nodes if node.by == self.by)
        new.update((edge.what.ref, edge) for edge in draft.edges if edge.by == self.by)
        with store.reader() as reader:
            standing = reader.said(new)
        return [
            (ref, self.by)
            for ref, sayings in standing.items()
            for old in sayings
            if old.by == self.by
            and old.stamp >= new[ref].stamp
            and not alike(type(new[ref].what), statement(old), statement(new[ref]))
        ]

    def close(self, work: Work, put: Collection[str], *, whole: bool, file: str) -> None:
        """Withdraw what it said once and says no longer, and clear the entries it no longer gives rise to (all but `put`).

        Nothing is withdrawn where part of the list could not be read: not `whole`.
        """
        with work.store.reader() as reader:
            stale = [
                note
                for note, value in reader.notes(SPACE).items()
                if entry_of(value).source == self.by and note not in put
            ]
            gone = (
                [(ref, self.by) for ref in reader.said_by(self.by) if ref not in self._kept] if whole else []
            )
        if not whole:
            work.tally.note(f"{file}: nothing was withdrawn, as part of it could not be read")
        if stale or gone:
            reason = f"load {file}: what it no longer says"
            work.apply(
                [], reason, unsaid=sorted(gone, key=str), notes={(SPACE, note): None for note in stale}
            )
