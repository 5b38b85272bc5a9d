"""Quarantine: where input items go that can't be taken, each with its reason, so that nothing is lost.

An entry is a note, written in the same transaction as what was taken beside it; its id is a hash of who or what it came
from and the item's identity there, so that an item has one entry however often it comes, and taking it clears the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from graph.store import Reader, Store
from schema.canonical import Json, canonical, short_hash
from schema.errors import NotFound
from schema.record import Trouble
from schema.values import clean, iso

SPACE = "quarantine"
BEGINNING = 200  # code points of the item's text that an entry shows
RAW = 100_000  # characters of canonical JSON up to which an entry keeps the item for another try
NEVER = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in quarantine.

    source: key of who says it, "" where not even that is known.  file: the name of what was loaded.  item: its identity in
    there; place: where it stands.  why, do: the reason and the way out.  text: its beginning.  raw: what another try needs,
    {} where only loading the file again can help.  when: the instant it was put here, text.
    """

    source: str
    file: str
    item: str
    place: str
    why: str
    do: str = ""
    text: str = ""
    raw: Mapping[str, Json] = field(default_factory=dict)
    when: str = NEVER

    @property
    def id(self) -> str:
        """12 hex digits: the same for the same item of the same source, or of the same file where that has none."""
        return entry_id(self.source or self.file, self.item)

    def note(self, now: datetime) -> tuple[tuple[str, str], Json]:
        """The entry as a note."""
        value: dict[str, Json] = {**asdict(self), "text": clean(self.text)[:BEGINNING], "when": iso(now)}
        if len(canonical(dict(self.raw))) > RAW:
            value["raw"] = {}
        return (SPACE, self.id), {name: part for name, part in value.items() if part not in ("", {})}

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.place, self.item and f"item {self.item}") if part)
        return f"{where}: {self.why}" + (f". {self.do}" if self.do else "")


def entry_id(origin: str, item: str) -> str:
    """The id of the entry for an item of a source (a key) or file (a name)."""
    return short_hash(12, origin, item)


def new_notes(reader: Reader, found: Iterable[Entry], now: datetime) -> dict[tuple[str, str], Json]:
    """The notes of those entries that are not there yet as they are, the instant aside."""
    notes = dict(entry.note(now) for entry in found)
    standing = reader.notes(SPACE, [key for _, key in notes])
    return {
        place: note for place, note in notes.items() if _timeless(standing.get(place[1])) != _timeless(note)
    }


def _timeless(note: Json) -> Json:
    return {name: part for name, part in note.items() if name != "when"} if isinstance(note, dict) else note


def cleared(reader: Reader, ids: Iterable[str]) -> dict[tuple[str, str], Json]:
    """The notes that delete those of these entries that exist."""
    return {(SPACE, key): None for key in reader.notes(SPACE, ids)}


def entries(store: Store) -> list[Entry]:
    """Everything in quarantine, by file, place and item."""
    with store.reader() as reader:
        found = [entry_of(note) for note in reader.notes(SPACE).values()]
    return sorted(found, key=lambda entry: (entry.file, entry.place, entry.item))


def show(store: Store, asked: str) -> Entry:
    """The entry with that id, or the only one whose id begins so.  Raises NotFound."""
    every = entries(store)
    fitting = [entry for entry in every if entry.id.startswith(asked)]
    if len(fitting) != 1 or not asked:
        what = (
            f"{len(fitting)} entries in quarantine begin with {asked!r}"
            if fitting
            else f"nothing in quarantine has the id {asked!r}"
        )
        raise NotFound(what, suggestions=[entry.id for entry in (fitting or every)[:3]])
    return fitting[0]


def entry_of(note: Json) -> Entry:
    """The entry that a note keeps."""
    parts = note if isinstance(note, dict) else {}
    raw = parts.get("raw")
    told = {
        name: str(parts.get(name, ""))
        for name in ("source", "file", "item", "place", "why", "do", "text", "when")
    }
    return Entry(**told, raw=raw if isinstance(raw, dict) else {})


def troubled(trouble: Trouble, by: str, file: str) -> Entry:
    """The entry of an item that a reader could not take."""
    return Entry(by, file, trouble.item, trouble.place, trouble.why, trouble.do, trouble.text)
