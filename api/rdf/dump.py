"""A whole dump: its head, the fold, and where a format tells of graphs what each source said.

Invariants: the same almanac gives the same bytes; a full dump says first of all that it is not for publication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from api.rdf import blocks
from api.rdf.blocks import FOLD, Block
from api.rdf.publishing import EVERYTHING, policy
from graph.store import Reader
from schema.batches import batched
from schema.keys import Key, kind_word
from schema.kinds.source import Source
from schema.mapping import TYPE, Mapping
from schema.rdf import DCT, OWN, PROV, VOCABULARY_VERSION, VOID
from schema.statements import Statements, Triple, statements
from schema.terms import boolean, integer, literal

NOT_FOR_PUBLICATION = (
    "For the keeper of the almanac: it holds full texts whatever their sources allow; not for publication."
)


def whole(reader: Reader, mapping: Mapping, *, graphs: bool, full: bool = False) -> Iterator[Block]:
    """The fold; with `graphs` the sources' graphs and the judgements too; `full` adds stamps, bodies and all texts."""
    allowed = EVERYTHING if full else policy(reader)
    yield Block(FOLD, statements(_head(mapping, full)))
    yield from blocks.fold(reader, mapping, allowed)
    if graphs:
        yield from _graphs(reader, mapping)
        yield from blocks.said(reader, mapping, allowed, stamps=full)
        yield from blocks.judged(reader, mapping)
    if full:
        yield from blocks.bodies(reader, mapping)
    # Whoever reads it knows by this that nothing was cut off.
    end = f"<{mapping.addresses.dump}>", f"<{OWN.atItsEnd}>", boolean(True)
    yield Block(FOLD, statements([end]))


def _head(mapping: Mapping, full: bool) -> Iterator[Triple]:
    dump = f"<{mapping.addresses.dump}>"
    yield dump, TYPE, f"<{VOID.Dataset}>"
    yield dump, f"<{OWN.vocabularyVersion}>", integer(VOCABULARY_VERSION)
    if full:
        yield dump, f"<{DCT.accessRights}>", literal(NOT_FOR_PUBLICATION)


def _graphs(reader: Reader, mapping: Mapping) -> Iterator[Block]:
    for keys in batched(reader.scan_keys({Source.__name__})):
        yield Block(FOLD, attributed(keys, mapping))


def attributed(keys: Iterable[Key], mapping: Mapping) -> Statements:
    """Whose word the graphs of the sources among these nodes are."""
    told: list[Triple] = []
    for key in keys:
        if kind_word(key) == Source.word():
            graph = f"<{mapping.addresses.graph(key)}>"
            told.append((graph, TYPE, f"<{PROV.Entity}>"))
            told.append((graph, f"<{PROV.wasAttributedTo}>", f"<{mapping.addresses.node(key)}>"))
    return statements(told)


@dataclass(slots=True)
class Census:
    """What passes by on its way to a writer, counted: all quads, the triples of the fold.

    closely: also those of each predicate, and things of each class.
    """

    closely: bool = False
    triples: int = 0
    quads: int = 0
    predicates: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)

    def counting(self, passing: Iterable[Block]) -> Iterator[Block]:
        """The same blocks, counted as they pass."""
        for block in passing:
            self.quads += (count := block.statements.count("\n"))
            if block.graph == FOLD:
                self.triples += count
                if self.closely:
                    self._count(block)
            yield block

    def _count(self, block: Block) -> None:
        triples = block.triples
        self.predicates.update([predicate for _, predicate, _ in triples])
        self.classes.update([term for _, verb, term in triples if verb == TYPE])
