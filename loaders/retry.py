"""Tries what is in quarantine again: records as they were read, and relations whose ends may be known by now."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import ValidationError

from graph.desk import Loaded
from graph.store import Store
from loaders.intake import take_records
from loaders.items import Origin
from loaders.prepare import told
from loaders.quarantine import Entry, entries, show
from loaders.relations import retry_relations
from loaders.settle import settle
from loaders.work import Clock, Work
from schema.errors import AlmanacError
from schema.keys import Key
from schema.record import Record, SourceInfo


def retry(store: Store, ids: Collection[str] | None = None, *, actor: Key, clock: Clock) -> Loaded:
    """Try entries again, all or those asked (ids or beginnings of them), and settle.

    `Loaded.quarantined` counts those that stay: refused again, or without what another try needs (load their file again).
    Raises NotFound for an id that nothing has.
    """
    chosen = entries(store) if ids is None else [show(store, one) for one in ids]
    work = Work(store, actor, clock)
    work.tally.items = retry_relations(work, [entry.id for entry in chosen])
    for entry in chosen:
        if "record" in entry.raw:
            _take(work, entry)
        elif not entry.raw:
            work.tally.note(f"{entry.id} keeps no item: load {entry.file} again")
    work.tally.relinked = settle(store, clock, work.names)
    left = {entry.id for entry in entries(store)}
    work.tally.quarantined = {entry.id for entry in chosen} & left
    return work.tally.loaded()


def _take(work: Work, entry: Entry) -> None:
    """Load the record that an entry keeps."""
    raw = entry.raw
    try:
        record = Record.model_validate(raw["record"])
        source = SourceInfo.model_validate(raw["source"])
    except (ValidationError, AlmanacError) as error:
        work.tally.note(f"{entry.id} is still no record: {told(error)}")
        return
    origin = Origin(source, str(raw.get("by", "")), str(raw.get("stamp", "")), bool(raw.get("complete")))
    take_records(work, [record], origin, entry.file)
