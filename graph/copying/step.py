"""One step of copying: everything, or what has changed since the last one.

Invariants: a step that was cut short is done by the next one; a target whose head says a revision holds at least what
its source held at that one; few changes are taken over in one transaction, so that a reader sees them all or none.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from typing import NamedTuple

from graph.adopting import End, Part
from graph.copying.mark import Mark, mark_of
from graph.copying.parts import everything, log, of_refs
from graph.store import Reader, Store
from schema.changeset import Revision
from schema.declare import Ref
from schema.errors import StoreProblem

AT_ONCE = 10_000  # statements that one transaction takes over
_FAR_BEHIND = 500_000  # subjects beyond which everything is compared instead


class Copied(NamedTuple):
    """revision: of source and target now.  moved: how many statements and judgements were taken over."""

    revision: Revision
    moved: int = 0


def step(source: Store, target: Store, *, anew: bool = False) -> Copied:
    """Bring `target` in step with `source`; `anew` compares everything, notes too, whatever the log says.

    Raises StoreProblem for a target that holds something else, or that somebody has written into since.
    """
    with source.reader() as reader:
        mark = _checked(reader, target)
        whole = mark is not None and mark.whole
        since = mark.revision if mark else 0
        if whole and not anew and since >= reader.forgotten:
            if since == reader.revision:
                return Copied(since)
            refs = _touched(reader, since)
            if len(refs) <= _FAR_BEHIND:
                return Copied(reader.revision, _followed(reader, target, refs, since))
        target.adopt(Part(notes=Mark(reader.store_id, since, whole).note()))
        # Closed here, whatever happens: the reader is nobody else's before.
        with closing(_ahead(everything(reader, target))) as parts:
            moved = sum(_taken(target, part) for part in parts)
        target.adopt(_ending(reader))
        return Copied(reader.revision, moved)


def _ahead(parts: Iterator[Part]) -> Generator[Part, None, None]:
    """The same, each made by another thread while the one before is taken over."""
    with ThreadPoolExecutor(1) as reading:
        coming = reading.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = reading.submit(next, parts, None)
            yield part


def _checked(source: Reader, target: Store) -> Mark | None:
    """What the target remembers of its source.  Raises StoreProblem."""
    with target.reader() as reader:
        mark, revision = mark_of(reader), reader.revision
        if reader.store_id == source.store_id:
            raise StoreProblem("an almanac can't be copied into itself", do="Name another target")
    if mark is None and revision:
        raise StoreProblem(
            "the target holds an almanac of its own", do="Copy into a new file or an empty database"
        )
    if mark and mark.store != source.store_id:
        raise StoreProblem(
            "the target is a copy of another almanac", do="Copy into a new file or an empty database"
        )
    if mark and mark.revision != revision:
        raise StoreProblem(
            f"somebody else wrote into the target: it stands at revision {revision:,}, and the copy ended at {mark.revision:,}",
            do="Write to the almanac that is copied, and copy it into a new file or an empty database",
        )
    return mark


def _touched(source: Reader, since: Revision) -> list[Ref]:
    """What the revisions after `since` touched; not much more of it than is looked at."""
    refs: dict[Ref, None] = {}
    for change in source.changes(since):
        refs.update(dict.fromkeys(change.touched))
        if len(refs) > _FAR_BEHIND:
            break
    return list(refs)


def _followed(source: Reader, target: Store, refs: list[Ref], since: Revision) -> int:
    """Take over what changed, in one transaction where it is little."""
    coming = of_refs(source, target, refs)
    parts: list[Part] = []
    for part in coming:
        parts.append(part)
        if sum(len(one.told) for one in parts) > AT_ONCE:
            break
    else:
        if (together := _together(parts, source, since)) is not None:
            return _taken(target, together)
    moved = sum(_taken(target, part) for part in chain(parts, coming))
    for part in log(source, since):
        target.adopt(part)
    target.adopt(_ending(source))
    return moved


def _together(parts: list[Part], source: Reader, since: Revision) -> Part | None:
    """All that changed as one part; None where that can't be: much, or a judgement withdrawn and given again."""
    logged = list(log(source, since))
    ending = _ending(source)
    judge = [one for part in parts for one in part.judge]
    unjudge = [known for part in parts for known in part.unjudge]
    if len(logged) > 1 or not {one.id for one in judge}.isdisjoint(unjudge):
        return None
    return Part(
        told=[one for part in parts for one in part.told],
        judge=judge,
        unjudge=unjudge,
        bodies={key: body for part in parts for key, body in part.bodies.items()},
        log=[change for part in logged for change in part.log],
        notes=ending.notes,
        end=ending.end,
    )


def _ending(source: Reader) -> Part:
    """The part with which the target stands where the source does."""
    return Part(
        notes=Mark(source.store_id, source.revision, whole=True).note(),
        end=End(source.revision, source.names_revision, source.forgotten),
    )


def _taken(target: Store, part: Part) -> int:
    applied = target.adopt(part)
    return applied.new + applied.changed + applied.withdrawn + applied.judged
