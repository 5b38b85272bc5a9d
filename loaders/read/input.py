"""A document as text that is read once, in pieces, with what was noticed on the way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from schema.errors import Unreadable
from schema.record import Trouble

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@dataclass(slots=True)
class Input:
    """A document as text: `head` is its beginning, `rest` what follows; both are given once by one of the methods.

    notes and troubles are complete when the text was read to its end.
    """

    name: str
    address: str = ""
    head: str = ""
    rest: Iterator[str] = field(default_factory=lambda: iter(()))
    notes: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def text(self) -> Iterator[str]:
        """The text in pieces of a block each."""
        return chain((self.head,), self.rest)

    def grow(self, most: int) -> None:
        """Make `head` longer, up to about `most` characters."""
        parts = [self.head]
        while sum(map(len, parts)) < most and (part := next(self.rest, "")):
            parts.append(part)
        self.head = "".join(parts)

    def whole(self, most: int) -> str:
        """All of the text at once.  Raises Unreadable where it has more than `most` characters."""
        parts: list[str] = []
        length = 0
        for part in self.text():
            length += len(part)
            if length > most:
                raise Unreadable(
                    f"has more than {most >> 20} MB of text, and its format can only be read whole",
                    where=self.name,
                    do="Split it into smaller documents, or write JSON Lines, which are read line by line",
                )
            parts.append(part)
        return "".join(parts)

    def stream(self) -> io.BufferedReader:
        """The text as a stream of UTF-8."""
        return io.BufferedReader(_Utf8(self.text()), 1 << 16)


class _Utf8(io.RawIOBase):
    """Pieces of text as a stream of bytes."""

    def __init__(self, texts: Iterator[str]) -> None:
        super().__init__()
        self._texts = texts
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill some of `buffer`; nothing is left where 0 comes back."""
        view = memoryview(buffer).cast("B")
        while not self._ready and (text := next(self._texts, None)) is not None:
            self._ready = text.encode(
                "utf-8", "ignore"
            )  # what utf-16 may hold and UTF-8 can't is no character
        filled = min(len(view), len(self._ready))
        view[:filled] = self._ready[:filled]
        self._ready = self._ready[filled:]
        return filled
