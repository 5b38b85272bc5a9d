"""Reads feeds with one huge item that is made while it is read, each in a process of its own, under a memory limit.

Arguments, each "form, kind, bytes": what the item is huge by, and how much.  Prints a line of JSON for each.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from itertools import chain, repeat
from typing import TYPE_CHECKING, BinaryIO, cast

from loaders.read import read_stream
from schema.record import Document
from tests.loaders.read.limited import hold

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1 << 16
# What an item is huge by: how that begins, what is repeated, how it ends.
KINDS = {
    "text": ("<description>It goes on. ", "Many words without an end. ", "</description>"),
    "section": ("<description><![CDATA[It goes on. ", "Many <b>bold</b> words. ", "]]></description>"),
    "escaped": ("<description>It goes on. ", "&lt;p&gt;Words &amp;amp; more.&lt;/p&gt;", "</description>"),
    "one line": ("<description>It", "x", "</description>"),
    "other scripts": ("<description>It goes on. ", "語彙", "</description>"),
    "elements": ("", "<category>It goes on</category>\n", ""),
    "open elements": ("<description>It goes on. ", "<p>word ", "</description>"),
    "a comment": ("<!--", " a word ", "-->"),
    "an attribute": ('<enclosure url="', "http://example.org/", '"/>'),
    "white space": ("<description>It goes on. ", " \n", "</description>"),
    "an open section": ("<description><![CDATA[It goes on. ", "Words. ", "</description>"),
}
FORMS = {
    "rss": ('<rss version="2.0"><channel><title>Feed</title>\n', "item", "</channel></rss>"),
    "atom": ('<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title>\n', "entry", "</feed>"),
}


class Made(io.RawIOBase):
    """A stream of bytes that are made when they are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        while not self._ready and (piece := next(self._pieces, b"")):
            self._ready = piece
        size = min(len(view), len(self._ready))
        view[:size], self._ready = self._ready[:size], self._ready[size:]
        return size


def feed(form: str, kind: str, size: int) -> BinaryIO:
    """A feed of three items, of which the second is huge by `kind`."""
    head, tag, tail = FORMS[form]
    begin, often, end = KINDS[kind]
    begin, end = (text.replace("description", "summary") if form == "atom" else text for text in (begin, end))
    times = max(1, BLOCK // len(often.encode()))
    block = (often * times).encode()
    before = f"{head}<{tag}><title>Before</title></{tag}>\n<{tag}><title>A huge one</title>\n{begin}"
    after = f"{end}</{tag}>\n<{tag}><title>After</title></{tag}>\n{tail}"
    pieces = chain([before.encode()], repeat(block, size // len(block)), [after.encode()])
    return cast(BinaryIO, Made(pieces))


def told(form: str, kind: str, size: int) -> str:
    """What was taken and what was not, as JSON; ends the process where memory does not suffice."""
    read_stream(feed(form, kind, 1000), name="warm-up")
    hold()
    document = read_stream(feed(form, kind, size), name="huge.xml")
    assert isinstance(document, Document)
    troubles = [[each.place, each.why, each.do, each.text] for each in document.troubles]
    return json.dumps({"titles": [record.title for record in document.records], "troubles": troubles})


def main() -> None:
    """Read them all, one after the other; a line that is empty where a process did not live to tell."""
    for words in sys.argv[1:]:
        form, kind, size = words.split(", ")
        child = os.fork()
        if not child:
            try:
                sys.stdout.write(told(form, kind, int(size)) + "\n")
                sys.stdout.flush()
            except MemoryError:
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            sys.stdout.write("\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
