"""Gives each record of a document its identity, over the whole document: the item's own id, else its canonical URL, else
title and published as given, else its text.

Of records that share one, the earliest published keeps it and the others add title and published; what is still alike
then adds its text, and at last all that it holds.  Exact repeats are one.  Invariants: identities are unique for a
source; they depend on the records, not on their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schema.canonical import canonical
from schema.keys import Key
from schema.record import Record
from schema.url import canonical_url
from schema.values import iso


@dataclass(frozen=True, slots=True)
class Dated:
    """A record, and its date as given, whether understood or not."""

    record: Record
    given: str = ""


def identified(dated: Iterable[Dated]) -> tuple[Record, ...]:
    """The records in their order, with identities, exact repeats left out.  O(n log n)."""
    every = list(dated)
    sharing: dict[tuple[Key, str], list[int]] = {}
    for index, each in enumerate(every):
        record = each.record
        by = record.source.key if record.source else ""
        sharing.setdefault((by, _own(each)), []).append(index)
    named: dict[int, str] = {}
    for (_, identity), indexes in sharing.items():
        if len(indexes) == 1:
            named[indexes[0]] = identity
        else:
            named.update(_apart(every, identity, indexes))
    _settle_clashes(every, named)
    return tuple(every[index].record.model_copy(update={"identity": named[index]}) for index in sorted(named))


def _own(each: Dated) -> str:
    """The identity that an item claims by itself."""
    record = each.record
    if record.id:
        return record.id
    if record.url:
        return canonical_url(record.url)
    return _dated_title(each) if record.title else record.summary or record.body


def _dated_title(each: Dated) -> str:
    return f"{each.record.title}\n{each.given}"


def _apart(every: Sequence[Dated], identity: str, indexes: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Identities for records that share one; exact repeats get none but the first."""
    different: dict[str, int] = {}
    for index in indexes:
        different.setdefault(_content(every[index]), index)
    ordered = sorted(different.items(), key=lambda pair: (_published(every[pair[1]]), pair[0]))
    taken: set[str] = set()
    for content, index in ordered:
        each = every[index]
        text = f"{each.record.summary}\n{each.record.body}"
        dated = f"{identity}\n{_dated_title(each)}"
        for wanted in (identity, dated, f"{dated}\n{text}", f"{dated}\n{content}"):
            if wanted not in taken:
                taken.add(wanted)
                yield index, wanted
                break


def _settle_clashes(every: Sequence[Dated], named: dict[int, str]) -> None:
    """Where an identity that was made longer is what another item claims by itself, the longer one adds its content."""
    holders: dict[tuple[Key, str], list[int]] = {}
    for index, identity in named.items():
        source = every[index].record.source
        holders.setdefault((source.key if source else "", identity), []).append(index)
    for (_, identity), indexes in holders.items():
        for index in indexes if len(indexes) > 1 else ():
            if _own(every[index]) != identity:
                named[index] = f"{identity}\n{_content(every[index])}"


def _published(each: Dated) -> tuple[bool, str]:
    """Orders by date of publication, what has none last."""
    return (True, "") if each.record.published is None else (False, iso(each.record.published))


def _content(each: Dated) -> str:
    """All that a record says, its place aside."""
    return canonical(each.record.model_dump(mode="json", exclude={"place", "identity"}))
