"""Takes a document of items in: records → events → mentions → one changeset a batch.

Events that the almanac does not have are linked at once, with the names that it has; of those that it has, only what
their publisher says is said again, and `apply` puts the ones that changed down for relinking.  Invariant: the same
document again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from pydantic import ValidationError

from graph.relink import EVENT, SPACE
from graph.store import Reader
from loaders.anew import REVIEW, review_note
from loaders.complete import Complete
from loaders.derive.appraise import appraised
from loaders.draft import Draft
from loaders.items import Item, Origin, introduction, item
from loaders.link.values import Linked
from loaders.quarantine import Entry, troubled
from loaders.rules import APPRAISE, LINK
from loaders.work import Notes, Offered, Work
from schema.canonical import Json
from schema.changeset import Said
from schema.errors import AlmanacError
from schema.keys import Key
from schema.kinds.event import event_at
from schema.record import Document, Record


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
    for records in _apart(document.records, origin, work.batch):
        put += take_records(work, records, origin, file, complete)
        done += len(records)
        work.progress(done, len(document.records), file)
    if complete:
        complete.said([source])
        complete.close(work, {entry.id for entry in put}, whole=not put, file=file)


def take_records(
    work: Work, records: Sequence[Record], origin: Origin, file: str, complete: Complete | None = None
) -> list[Entry]:
    """Load one batch of records of distinct events; the entries of those that went to quarantine."""
    observed = work.clock()
    made: list[tuple[Item, Offered]] = []
    troubles: list[Entry] = []
    for record in records:
        entry = _entry(record, origin, file)
        raw = partial(_raw, record, origin)
        try:
            one = item(record, origin, observed)
        except (AlmanacError, ValidationError) as error:
            troubles.append(Offered(Draft(), entry, raw).refused(told(error)))
        else:
            made.append((one, Offered(one.draft, entry, raw)))
    with work.store.reader() as reader:
        offered, notes = _derived(work, reader, made)
    unsaid = complete.replaced(work.store, (one.draft for one in offered)) if complete else []
    refused = work.apply(offered, f"load {file}", troubles=troubles, unsaid=unsaid, notes=notes)
    if complete:
        complete.said(one.draft for one in offered)
    work.tally.items += len(records) - len(refused)
    for taken, _ in made:
        work.tally.lacks.update(taken.record.lacks)
        published = taken.event.published
        if published and event_at(published, observed) != published:
            work.tally.lacks["a date that can't be, so placed at when it was seen"] += 1
    return refused


def _derived(work: Work, reader: Reader, made: Sequence[tuple[Item, Offered]]) -> tuple[list[Offered], Notes]:
    """What is offered, with mentions and appraisal for the events that are new; and the notes for review and relinking."""
    living = reader.resolve([taken.event.key for taken, _ in made])
    known = [(taken, offer) for taken, offer in made if taken.event.key in living]
    fresh = [(taken, offer) for taken, offer in made if taken.event.key not in living]
    notes = _other_bodies(reader, [taken for taken, _ in known])
    offered = [offer for _, offer in known]
    if fresh:
        linked = work.names.seen(reader).linker.link_all(taken.wording for taken, _ in fresh)
        for (taken, offer), found in zip(fresh, linked, strict=True):
            offered.append(replace(offer, draft=_with_derived(taken, found)))
            if found.suggestions:
                notes[REVIEW, taken.event.key] = review_note(found.suggestions)
    return offered, notes


def _with_derived(taken: Item, found: Linked) -> Draft:
    """What an item says, and what the rules say of it."""
    event = taken.event
    appraisal = Said(appraised(event, taken.body), APPRAISE)
    mentions = tuple(Said(hit.mention(event.key), LINK) for hit in found.mentions)
    return replace(taken.draft, nodes=(*taken.draft.nodes, appraisal), edges=(*taken.draft.edges, *mentions))


def _other_bodies(reader: Reader, items: Sequence[Item]) -> dict[tuple[str, str], Json]:
    """Relink notes for known events that come with another full text: that alone moves no assertion."""
    known = reader.bodies([one.event.key for one in items])
    return {
        (SPACE, EVENT + one.event.key): {"revision": reader.revision}
        for one in items
        if one.body and one.body != known.get(one.event.key)
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


def told(error: AlmanacError | ValidationError) -> str:
    """What was wrong with a value, on one line."""
    if isinstance(error, AlmanacError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
