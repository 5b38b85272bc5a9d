"""Records in JSON Lines: the project's own format of items.  `docs/formats.md` describes it.

Invariants: a bad line costs that line alone; a file says whose word it is in its head line, or each line does, or the
loader; with a head, the list speaks and each record's own source is the publisher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from loaders.read.head import LINE_EXAMPLE, head_of, headed
from loaders.read.hints import plain_words, told_apart, trouble, unknown_fields
from loaders.read.identity import Dated, identified
from loaders.read.lines import Row
from schema.errors import AlmanacError, Unreadable, UnreadableItem
from schema.record import Document, Record, SourceInfo, Trouble
from schema.values import Instant, clean

FORMAT = "JSON Lines"
_DATES = ("published", "updated")
_DATE: TypeAdapter[datetime | None] = TypeAdapter(Instant | None)
_BY_READER = ("identity", "place", "lacks")
RECORD_FIELDS = tuple(field for field in Record.model_fields if field not in _BY_READER)


def read_records(lines: Iterable[Row | Trouble], *, name: str, source: str = "") -> Document:
    """Read records.  `source` names whose they are where the file does not.  Raises Unreadable where nobody does."""
    first, rest = headed(lines)
    spoken = head_of(first, name=name, source=source) if first else None
    taken: list[Dated] = []
    troubles: list[Trouble] = list(spoken.troubles) if spoken else []
    default = spoken.publisher if spoken else None
    for line in rest:
        made = line if isinstance(line, Trouble) else record(line, default)
        if isinstance(made, Trouble):
            troubles.append(made)
        elif made.record.source or source.strip():
            taken.append(made)
        else:
            raise _nameless(name, made.record.place)
    return Document(
        source=spoken.source if spoken else _publisher(taken, name, source),
        records=identified(taken),
        troubles=tuple(told_apart(troubles, (_called(made.record) for made in taken))),
        stamp=spoken.stamp if spoken else "",
        said_by=spoken.said_by if spoken else "",
        complete=bool(spoken and spoken.complete),
        format=FORMAT,
    )


def record(line: Row, publisher: SourceInfo | None = None) -> Dated | Trouble:
    """The record on a line, or why there is none.  `publisher`: whose it is where the line does not say."""
    try:
        made, odd = _made({"source": publisher, **_checked(line), "place": line.place})
    except ValidationError as error:
        why, do = plain_words(error, RECORD_FIELDS)
    except AlmanacError as error:
        why, do = error.what, error.do
    else:
        lacks = [f"no {part}" for part, value in _parts(made).items() if not value] + odd
        return Dated(made.model_copy(update={"lacks": tuple(lacks)}), str(line.fields.get("published") or ""))
    return trouble(_called_by(line), line.place, why, do, line.beginning)


def _made(fields: dict[str, object]) -> tuple[Record, list[str]]:
    """The record of these fields; dates that are none are left out, and told.  Raises what validation raises."""
    odd = [name for name in _DATES if not _is_date(fields.get(name))]
    kept = {name: value for name, value in fields.items() if name not in odd}
    return Record.model_validate(kept), [f"{name} not understood: {str(fields[name])[:40]}" for name in odd]


def _is_date(value: object) -> bool:
    try:
        _DATE.validate_python(value)
    except (ValidationError, AlmanacError):
        return False
    return True


def _checked(line: Row) -> dict[str, object]:
    """The fields of a line.  Raises UnreadableItem for what is no mistake of one value."""
    fields = line.fields
    if given := [field for field in _BY_READER if field in fields]:
        raise UnreadableItem(f"{given[0]} is set by the reader", do="Leave it out")
    if isinstance(fields.get("source"), str):
        raise UnreadableItem(
            "a record's source must be an object", do='Write {"class": "feed", "link": "https://…"}'
        )
    texts = [fields.get(field) for field in ("title", "summary", "body")]
    if all(text is None or (isinstance(text, str) and not clean(text).strip()) for text in texts):
        unknown = [do for _, do in unknown_fields(fields, RECORD_FIELDS)]
        raise UnreadableItem("it has neither a title nor a text", do=next(iter(unknown), "Give it a title"))
    return {field: value for field, value in fields.items() if field != "source" or value is not None}


def _parts(record: Record) -> dict[str, object]:
    """What an item should have, by the word that says it is lacking."""
    text = record.summary or record.body
    return {
        "title": record.title,
        "link": record.url,
        "text": text,
        "date": record.published or record.updated,
    }


def _called(record: Record) -> str:
    """What an item is called in messages."""
    return record.id.strip() or record.url.strip() or record.title.strip() or record.place


def _called_by(line: Row) -> str:
    """What a line's item is called, as far as it can be understood: its id, URL or title, else its place."""
    texts = (line.fields.get(field) for field in ("id", "url", "title"))
    names = (clean(text).strip() for text in texts if isinstance(text, str))
    return next(filter(None, names), line.place)


def _publisher(taken: Sequence[Dated], name: str, source: str) -> SourceInfo:
    """Who publishes a file without a head: who the loader says, else the first record's publisher."""
    if source.strip():
        return SourceInfo.model_validate({"class": "file", "name": source.strip()})
    if not taken:
        raise Unreadable("no line of it is a record that says who published it", where=name, do=_name_it())
    return taken[0].record.source or SourceInfo.model_validate({"class": "file", "name": name})


def _nameless(name: str, place: str) -> Unreadable:
    return Unreadable("it does not say whose items these are", where=f"{name}, {place}", do=_name_it())


def _name_it() -> str:
    return f"Begin it with a line such as {LINE_EXAMPLE}, give each record its source, or use --source NAME"
