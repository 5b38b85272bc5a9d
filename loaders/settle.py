"""Settling: works off the note space `relink` until it is empty, so that what is derived follows what was said and judged.

In order: first merges by shared identifiers (they change names), then the events that written forms concern, then the
events that wait by themselves.  Each step is one small changeset that deletes the notes it has worked off; a note that
was written again meanwhile has a newer revision and stays.  Invariants: may be killed anywhere and begun again; one
process at a time settles a store, and another's call returns only when nothing waits.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TypeVar

from graph.names import PLURAL_KINDS, variants
from graph.relink import EVENT, FORM, NODE, SPACE
from graph.store import Reader, Store
from loaders.anew import anew, with_notes
from loaders.ghosts import Ghosts
from loaders.identities import rule_merges
from loaders.known import Known, Names
from loaders.rules import LINK, SAME_IDENTIFIER, SOURCES
from loaders.seldom import seldom_collected
from loaders.work import Clock
from schema.batches import batched
from schema.canonical import Json
from schema.changeset import Changeset, Revision, Said
from schema.keys import Key

T = TypeVar("T")
BATCH = 500
_PHRASES = 200
_PAUSE = 0.05  # seconds between looks at a store that another process settles
_CURSOR = ("cursor", "settled")


def settle(store: Store, clock: Clock, names: Names | None = None) -> int:
    """Derive anew what waits; how many events that were.  Returns when nothing waits, whoever worked it off.

    names: those that the caller has seen, so that they need not be read again.
    """
    while True:
        with store.settling() as ours:
            if ours:
                with seldom_collected():
                    return _settle(store, clock, names or Names())
        with store.reader() as reader:
            if not reader.notes(SPACE, limit=1):
                return 0
        time.sleep(_PAUSE)


def _settle(store: Store, clock: Clock, names: Names) -> int:
    events = 0
    _introduce_rules(store, clock)
    with store.reader() as reader:
        ghosts = Ghosts(store, _settled(reader))
    while True:
        with store.reader() as reader:
            revision = reader.revision
            waiting = _waiting(reader)
            if not waiting:
                break
            nodes = _of(NODE, waiting)
            known = None if nodes else names.seen(reader)
        if known is None:
            _merge(store, nodes, clock)
        else:
            events += _relink(store, known, ghosts, waiting, clock)
    _remember(store, revision, clock)
    return events


def _waiting(reader: Reader) -> list[str]:
    """The keys of the notes to work off next: all on nodes and forms, and as many on events as fit a step."""
    others = list(reader.notes(SPACE, after=FORM))
    return others or list(reader.notes(SPACE, limit=BATCH))


def _of(prefix: str, notes: Iterable[str]) -> list[str]:
    return [key.removeprefix(prefix) for key in notes if key.startswith(prefix)]


def _introduce_rules(store: Store, clock: Clock) -> None:
    """Every asserter is a node: say the rules where they are not known yet."""
    with store.reader() as reader:
        known = reader.nodes(source.key for source in SOURCES)
    if len(known) < len(SOURCES):
        nodes = tuple(Said(source, source.key) for source in SOURCES)
        store.apply(Changeset(actor=LINK, reason="rules at work", observed=clock(), nodes=nodes))


def _merge(store: Store, nodes: Sequence[Key], clock: Clock) -> None:
    """Stratum 1: merges by shared identifiers around `nodes`."""
    now = clock()
    with store.reader() as reader:
        revision = reader.revision
        given, withdrawn = rule_merges(reader, nodes, now)
    store.apply(
        Changeset(
            actor=SAME_IDENTIFIER,
            reason="shared identifiers",
            observed=now,
            names=revision,
            judge=tuple(given),
            unjudge=tuple(withdrawn),
            notes={(SPACE, NODE + key): None for key in nodes},
        )
    )


def _relink(store: Store, known: Known, ghosts: Ghosts, waiting: Sequence[str], clock: Clock) -> int:
    """Stratum 5: the events that these notes concern, in small changesets; the last deletes the notes on forms."""
    with store.reader() as reader:
        gone = ghosts.now(reader)
        concerned = _holding(reader, _of(FORM, waiting))
    concerned.update(_of(EVENT, waiting))
    for events in batched(sorted(concerned), BATCH):
        with store.reader() as reader:
            own = reader.notes(SPACE, [EVENT + key for key in events])
            change = anew(reader, known, events, gone, clock())
        store.apply(with_notes(change, dict.fromkeys(((SPACE, key) for key in own), None)))
    done = {(SPACE, key): None for key in waiting if key.startswith(FORM)}
    if done:
        store.apply(
            Changeset(
                actor=LINK, reason="names worked off", observed=clock(), names=known.revision, notes=done
            )
        )
    return len(concerned)


def _holding(reader: Reader, forms: Iterable[str]) -> set[Key]:
    """The events whose full text holds one of these forms (words joined by spaces), plurals included."""
    phrases = sorted({phrase for form in forms for phrase in variants(form, PLURAL_KINDS)})
    return {key for some in batched(phrases, _PHRASES) for _, key in reader.search_any(some, {"Event"})}


def _settled(reader: Reader) -> Revision:
    """The revision at which nothing waited; 0 where that never was."""
    space, key = _CURSOR
    cursor = reader.notes(space, [key]).get(key)
    revision = cursor.get("revision") if isinstance(cursor, dict) else None
    return revision if isinstance(revision, int) else 0


def _remember(store: Store, revision: Revision, clock: Clock) -> None:
    """Note that at `revision` nothing waited."""
    with store.reader() as reader:
        if _settled(reader) >= revision:
            return
    notes: dict[tuple[str, str], Json] = {_CURSOR: {"revision": revision}}
    store.apply(Changeset(actor=LINK, reason="settled", observed=clock(), names=revision, notes=notes))
