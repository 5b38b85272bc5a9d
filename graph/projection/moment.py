"""The projection and the names of one revision, made from a store, brought further, and kept in the base."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.names import NameIndex
from graph.names.packed import Packed
from graph.past import instant_of
from graph.projection.advance import advance, compacted
from graph.projection.base import About, Base
from graph.projection.build import from_reader
from graph.projection.packing import pack, unpack
from graph.projection.state import State
from graph.projection.stored import arrays_of, state_of
from graph.projection.touched import Touched
from graph.store import Reader, Store
from graph.traverse.derive import derive
from graph.traverse.projected import Projected
from graph.view import View
from schema.keys import Key

_log = logging.getLogger("almanac")


@dataclass(frozen=True, slots=True)
class Moment:
    """The projection and the names of one revision."""

    state: State
    names: NameIndex

    @classmethod
    def of(cls, reader: Reader) -> Moment:
        """Built from all that a reader sees."""
        return cls(from_reader(reader), NameIndex.of(reader))

    @property
    def rows(self) -> int:
        """How many nodes and events there are."""
        return self.state.size + sum(len(part.block) for part in self.state.parts)

    @property
    def tail(self) -> int:
        """How many events and nodes came since the base."""
        keys = self.state.nodes.keys
        return max(len(self.state.tail.block), len(keys) - len(keys.texts))

    def followed(self, touched: Touched, reader: Reader) -> Moment:
        """This moment brought to the reader's revision, given all that was touched since."""
        advanced = advance(self.state, touched, reader)
        names = self.names
        if advanced.renamed or touched.forms:
            names = names.updated(reader, advanced.renamed)
        return Moment(advanced.state, names)

    def compacted(self) -> Moment:
        """The same with everything in the base."""
        return Moment(compacted(self.state), self.names.compacted())

    @property
    def stale(self) -> bool:
        """Whether what is derived from the whole is of an older revision, or was never made."""
        derived = self.state.derived
        return derived is None or derived.standing.revision != self.state.revision

    def derived(self) -> Moment:
        """The same with everything derived anew."""
        return replace(self, state=replace(self.state, derived=derive(self.state)))

    def view(self, reader: Reader) -> View:
        """What one request asks."""
        names = self.names.bound(self.state.revision, self._counts)
        return View(Projected(self.state), reader, names)

    def _counts(self, entities: Sequence[Key]) -> list[int]:
        counts = self.state.concern_counts()
        numbers = (self.state.nodes.living(entity) for entity in entities)
        return [0 if number is None else int(counts[number]) for number in numbers]


def keep(base: Base, moment: Moment, store: Store) -> None:
    """Write a moment as the base.  Raises StoreProblem."""
    whole = moment.compacted()
    with store.reader() as reader:
        store_id = reader.store_id
    about = About(store_id, whole.state.revision, instant_of(store, whole.state.revision))
    arrays = {**arrays_of(whole.state, derive(whole.state)), **dict(pack("names", whole.names.packed))}
    base.keep(about, arrays, {"redirects": dict(whole.state.nodes.redirects)})


def opened(base: Base, store: Store) -> Moment | None:
    """The moment that the base keeps; None where there is none, or none that `store` came by, which is logged."""
    with store.reader() as reader:
        kept = base.open(reader.store_id)
        if kept is None:
            return None
        about = kept.about
        ours = instant_of(store, about.revision)
        if about.revision > store.revision() or (ours and about.instant and about.instant != ours):
            _log.warning(
                "%s: the kept projection is not used: this almanac never had its revision %d, as after its file was "
                "restored from a copy. It is built anew",
                base.folder,
                about.revision,
            )
            return None
        state = state_of(kept.arrays, kept.more["redirects"], about.revision)
        return Moment(state, NameIndex.packing(unpack(Packed, "names", kept.arrays), reader))
