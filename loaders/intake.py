"""Takes a document of items in: records → events → mentions → one changeset a batch.

Events that the almanac does not have are linked at once, with the names that it has; of those that it has, only what
their publisher says is said again, and `apply` puts the ones that changed down for relinking.  Invariant: the same
document again changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import NamedTuple

from graph.relink import EVENT, SPACE
from graph.store import Reader
from loaders.anew import REVIEW
from loaders.assistant import assistant, pays
from loaders.complete import Complete
from loaders.draft import Draft
from loaders.items import Item, Origin, introduction, key_of
from loaders.known import Known
from loaders.link.linker import Linker
from loaders.prepare import Task, prepared
from loaders.quarantine import Entry, troubled
from loaders.work import Offered, Work
from schema.canonical import Json
from schema.changeset import Revision
from schema.keys import Key
from schema.kinds.event import Event, event_at
from schema.record import Document, Record

_NO_NAMES = Known(Linker(()), 0)


def take_document(work: Work, document: Document, file: str) -> None:
    """Load a document of items, in batches; afterwards a complete list withdraws what it no longer says."""
    origin = Origin(document.source, document.said_by, document.stamp, document.complete)
    by = origin.by or origin.source.key
    complete = Complete.begin(work.store, by, document.stamp) if document.complete else None
    if complete and complete.older:
        work.tally.note(f"{file} is older than what {by} said last, and was left aside")
        return
    for note in document.notes:
        work.tally.note(f"{file}: {note}")
    source = introduction(origin.source, by, origin.stamp, complete=origin.complete)
    put = work.apply(
        [Offered(source, Entry(by, file, "", "", ""))],
        f"load {file}",
        troubles=[troubled(trouble, by, file) for trouble in document.troubles],
    )
    done = 0
    with closing(_prepared(work, document, origin)) as batches:
        for batch in batches:
            put += _take(work, batch, file, complete)
            done += len(batch.task.records)
            work.progress(done, len(document.records), file)
    if complete:
        complete.said([source])
        complete.close(work, {entry.id for entry in put}, whole=not put, file=file)


def take_records(work: Work, records: Sequence[Record], origin: Origin, file: str) -> list[Entry]:
    """Load one batch of records of distinct events; the entries of those that went to quarantine."""
    task, known = _task(work, records, origin)
    return _take(work, Batch(task, prepared(known.linker, task), known.revision), file)


class Batch(NamedTuple):
    """Records, the item of each or why there is none, and the revision of the names that they were linked with."""

    task: Task
    items: Sequence[Item | str]
    names: Revision


def _prepared(work: Work, document: Document, origin: Origin) -> Generator[Batch, None, None]:
    """The batches of a document, prepared; those of a long one by another process, one ahead of what is written."""
    tasks = (_task(work, records, origin) for records in _apart(document.records, origin, work.batch))
    if not pays(len(document.records)):
        for task, known in tasks:
            yield Batch(task, prepared(known.linker, task), known.revision)
        return
    with assistant() as other:
        task, known = next(tasks)
        other.begin(known.linker, task)
        for following, then_known in tasks:
            items = other.finished()
            other.begin(then_known.linker, following)
            yield Batch(task, items, known.revision)
            task, known = following, then_known
        yield Batch(task, other.finished(), known.revision)


def _task(work: Work, records: Sequence[Record], origin: Origin) -> tuple[Task, Known]:
    """What there is to prepare, and the names of now, where they are needed."""
    with work.store.reader() as reader:
        living = reader.resolve([key_of(record, origin.source) for record in records])
        known = work.names.seen(reader) if len(living) < len(records) else work.names.known or _NO_NAMES
        return Task(records, origin, work.clock(), set(living)), known


def _take(work: Work, batch: Batch, file: str, complete: Complete | None = None) -> list[Entry]:
    """Load a batch that is prepared; the entries of the records that went to quarantine."""
    task, made = batch.task, []
    troubles: list[Entry] = []
    for record, one in zip(task.records, batch.items, strict=True):
        entry = _entry(record, task.origin, file)
        raw = partial(_raw, record, task.origin)
        if isinstance(one, str):
            troubles.append(Offered(Draft(), entry, raw).refused(one))
        else:
            made.append((one, Offered(one.draft, entry, raw)))
            _count_lacks(work, record, one.event, task.observed)
    offered = [offer for _, offer in made]
    with work.store.reader() as reader:
        notes = _other_bodies(reader, [one for one, _ in made if one.body], task.living)
    notes.update({(REVIEW, one.event.key): one.review for one, _ in made if one.review is not None})
    unsaid = complete.replaced(work.store, (one.draft for one in offered)) if complete else []
    refused = work.apply(
        offered, f"load {file}", names=batch.names, troubles=troubles, unsaid=unsaid, notes=notes
    )
    if complete:
        complete.said(one.draft for one in offered)
    work.tally.items += len(task.records) - len(refused)
    return refused


def _count_lacks(work: Work, record: Record, event: Event, observed: datetime) -> None:
    work.tally.lacks.update(record.lacks)
    if event.published and event_at(event.published, observed) != event.published:
        work.tally.lacks["a date that can't be, so placed at when it was seen"] += 1


def _other_bodies(
    reader: Reader, items: Sequence[Item], living: Collection[Key]
) -> dict[tuple[str, str], Json]:
    """Relink notes for known events that come with another full text: that alone moves no assertion.

    What has a body by now is known too, though it may not have lived yet when the batch was prepared.
    """
    known = reader.bodies([one.event.key for one in items])
    return {
        (SPACE, EVENT + one.event.key): {"revision": reader.revision}
        for one in items
        if (one.event.key in living or one.event.key in known) and one.body != known.get(one.event.key)
    }


def _apart(records: Iterable[Record], origin: Origin, size: int) -> Iterator[list[Record]]:
    """Batches of at most `size` records, none with two of the same event."""
    batch: dict[tuple[Key, str], Record] = {}
    for record in records:
        place = ((record.source or origin.source).key, record.identity)
        if len(batch) == size or place in batch:
            yield list(batch.values())
            batch = {}
        batch[place] = record
    if batch:
        yield list(batch.values())


def _entry(record: Record, origin: Origin, file: str) -> Entry:
    by = origin.by or (record.source or origin.source).key
    text = record.title or record.summary or record.body
    return Entry(by, file, record.identity, record.place, "", text=text)


def _raw(record: Record, origin: Origin) -> Mapping[str, Json]:
    """What another try needs."""
    return {
        "record": record.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "source": origin.source.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "by": origin.by,
        "stamp": origin.stamp,
        "complete": origin.complete,
    }
