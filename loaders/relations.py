"""Relations by name: finds the far end in the almanac, or keeps the relation in quarantine until it is there.

A target is a key, an identifier (`arxiv:2406.04093`) or a name among the kinds that the reference allows.  Invariant: a
relation whose target is not known yet waits, and is tried again at the end of every load, so that it does not matter
which of two lists that refer to each other comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from pydantic import ValidationError

from graph.names import NameIndex
from graph.store import Reader
from loaders.draft import Draft
from loaders.known import named
from loaders.quarantine import SPACE, Entry, entry_of
from loaders.read.values import Reference, Relation
from loaders.work import Offered, Work
from schema.canonical import Json, canonical
from schema.changeset import Said
from schema.declare import Edge
from schema.errors import AlmanacError, Invalid, StoreProblem
from schema.keys import Key, entity_key
from schema.ontology import ENTITY_KINDS, kind_of

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Told:
    """Who says a relation: the asserter, its stamp, whether its list is complete, and the file it stands in."""

    by: Key
    stamp: str
    complete: bool
    file: str


class Targets:
    """Finds the far ends of relations in one snapshot.  Names are read only if keys do not tell."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._index: NameIndex | None = None

    def find(self, target: Reference) -> Key:
        """The key that a reference means.  Raises Invalid, saying what it is near to."""
        for candidates in self._candidates(target):
            fitting = sorted(key for key in candidates if kind_of(key).__name__ in target.kinds)
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                raise Invalid(f"{target.written!r} may be {' or '.join(fitting)}", do="Write the key")
            if candidates:
                other = candidates[0]
                raise Invalid(
                    f"{target.written!r} is known as a {kind_of(other).__name__} only ({other})",
                    do=f"Name a node of kind {' or '.join(target.kinds)}",
                )
        raise Invalid(f"nothing known is called {target.written!r}", do=self._hint(target))

    def _candidates(self, target: Reference) -> Iterable[Sequence[Key]]:
        if target.key:
            yield list(self._reader.resolve([target.key]))
            return
        if ":" in target.name and " " not in target.name:
            yield self._reader.lookup("identifiers", [target.name]).get(target.name, [])
        born = [entity_key(kind, target.name) for kind in target.kinds if kind in ENTITY_KINDS]
        yield sorted(self._reader.resolve(born))
        hits = [hit.key for hit in self._names.find(target.name, limit=50, near=False) if hit.distance == 0]
        yield [key for key in hits if kind_of(key).__name__ in target.kinds] or hits

    def _hint(self, target: Reference) -> str:
        kinds = [kind for kind in target.kinds if kind in ENTITY_KINDS]
        near = (
            [hit.form for hit in self._names.find(target.name, kinds=kinds, limit=_NEAR)]
            if target.name
            else []
        )
        return f"Did you mean {' or '.join(near)}?" if near else "Load the list that has it, or add it"

    @property
    def _names(self) -> NameIndex:
        if self._index is None:
            self._index = named(self._reader)
        return self._index


def resolved(reader: Reader, relations: Iterable[Relation], told: Told) -> tuple[list[Offered], list[Entry]]:
    """The relations whose targets are known, as they are offered; and the entries of the others."""
    targets = Targets(reader)
    offered: list[Offered] = []
    waiting: list[Entry] = []
    for relation in relations:
        entry = _entry(relation, told)
        try:
            edge = _edge(relation, targets.find(relation.target))
        except StoreProblem:
            raise  # no fault of the relation's
        except AlmanacError as error:
            waiting.append(replace(entry, why=error.what, do=error.do))
        else:
            offered.append(_offered(edge, entry, told))
    return offered, waiting


def retry_relations(work: Work, ids: Iterable[str] | None = None) -> int:
    """Try the relations in quarantine again, all or those asked; how many could be said now."""
    with work.store.reader() as reader:
        entries = [entry_of(note) for note in reader.notes(SPACE, ids).values()]
        targets = Targets(reader)
        found = [one for entry in entries if "relation" in entry.raw for one in _again(targets, entry)]
    refused = work.apply(found, "relations whose ends are known now") if found else []
    return len(found) - len(refused)


def _again(targets: Targets, entry: Entry) -> list[Offered]:
    relation, told = _relation_of(entry)
    try:
        return [_offered(_edge(relation, targets.find(relation.target)), entry, told)]
    except StoreProblem:
        raise
    except AlmanacError:
        return []  # its entry stays as it is, reason included


def _edge(relation: Relation, target: Key) -> Edge:
    try:
        return relation.edge(target)
    except ValidationError as error:
        raise Invalid(f"{relation.type}: {error.errors()[0]['msg']}", do="Correct it in the list") from None


def _offered(edge: Edge, entry: Entry, told: Told) -> Offered:
    return Offered(Draft(edges=(Said(edge, told.by, told.stamp, told.complete),)), entry)


def _entry(relation: Relation, told: Told) -> Entry:
    raw: dict[str, Json] = {
        "subject": relation.subject,
        "type": relation.type,
        "target": {**asdict(relation.target), "kinds": list(relation.target.kinds)},
        "props": dict(relation.props),
        "stamp": told.stamp,
        "complete": told.complete,
    }
    # Its properties tell it from others between the same ends, such as scores by another measure.
    told_apart = canonical(dict(relation.props)) if relation.props else ""
    item = " ".join(
        (relation.item or relation.subject, relation.type, relation.target.written, told_apart)
    ).strip()
    return Entry(told.by, told.file, item, relation.place, "", text=relation.item, raw={"relation": raw})


def _relation_of(entry: Entry) -> tuple[Relation, Told]:
    """The relation that an entry keeps, and who says it."""
    raw = entry.raw["relation"]
    parts = raw if isinstance(raw, dict) else {}
    target, props = parts.get("target"), parts.get("props")
    ends = target if isinstance(target, dict) else {}
    kinds = ends.get("kinds")
    reference = Reference(
        written=str(ends.get("written", "")),
        name=str(ends.get("name", "")),
        kinds=tuple(str(kind) for kind in kinds) if isinstance(kinds, list) else (),
        key=str(ends.get("key", "")),
    )
    relation = Relation(
        str(parts.get("subject")), str(parts.get("type")), reference, props if isinstance(props, dict) else {}
    )
    return relation, Told(entry.source, str(parts.get("stamp", "")), bool(parts.get("complete")), entry.file)
