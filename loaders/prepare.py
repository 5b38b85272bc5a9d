"""Prepares records: what each says and, for events that are new, what the rules say of it.

Pure: a function of records, names and what is known, so it does not matter which process does it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from pydantic import ValidationError

from loaders.anew import review_note
from loaders.derive.appraise import appraised
from loaders.items import Item, Origin, item
from loaders.link.linker import Linker
from loaders.link.values import Linked
from loaders.rules import APPRAISE, LINK
from schema.changeset import Said
from schema.errors import AlmanacError
from schema.keys import Key
from schema.record import Record


class Task(NamedTuple):
    """Records to prepare.  observed: when they are seen.  living: those of their events that the almanac has."""

    records: Sequence[Record]
    origin: Origin
    observed: datetime
    living: Collection[Key]


def prepared(linker: Linker, task: Task) -> list[Item | str]:
    """The item of each record, or why there is none."""
    made = [_item(record, task) for record in task.records]
    fresh = {
        place: one
        for place, one in enumerate(made)
        if isinstance(one, Item) and one.event.key not in task.living
    }
    linked = linker.link_all(one.wording for one in fresh.values())
    for (place, one), found in zip(fresh.items(), linked, strict=True):
        made[place] = _with_derived(one, found)
    return made


def _item(record: Record, task: Task) -> Item | str:
    try:
        return item(record, task.origin, task.observed)
    except (AlmanacError, ValidationError) as error:
        return told(error)


def _with_derived(taken: Item, found: Linked) -> Item:
    """What an item says, and what the rules say of it."""
    event, draft = taken.event, taken.draft
    appraisal = Said(appraised(event, taken.body), APPRAISE)
    mentions = tuple(Said(hit.mention(event.key), LINK) for hit in found.mentions)
    whole = replace(draft, nodes=(*draft.nodes, appraisal), edges=(*draft.edges, *mentions))
    return replace(taken, draft=whole, review=review_note(found.suggestions))


def told(error: AlmanacError | ValidationError) -> str:
    """What was wrong with a value, on one line."""
    if isinstance(error, AlmanacError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
