"""The names of one snapshot, made ready for linking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.names import NameIndex
from graph.store import Reader
from loaders.link.linker import Linker
from schema.changeset import Revision
from schema.edges.naming import AliasOf


def named(reader: Reader) -> NameIndex:
    """The names of everything that has an alias.  Persons known only as authors, of whom there are many, have none."""
    entities = {edge.dst for edge in reader.scan_edges({AliasOf.type()})}
    return NameIndex.empty(reader).updated(reader, sorted(entities))


@dataclass(frozen=True, slots=True)
class Known:
    """A linker, and the revision whose names it knows: what `Changeset.names` of its mentions says."""

    linker: Linker
    revision: Revision

    @classmethod
    def of(cls, reader: Reader) -> Known:
        """The names that a reader sees.  O(aliases)."""
        index = named(reader)
        return cls(Linker(index.forms(), index.denied), reader.revision)

    def renewed(self, reader: Reader) -> Known:
        """The same names where none changed since, said to be of the reader's revision; else those that it sees."""
        if reader.names_revision > self.revision:
            return Known.of(reader)
        return replace(self, revision=max(self.revision, reader.revision))


@dataclass
class Names:
    """The names last seen, for all steps of one load: read again only where some changed, which takes seconds for many."""

    known: Known | None = None

    def seen(self, reader: Reader) -> Known:
        """The names as this reader sees them."""
        self.known = self.known.renewed(reader) if self.known else Known.of(reader)
        return self.known

    @property
    def revision(self) -> Revision:
        """That of the names last seen; 0 where none were."""
        return self.known.revision if self.known else 0
