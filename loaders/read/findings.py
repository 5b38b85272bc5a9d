"""Collects what is wrong with one table of a gazetteer while the rest of it is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from loaders.read.hints import plain_words, trouble
from schema.errors import AlmanacError
from schema.record import Trouble

T = TypeVar("T")


@dataclass
class Findings:
    """The troubles of one table.  item: its kind and name; place: where it stands."""

    item: str
    place: str
    text: str = ""
    troubles: list[Trouble] = field(default_factory=list)

    def add(self, part: str, why: str, do: str = "") -> None:
        """Put down what is wrong with a part of the table, or with all of it where `part` is empty."""
        item = f"{self.item}: {part}" if part else self.item
        self.troubles.append(trouble(item, self.place, why, do, self.text or self.item))

    def failed(self, part: str, error: AlmanacError | ValidationError, known: tuple[str, ...] = ()) -> None:
        """Put down why a part was not valid."""
        if isinstance(error, AlmanacError):
            self.add(part, f"{part}: {error.what}" if part else error.what, error.do)
        else:
            self.add(part, *plain_words(error, known))


def valid(
    make: Callable[[Mapping[str, object]], T], props: Mapping[str, object], findings: Findings
) -> T | None:
    """What `make` makes of those properties that are valid, each by itself; of a list, those members that are."""
    try:
        return make(props)
    except (AlmanacError, ValidationError):
        pass  # which of them, and why, is found one by one
    good: dict[str, object] = {}
    for prop, value in props.items():
        members = value if isinstance(value, list) else []
        if error := _error(make, {prop: value}):
            wrong = [(member, why) for member in members if (why := _error(make, {prop: [member]}))]
            for _, why in wrong or [(value, error)]:
                findings.failed(prop, why)
            if len(wrong) < len(members):
                bad = [member for member, _ in wrong]
                good[prop] = [member for member in members if member not in bad] if wrong else []
        else:
            good[prop] = value
    try:
        return make(good)
    except (AlmanacError, ValidationError) as error:
        findings.failed("", error)
        return None


def _error(
    make: Callable[[Mapping[str, object]], object], props: Mapping[str, object]
) -> AlmanacError | ValidationError | None:
    try:
        make(props)
    except (AlmanacError, ValidationError) as error:
        return error
    return None
