"""What differs between two almanacs, as parts that the target takes over.

Nodes come before judgements and these before edges, so that a relationship is drawn once, where it stays.  Each part is
compared with the target as it stands when it is made, so that whatever was cut short goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from graph.adopting import Part, Told
from graph.copying.mark import SPACE
from graph.effect import Body
from graph.fold import By
from graph.store import Reader, Store, Subjects
from schema.batches import batched
from schema.canonical import Json
from schema.changeset import NOTE_SPACES, Revision
from schema.declare import EdgeRef, Ref
from schema.keys import Key

STEP = 8_000  # statements of one part
LOG_STEP = 200  # revisions of one part


def everything(source: Reader, target: Store) -> Iterator[Part]:
    """What makes a target hold all that `source` does, its log and notes too; all but its end."""
    with target.reader() as before:
        empty = not before.counts()
    yield from _said(source, target, "nodes", empty=empty)
    quiet = (one.key for one in source.scan_stands() if one.merged or not one.living)
    for keys in batched(quiet, STEP):
        yield Part(known=keys)
    for some in batched(source.kept_bodies(), STEP):
        yield from _bodies(dict(some), target)
    yield from judgements(source, target)
    yield from _said(source, target, "edges", empty=empty)
    if not empty:
        yield from _not_said(source, target)
    yield from log(source, source.forgotten)
    yield from notes(source, target)


def of_refs(source: Reader, target: Store, refs: Iterable[Ref]) -> Iterator[Part]:
    """What differs of these subjects, of the judgements, and of the full texts of the events among them."""
    nodes = [ref for ref in refs if not isinstance(ref, EdgeRef)]
    edges = [ref for ref in refs if isinstance(ref, EdgeRef)]
    yield from _of(source, target, nodes)
    for keys in batched(sorted({*nodes, *(ref.src for ref in edges)}), STEP):
        yield from _bodies(dict(source.kept_bodies(keys)), target)
    yield from judgements(source, target)
    yield from _of(source, target, edges)


def _of(source: Reader, target: Store, refs: Iterable[Ref]) -> Iterator[Part]:
    for some in batched(refs, STEP):
        with target.reader() as before:
            stood = before.statements(some)
        if told := list(_differing(source.statements(some), stood)):
            yield Part(told=told)


def _differing(source: Mapping[Ref, By], target: Mapping[Ref, By]) -> Iterator[Told]:
    for ref, said in source.items():
        stood = target[ref]
        yield from ((ref, by, told) for by, told in said.items() if stood.get(by) != told)
        yield from ((ref, by, None) for by in stood if by not in said)


def judgements(source: Reader, target: Store) -> Iterator[Part]:
    """What differs of the judgements.  What was given again is withdrawn before, lest the older one stand."""
    now = {one.id: one for one in source.judgements()}
    with target.reader() as before:
        then = {one.id: one for one in before.judgements()}
    if gone := [known for known, one in then.items() if now.get(known) != one]:
        yield Part(unjudge=gone)
    if new := [one for known, one in now.items() if then.get(known) != one]:
        yield Part(judge=new)


def log(source: Reader, since: Revision) -> Iterator[Part]:
    """The log after `since`, as far as the source's reader stands: a store may tell of what came later."""
    told = takewhile(lambda change: change.revision <= source.revision, source.changes(since))
    for some in batched(told, LOG_STEP):
        yield Part(log=some)


def notes(source: Reader, target: Store) -> Iterator[Part]:
    """What differs of the notes; the target's own, on what it is copied from, stays."""
    for space in NOTE_SPACES:
        if space == SPACE:
            continue
        now = source.notes(space)
        with target.reader() as before:
            then = before.notes(space)
        moved: dict[tuple[str, str], Json] = {
            (space, key): value for key, value in now.items() if then.get(key) != value
        }
        moved.update(((space, key), None) for key in then if key not in now)
        for some in batched(moved.items(), STEP):
            yield Part(notes=dict(some))


def _said(source: Reader, target: Store, which: Subjects, *, empty: bool) -> Iterator[Part]:
    for some in batched(source.scan_statements(which), STEP):
        told: list[Told] = list(some)
        if not empty:
            with target.reader() as before:
                stood = before.statements({ref for ref, _, _ in some})
            told = [one for one in told if stood[one[0]].get(one[1]) != one[2]]
        if told:
            yield Part(told=told)


def _not_said(source: Reader, target: Store) -> Iterator[Part]:
    """What the target has, and the source no longer."""
    with target.reader() as before:
        for some in batched(before.scan_statements(), STEP):
            said = source.statements({ref for ref, _, _ in some})
            if told := [(ref, by, None) for ref, by, _ in some if by not in said[ref]]:
                yield Part(told=told)


def _bodies(now: dict[Key, Body], target: Store) -> Iterator[Part]:
    with target.reader() as before:
        then = dict(before.kept_bodies(now))
    if moved := {key: body for key, body in now.items() if then.get(key) != body}:
        yield Part(bodies=moved)
