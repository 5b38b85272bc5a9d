"""From bytes to text: unpacks gzip, and finds the encoding, whatever the document declares.

Most feeds that declare a wrong encoding are UTF-8 that says it is Latin-1, or Latin-1 that says it is UTF-8.  So a
document that declares one of the two, or nothing, is read as UTF-8 in which each byte that can't be UTF-8 is a
character of windows-1252: right for both, and for texts that mix them.  Other encodings are believed, unless the
beginning is valid UTF-8 beyond ASCII.  Invariants: decoding never fails; memory stays flat; gzip unpacks to
MOST_UNPACKED bytes at most.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from loaders.read.input import Input
from schema.errors import Unreadable
from schema.record import Trouble

BLOCK = 1 << 18
MOST_UNPACKED = 1 << 29
_LOOKED_AT = 1 << 20
_GZIP = b"\x1f\x8b\x08"
_MIXED = "almanac-windows-1252"
_BLANK = b" \t\r\n\x00"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._-]{1,40})""", re.IGNORECASE)
_WESTERN = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})
# Encodings as Python calls them; others that it knows (rot13, idna, unpacking ones) are none of a document's business.
_OTHERS = frozenset(
    [
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "koi8-r",
        "koi8-u",
        "shift_jis",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "euc_kr",
        "cp949",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "big5hkscs",
        "cp437",
        "cp850",
        "cp866",
        "cp874",
        "tis-620",
        "mac-roman",
        "mac-cyrillic",
    ]
    + [f"iso8859-{part}" for part in (*range(2, 12), *range(13, 17))]
    + [f"cp125{part}" for part in (0, 1, 3, 4, 5, 6, 7, 8)]
)
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}


def opened(stream: BinaryIO, name: str, content_type: str = "", address: str = "") -> Input:
    """The stream as text.  Raises Unreadable for what is empty, or gzip from which nothing can be unpacked."""
    told = Input(name, address)
    blocks = _unpacked(_blocks(stream), told)
    first = next(blocks, b"")
    while not first.strip(_BLANK) and len(first) < _LOOKED_AT and (more := next(blocks, b"")):
        first += more
    if not first.strip(_BLANK):
        raise Unreadable("is empty", where=name, do="Check where it came from, and fetch it again")
    encoding = _encoding(first, content_type, told.notes)
    texts = _decoded(chain((first,), blocks), encoding, told.notes)
    told.head = next(texts, "")
    told.rest = texts
    return told


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block


def _unpacked(blocks: Iterator[bytes], told: Input) -> Iterator[bytes]:
    """The blocks, unpacked where they are gzip; damage after the beginning ends them, and is a trouble."""
    first = next(blocks, b"")
    if not first.startswith(_GZIP):
        yield from chain((first,), blocks)
        return
    length = 0
    try:
        for piece in _inflated(chain((first,), blocks)):
            length += len(piece)
            if length > MOST_UNPACKED:
                raise zlib.error(f"it unpacks to more than {MOST_UNPACKED >> 20} MB")
            yield piece
    except zlib.error as error:
        if not length:
            why = f"is gzip that can't be unpacked: {error}"
            raise Unreadable(why, where=told.name, do="Fetch it again") from None
        why = f"the gzip data can't be read beyond {length:,} unpacked bytes: {error}"
        told.troubles.append(Trouble("the end", f"byte {length:,} unpacked", why, "Fetch it again"))


def _inflated(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """What gzip members one after another hold.  Raises zlib.error for damage, and where the data end early."""
    unpacking = zlib.decompressobj(wbits=31)
    begun = False
    for data in blocks:
        while data:
            begun = True
            if piece := unpacking.decompress(data, BLOCK):
                yield piece
            data = unpacking.unconsumed_tail
            if unpacking.eof:
                data = unpacking.unused_data.lstrip(b"\x00")
                unpacking, begun = zlib.decompressobj(wbits=31), False
    if begun:
        if rest := unpacking.flush():
            yield rest
        raise zlib.error("it ends early")


def _encoding(first: bytes, content_type: str, notes: list[str]) -> str:
    """The encoding to read a document with, by its first block and what was said of it."""
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    charset = _CHARSET.search(content_type)
    declared = _DECLARED.match(first)
    for label in (declared[1].decode() if declared else "", charset[1] if charset else ""):
        encoding = _known(label)
        if encoding in _WESTERN:
            return "utf-8"
        if encoding and not (encoding.startswith("utf") or _is_utf8(first)):
            return _SUPERSETS.get(encoding, encoding)
        if label:
            notes.append(f"it declares the encoding {label}, which it is not in; read as UTF-8")
    return "utf-8"


def _known(label: str) -> str:
    """An encoding's name as Python calls it; "" for none that a document may have."""
    try:
        name = codecs.lookup(label).name if label else ""
    except (LookupError, ValueError):
        return ""
    return name if name in _WESTERN or name in _OTHERS else ""


def _is_utf8(first: bytes) -> bool:
    """Whether the beginning is valid UTF-8 with more than ASCII in it."""
    if first.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(first)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(blocks: Iterator[bytes], encoding: str, notes: list[str]) -> Iterator[str]:
    """Text of the blocks, without a byte order mark."""
    decoder = codecs.getincrementaldecoder(encoding)(_MIXED if encoding == "utf-8" else "replace")
    started = mixed = False
    for block in blocks:
        text = decoder.decode(block)
        mixed = mixed or (encoding == "utf-8" and not block.isascii() and _has_other(block))
        if text:
            yield text if started else text.removeprefix("\ufeff")
            started = True
    if last := decoder.decode(b"", final=True):
        yield last
    if mixed:
        notes.append("bytes in it that are not UTF-8 were read as windows-1252")


def _has_other(block: bytes) -> bool:
    """Whether the block holds bytes that are no UTF-8, other than parts of a character at its ends."""
    begin = next((at for at in range(min(4, len(block))) if block[at] & 0xC0 != 0x80), 0)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(block[begin:])
    except UnicodeDecodeError:
        return True
    return False


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Decodes what is not UTF-8 as windows-1252, byte by byte; the five bytes that it does not have vanish."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "ignore"), error.end


codecs.register_error(_MIXED, _as_windows_1252)
