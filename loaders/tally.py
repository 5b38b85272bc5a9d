"""Counts what loading does, and what it has to say besides; becomes the `Loaded` that callers get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.desk import Loaded
from schema.changeset import Applied


@dataclass
class Tally:
    """Running counts of one load.  quarantined: ids of entries.  lacks: what items were taken with ("no id")."""

    items: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    relinked: int = 0
    quarantined: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    lacks: Counter[str] = field(default_factory=Counter)

    def applied(self, applied: Applied) -> None:
        """Add what a changeset did."""
        self.new += applied.new
        self.changed += applied.changed
        self.same += applied.same
        self.withdrawn += applied.withdrawn

    def note(self, text: str) -> None:
        """Keep a remark, once."""
        if text not in self.notes:
            self.notes.append(text)

    def loaded(self, held: Sequence[str] = ()) -> Loaded:
        """The counts as a value; `held` tells of the first that went to quarantine."""
        lacking = tuple(
            f"{count} {'item' if count == 1 else 'items'} taken: {what}"
            for what, count in sorted(self.lacks.items())
        )
        return Loaded(
            items=self.items,
            new=self.new,
            changed=self.changed,
            same=self.same,
            withdrawn=self.withdrawn,
            quarantined=len(self.quarantined),
            relinked=self.relinked,
            notes=(*self.notes, *lacking),
            held=tuple(held),
        )
