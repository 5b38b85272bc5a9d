"""Takes gazetteers and guides in: what a list says goes in as it stands, its relations once their far ends are known.

Invariants: a relation that can't be said is quarantined alone; a complete list withdraws what it no longer says, in its
last changeset, unless part of it could not be read; the same list again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.store import Reader
from loaders.complete import Complete
from loaders.draft import Draft
from loaders.items import introduction
from loaders.quarantine import Entry, troubled
from loaders.read.values import Gazetteer, GuideDocument, Listed
from loaders.relations import Told, resolved
from loaders.work import Offered, Work
from schema.changeset import Said
from schema.declare import EdgeRef, Node, Ref
from schema.keys import Key

_STEP = 1000  # statements a changeset, about


def take_gazetteer(work: Work, gazetteer: Gazetteer, file: str) -> None:
    """Load a list of entities, names and relations."""
    told = Told(gazetteer.said_by, gazetteer.stamp, gazetteer.complete, file)
    complete = Complete.begin(work.store, told.by, told.stamp) if told.complete else None
    if complete and complete.older:
        work.tally.note(f"{file} is older than what {told.by} said last, and was left aside")
        return
    for note in gazetteer.notes:
        work.tally.note(f"{file}: {note}")
    source = introduction(gazetteer.source, told.by, told.stamp, complete=told.complete)
    offered = [_introduced(source, told), *(_listed(listed, told) for listed in gazetteer.nodes)]
    put = _say(
        work, offered, told, complete, [troubled(trouble, told.by, file) for trouble in gazetteer.troubles]
    )
    with work.store.reader() as reader:
        known, waiting = resolved(reader, gazetteer.relations, told)
    put += _say(work, known, told, complete, waiting)
    work.tally.items += len(gazetteer.nodes)
    if complete:
        complete.close(work, {entry.id for entry in put}, whole=not gazetteer.troubles, file=file)


def take_guide(work: Work, document: GuideDocument, file: str) -> None:
    """Load one guide, and what it covers: what it covered once and covers no longer is withdrawn."""
    guide, told = document.guide, Told(document.said_by, document.stamp, False, file)
    with work.store.reader() as reader:
        if any(one.by == told.by and one.stamp > told.stamp for one in reader.said([guide.key])[guide.key]):
            work.tally.note(f"{file} is older than the edition loaded last, and was left aside")
            return
    for note in document.notes:
        work.tally.note(f"{file}: {note}")
    source = introduction(document.source, told.by, told.stamp, complete=False)
    own = Offered(_draft(guide, told), Entry(told.by, file, guide.key, "", "", text=guide.title))
    troubles = [troubled(trouble, told.by, file) for trouble in document.troubles]
    _say(work, [_introduced(source, told), own], told, troubles=troubles)
    with work.store.reader() as reader:
        known, waiting = resolved(reader, document.covers, replace(told, complete=True))
        gone = _uncovered(
            reader, guide.key, told, {said.what.ref for one in known for said in one.draft.edges}
        )
    _say(work, known, told, troubles=waiting, unsaid=gone)
    work.tally.items += 1


def _uncovered(reader: Reader, guide: Key, told: Told, covered: set[EdgeRef]) -> list[tuple[Ref, Key]]:
    """What an older edition of this guide covers and this one does not."""
    refs = [ref for ref in reader.said_by(told.by) if isinstance(ref, EdgeRef) and ref.src == guide]
    older = {
        ref
        for ref, said in reader.said(refs).items()
        for one in said
        if one.by == told.by and one.stamp < told.stamp
    }
    return [(ref, told.by) for ref in sorted(older - covered)]


def _say(
    work: Work,
    offered: Sequence[Offered],
    told: Told,
    complete: Complete | None = None,
    troubles: Sequence[Entry] = (),
    unsaid: Sequence[tuple[Ref, Key]] = (),
) -> list[Entry]:
    """Apply what a list says, a step at a time; the entries that went to quarantine."""
    put = []
    for start in range(0, max(1, len(offered)), _STEP):
        step = offered[start : start + _STEP]
        gone = complete.replaced(work.store, (one.draft for one in step)) if complete else unsaid
        put += work.apply(step, f"load {told.file}", troubles=troubles if start == 0 else (), unsaid=gone)
        if complete:
            complete.said(one.draft for one in step)
        work.progress(start + len(step), len(offered), told.file)
    return put


def _introduced(source: Draft, told: Told) -> Offered:
    return Offered(source, Entry(told.by, told.file, "", "", ""))


def _listed(listed: Listed, told: Told) -> Offered:
    """A listed node with its written forms."""
    nodes = [Said(alias, told.by, told.stamp, told.complete) for alias, _ in listed.forms]
    edges = [Said(edge, told.by, told.stamp, told.complete) for _, edge in listed.forms]
    own = _draft(listed.node, told)
    entry = Entry(told.by, told.file, listed.node.key, listed.place, "", text=listed.item)
    return Offered(Draft((*own.nodes, *nodes), tuple(edges)), entry)


def _draft(node: Node, told: Told) -> Draft:
    return Draft((Said(node, told.by, told.stamp, told.complete),))
