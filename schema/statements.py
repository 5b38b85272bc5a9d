"""Statements of RDF as one text, and the templates that make it: fast, since a template is filled in one step.  Pure.

The text is N-Triples, a line a statement.  Since IRIs hold no space and literals no line break that is not escaped, it
can be taken apart at its line ends and each line's first two spaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from schema.terms import Term

Triple: TypeAlias = tuple[Term, Term, Term]
Statements: TypeAlias = str
END = " .\n"
_SLOT = re.compile("\x00([0-9]+)\x00")


def statements(triples_: Iterable[Triple]) -> Statements:
    """Triples as a text."""
    return "".join([f"{s} {p} {o} .\n" for s, p, o in triples_])


def triples(text: Statements) -> list[Triple]:
    """The triples of a text."""
    return [tuple(line[:-2].split(" ", 2)) for line in text.split("\n")[:-1]]  # type: ignore[misc]  # three by construction


def slot(number: int) -> str:
    """Where the value of that number will stand in a template."""
    return f"\x00{number}\x00"


@dataclass(frozen=True, slots=True)
class Template:
    """Statements with slots.  `pick` puts the values in the order in which the slots stand."""

    text: str
    pick: Callable[[Sequence[str]], Any]

    @classmethod
    def of(cls, triples_: Iterable[Triple]) -> Template:
        """From triples whose terms hold slots, two of them or more."""
        text = statements(triples_)
        return cls(
            _SLOT.sub("%s", text.replace("%", "%%")),
            itemgetter(*(int(number) for number in _SLOT.findall(text))),
        )

    def filled(self, values: Sequence[str]) -> Statements:
        """The statements with these values in the slots."""
        text: str = self.text % self.pick(values)
        return text
