"""Loading: bytes → what a reader makes of them → changesets → settled.

Invariants: an input that can't be read leaves the others loaded; every acknowledged batch stays whatever happens next; the
same inputs again change nothing; the order of inputs and the size of batches do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from graph.desk import Loaded
from graph.store import Store
from loaders.inputs import RDF_SUFFIXES, SUFFIXES, Input, inputs_of, passed_over
from loaders.intake import take_document
from loaders.lists import take_gazetteer, take_guide
from loaders.quarantine import SPACE, Entry, cleared, entry_id, entry_of
from loaders.read import Taken, read_stream
from loaders.read.values import Gazetteer, GuideDocument
from loaders.relations import retry_relations
from loaders.seldom import seldom_collected
from loaders.settle import settle
from loaders.work import Clock, Progress, Work, silent
from schema.errors import AlmanacError, Unreadable
from schema.keys import Key

STARTER = Path(__file__).parent / "starter"
_SHOWN = 10  # names of files and quarantined items that are told


def load(
    store: Store,
    given: Iterable[Path | BinaryIO | Input],
    *,
    actor: Key,
    clock: Clock,
    source: str = "",
    batch: int = 500,
    rdf: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Load files, folders and streams, and settle.

    source: the name of whoever says lists, JSON Lines and guides that do not say it themselves.  batch: items a
    changeset.  rdf: they are RDF that others wrote.  progress: called with (done, total or None, what).  Raises Unreadable where nothing at all could be read,
    FileNotFoundError, and what the store raises.
    """
    work = Work(store, actor, clock, batch, progress or silent)
    suffixes = RDF_SUFFIXES if rdf else SUFFIXES
    inputs = inputs_of(given, suffixes)
    if skipped := passed_over(given, suffixes):
        more = f" and {len(skipped) - _SHOWN} more" if len(skipped) > _SHOWN else ""
        work.tally.note(f"passed over, of no kind that is read: {', '.join(skipped[:_SHOWN])}{more}")
    with seldom_collected():
        failures = [error for one in inputs if (error := _take(work, one, source, rdf=rdf))]
        retry_relations(work)
        work.tally.relinked += settle(store, clock, work.names)
    if failures and len(failures) == len(inputs):
        raise failures[0]
    with store.reader() as reader:
        held = reader.notes(SPACE, sorted(work.tally.quarantined)[:_SHOWN])
    return work.tally.loaded([str(entry_of(note)) for note in held.values()])


def load_starter(store: Store, *, clock: Clock, progress: Progress | None = None) -> Loaded:
    """Load the starter almanac that comes with the program."""
    return load(store, [STARTER], actor="source/list-starter", clock=clock, progress=progress)


def _take(work: Work, one: Input, source: str, *, rdf: bool) -> AlmanacError | None:
    """Load one input; the error where it could not be read, which is in quarantine then."""
    try:
        found = _read(one, source, rdf=rdf)
    except Unreadable as error:
        work.tally.note(str(error))
        entry = Entry("", one.origin, "", error.where, error.what, error.do)
        work.apply([], f"load {one.name}", troubles=[entry])
        return error
    if isinstance(found, Gazetteer):
        take_gazetteer(work, found, one.name)
    elif isinstance(found, GuideDocument):
        take_guide(work, found, one.name)
    else:
        _settle_names(work)
        take_document(work, found, one.name)
    with work.store.reader() as reader:
        readable_now = cleared(reader, [entry_id(one.origin, "")])
    if readable_now:
        work.apply([], f"load {one.name}", notes=readable_now)
    return None


def _settle_names(work: Work) -> None:
    """Work off what lists have left before items are linked, so that these find all names and wait for nothing."""
    with work.store.reader() as reader:
        newest = reader.names_revision
    if work.names.known is None or work.names.revision < newest:
        work.tally.relinked += settle(work.store, work.clock, work.names)


def _read(one: Input, source: str, *, rdf: bool) -> Taken:
    """What the input holds.  Raises Unreadable, also where the machine won't give its bytes."""
    try:
        with one.opened() as stream:
            if rdf:
                # Here and not above: only foreign RDF needs pyoxigraph.
                from loaders.read.foreign import read_foreign

                return read_foreign(stream, name=one.name, source=source)
            return read_stream(
                stream, name=one.name, content_type=one.content_type, address=one.address, source=source
            )
    except OSError as error:
        what = error.strerror or str(error)
        raise Unreadable(f"can't be read: {what}", where=one.name, do="Check that it may be read") from error
