"""Front matter: the lines between two lines of --- at the beginning of a Markdown text.

A small part of YAML: `field: text` on a line, and lists as `[a, b]` or as lines of `- member` below the field.  A text may
stand in quotes; a line that begins with # is a comment.
Invariant: what is not of this form raises Unreadable with its line, so that nothing is understood otherwise than written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from loaders.read.hints import short
from schema.errors import Unreadable

Value: TypeAlias = "str | list[str]"

_FENCE = "---"
_FIELD = re.compile(r"(?P<field>[A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(?P<value>.*))?")
_MEMBER = re.compile(r"[ \t]*-(?:[ \t]+(?P<value>.*))?")
_DOUBLE = r'"(?:[^"\\]|\\["\\])*"'
_SINGLE = r"'(?:[^']|'')*'"
_QUOTED = re.compile(f"{_DOUBLE}|{_SINGLE}")
_IN_LIST = re.compile(rf"[ \t]*({_DOUBLE}|{_SINGLE}|[^,\"'\[\]]*)[ \t]*(,|$)")


@dataclass(frozen=True, slots=True)
class Parted:
    """A text cut in two: its front matter's fields, each with its line; the text behind it."""

    fields: dict[str, Value]
    lines: dict[str, int]
    body: str


def parted(text: str, *, name: str, example: str) -> Parted:
    """Cut a text in two.  Raises Unreadable where it has no front matter, showing `example`."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != _FENCE:
        raise Unreadable(
            "a guide without front matter", where=name, do=f"Begin it with lines such as\n{example}"
        )
    end = next((at for at in range(start + 1, len(lines)) if lines[at].rstrip() == _FENCE), 0)
    if not end:
        raise Unreadable("its front matter does not end", where=name, do=f"End it with a line of {_FENCE}")
    fields, places = _fields(lines[start + 1 : end], start + 2, name)
    return Parted(fields, places, "\n".join(lines[end + 1 :]).strip())


def _fields(matter: Sequence[str], first: int, name: str) -> tuple[dict[str, Value], dict[str, int]]:
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    current = ""
    for number, line in enumerate(matter, first):
        where = f"{name}, line {number}"
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        member, found = _MEMBER.fullmatch(line), _FIELD.fullmatch(line)
        if member:
            _add(fields, current, _text(member["value"] or "", where), where)
        elif not found:
            raise Unreadable(f"{short(line)} is no front matter", where=where, do="Write field: text")
        elif found["field"] in fields:
            raise Unreadable(f"{found['field']} is given twice", where=where, do="Leave one out")
        else:
            current = found["field"]
            fields[current], lines[current] = _value(found["value"] or "", where), number
    return fields, lines


def _add(fields: dict[str, Value], field: str, member: str, where: str) -> None:
    value = fields.get(field)
    if value == "":
        value = fields[field] = []
    if not isinstance(value, list):
        raise Unreadable(
            f"{short(member)} belongs to no list", where=where, do="Write the list's field above it"
        )
    value.append(member)


def _value(text: str, where: str) -> Value:
    text = text.strip()
    return _list(text, where) if text.startswith("[") else _text(text, where)


def _list(text: str, where: str) -> list[str]:
    inner, members, at = text[1:-1].strip(), [], 0
    if not text.endswith("]"):
        raise Unreadable(f"the list {short(text)} does not end on its line", where=where, do="Write [a, b]")
    while at < len(inner):
        found = _IN_LIST.match(inner, at)
        if not found:
            raise Unreadable(
                f"the list {short(text)} is not of the form [a, b]", where=where, do="Mend the quotes"
            )
        members.append(_text(found[1], where))
        at = found.end()
    return members


def _text(text: str, where: str) -> str:
    """A text, out of its quotes."""
    text = text.strip()
    if _QUOTED.fullmatch(text):
        return (
            text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
            if text[0] == '"'
            else text[1:-1].replace("''", "'")
        )
    if text[:1] in ("'", '"', "{", "|", ">", "&", "*", "!"):
        raise Unreadable(
            f"{short(text)} is no plain text", where=where, do="Put it between quotes, on one line"
        )
    return text
