"""What the revision log tells: how one node came to be as it is said, and what differs between two revisions.

Both speak of what was said under own keys, source by source; merges, denials and other judgements are told as such,
beside it.  A state of the past is what is said now with the before-images of all later revisions put back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from graph.fold import Sourced, Statement, best_first, fold_props, statement
from graph.store import Reader, Store
from schema.canonical import Json, canonical
from schema.changeset import Change, Revision
from schema.declare import Declared, EdgeRef, Ref
from schema.errors import BadRequest, Forgotten
from schema.keys import Key
from schema.ontology import edge_type, kind_of
from schema.values import iso

Props: TypeAlias = "Mapping[str, Json]"
Became: TypeAlias = Literal["added", "removed", "changed"]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Step:
    """What one source's statement of a node or edge was before a revision, and after it; None where it was not said."""

    ref: Ref
    by: Key
    before: Props | None
    after: Props | None

    @property
    def became(self) -> Became:
        """Whether it was said anew, withdrawn, or said otherwise."""
        return _became(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision of a node's history.  read_anew: what is read otherwise though nobody says otherwise."""

    change: Change
    steps: tuple[Step, ...]
    read_anew: tuple[Ref, ...]


def history(reader: Reader, keys: Collection[Key]) -> Iterator[Entry]:
    """What was said, withdrawn and judged of these nodes and their edges, newest first; lazily.

    keys: own keys; of a merged node all members' (`Reader.members`) tell the whole story.
    """
    now: dict[tuple[Ref, Key], Props | None] = {}
    for change in reader.history(keys):
        unknown = [image.ref for image in change.before if (image.ref, image.by) not in now]
        for ref, by, told in _said(reader, unknown):
            now.setdefault((ref, by), told.props)
        steps = []
        for image in change.before:
            told_then = now.get((image.ref, image.by))
            steps.append(Step(image.ref, image.by, image.props, told_then))
            now[image.ref, image.by] = image.props
        said = {step.ref for step in steps}
        yield Entry(change, tuple(steps), tuple(ref for ref in change.touched if ref not in said))


@dataclass(frozen=True, slots=True)
class Difference:
    """A node or edge that differs: its properties as its sources said them then, each best source first, and now."""

    ref: Ref
    before: Props | None
    after: Props | None

    @property
    def became(self) -> Became:
        """Whether it came, went, or changed."""
        return _became(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Between:
    """What lies between two revisions: the judgements given and withdrawn, and what they touched."""

    revisions: int
    judged: tuple[Mapping[str, Json], ...]
    unjudged: tuple[Mapping[str, Json], ...]
    touched: tuple[Ref, ...]


def between(reader: Reader, first: Revision, last: Revision) -> tuple[Between, Iterator[Difference]]:
    """What differs between the states after two revisions: judgements, and nodes and edges by identity, nodes first.

    Holds the identities of what was touched between them, and of that the before-images; reads the log from `first` to
    its end.  Raises BadRequest where `last` comes before `first` or is still to come, Forgotten.
    """
    if last < first:
        raise BadRequest(f"revision {last} comes before {first}", do="Swap them")
    if last > reader.revision:
        raise BadRequest(f"there is no revision {last} yet", do=f"The newest is {reader.revision}")
    then: dict[Ref, dict[Key, Statement | None]] = {}
    later: dict[Ref, dict[Key, Statement | None]] = {}
    judged: list[Mapping[str, Json]] = []
    unjudged: list[Mapping[str, Json]] = []
    revisions = 0
    for change in reader.changes(first):
        within = change.revision <= last
        for image in change.before:
            told = (
                None
                if image.props is None
                else Statement(image.stamp, image.complete, canonical(image.props))
            )
            if within:
                then.setdefault(image.ref, {}).setdefault(image.by, told)
            elif image.ref in then:
                later.setdefault(image.ref, {}).setdefault(image.by, told)
        if within:
            revisions += 1
            judged += change.judged
            unjudged += change.unjudged
    refs = tuple(sorted(then, key=_in_order))
    return Between(revisions, tuple(judged), tuple(unjudged), refs), _differences(reader, refs, then, later)


def _differences(
    reader: Reader,
    refs: Iterable[Ref],
    then: Mapping[Ref, Mapping[Key, Statement | None]],
    later: Mapping[Ref, Mapping[Key, Statement | None]],
) -> Iterator[Difference]:
    source = iter(refs)
    while batch := list(islice(source, _BATCH)):
        said: dict[Ref, dict[Key, Statement | None]] = {ref: {} for ref in batch}
        for ref, by, told in _said(reader, batch):
            said[ref][by] = told
        for ref in batch:
            last = {**said[ref], **later.get(ref, {})}
            before, after = _folded(ref, {**last, **then[ref]}), _folded(ref, last)
            if before != after:
                yield Difference(ref, before, after)


def _folded(ref: Ref, said: Mapping[Key, Statement | None]) -> Props | None:
    """The properties of a node or edge from its own statements; None where there are none."""
    told: list[Sourced] = [(by, one) for by, one in said.items() if one is not None]
    if not told:
        return None
    if isinstance(ref, EdgeRef):
        return _kept(edge_type(ref.type), best_first(told)[0][1].props)
    return _kept(kind_of(ref), fold_props(kind_of(ref), told))


def _kept(cls: type[Declared], props: Props) -> Props:
    """Without observations, which are no part of what is compared."""
    return {name: value for name, value in props.items() if name not in cls.observations()}


def _said(reader: Reader, refs: Iterable[Ref]) -> Iterator[tuple[Ref, Key, Statement]]:
    for ref, every in reader.said(refs).items():
        for said in every:
            yield ref, said.by, statement(said)


def _became(before: Props | None, after: Props | None) -> Became:
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _in_order(ref: Ref) -> tuple[bool, str, tuple[str, ...]]:
    """Nodes by key, then edges by type and ends."""
    return (True, ref.type, tuple(ref)) if isinstance(ref, EdgeRef) else (False, ref, ())


def instant_of(store: Store, revision: Revision) -> str:
    """When a revision was made; "" where the log does not reach back to it."""
    try:
        return next((iso(change.at) for change in store.changes(revision - 1)), "") if revision else ""
    except Forgotten:
        return ""
