"""The base on disk: one file of arrays, and a manifest that names it and says what it is of.

Invariants: the manifest is replaced at once, after the file that it names is safe on disk, so that whatever is killed
leaves the old base or the new one; a base is used only if its manifest, its checksums, its format, the ontology and the
almanac are those expected.  A mapped file may be deleted by whoever writes the next one: its pages stay.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeAlias

import orjson
from numpy.typing import NDArray

from graph.projection.arrayfile import Arrays, Damaged, Layout, Placed, map_arrays, write_arrays
from schema.changeset import Revision
from schema.describe import ontology_digest
from schema.errors import StoreProblem

FORMAT = 2
MANIFEST = "manifest.json"
_TRIES = 5
_log = logging.getLogger("almanac")
Token: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class About:
    """What a base is of: the almanac, its revision, and the instant of that revision, which tells a restored one."""

    store_id: str
    revision: Revision
    instant: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An opened base: what it is of, its arrays, and `more` that is no array; `token` tells it from its successors."""

    about: About
    arrays: dict[str, NDArray[Any]]
    more: Mapping[str, Any]
    token: Token


class Base:
    """The base of one almanac, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def token(self) -> Token | None:
        """What tells this base from the one before and after; None where none can be had.  Costs one look at a file."""
        try:
            found = (self.folder / MANIFEST).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def open(self, store_id: str) -> Kept | None:
        """The base of that almanac, mapped; None where there is none, or none that can be used, which is logged."""
        problem: Exception | None = None
        for _ in range(_TRIES):
            token = self.token()
            if token is None:
                return None
            try:
                return self._opened(store_id, token)
            except OSError as missing:
                problem = missing  # another process may just have replaced it: look again
            except Damaged as damaged:
                problem = damaged
                if token == self.token():
                    break
        _log.warning("%s: the kept projection is not used: %s. It is built anew", self.folder, problem)
        return None

    def _opened(self, store_id: str, token: Token) -> Kept:
        told = _read(self.folder / MANIFEST)
        for what, expected in _expected().items():
            if told.get(what) != expected:
                raise Damaged(f"it was written by another version of Almanac (another {what})")
        about = About(**told["about"])
        if about.store_id != store_id:
            raise Damaged("it is of another almanac")
        layout = {name: Placed(dtype, tuple(shape), *rest) for name, (dtype, shape, *rest) in told["arrays"]}
        return Kept(about, map_arrays(self.folder / told["file"], layout), told["more"], token)

    def keep(self, about: About, arrays: Arrays, more: Mapping[str, Any]) -> None:
        """Put a new base in the place of the old one, and delete what no manifest names.  Raises StoreProblem."""
        try:
            self.folder.mkdir(exist_ok=True)
            name = f"base-{about.revision:012d}-{token_hex(4)}"
            layout = write_arrays(self.folder / name, arrays)
            self._name(name, about, layout, more)
            for old in self.folder.glob("base-*"):
                if old.name != name:
                    old.unlink(missing_ok=True)
        except OSError as error:
            raise self._not_kept(error) from error

    def _name(self, file: str, about: About, layout: Layout, more: Mapping[str, Any]) -> None:
        told = {
            **_expected(),
            "about": asdict(about),
            "file": file,
            "arrays": [(name, tuple(placed)) for name, placed in layout.items()],
            "more": more,
        }
        body = orjson.dumps(told)
        new = self.folder / f"{MANIFEST}-{token_hex(4)}"
        with new.open("xb") as written:
            written.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            written.flush()
            os.fsync(written.fileno())
        new.replace(self.folder / MANIFEST)
        _sync(self.folder)

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """The lock under which one process at a time writes the base; False where another has it.

        The kernel frees it where a process is killed.  Raises StoreProblem.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            opened = (self.folder / "lock").open("a")
        except OSError as error:
            raise self._not_kept(error) from error
        with opened as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _not_kept(self, error: OSError) -> StoreProblem:
        return StoreProblem(
            f"the projection can't be kept ({error.strerror or error})",
            where=str(self.folder),
            do="Make room there, or give its owner the right to write; until then it is built at every start",
        )


def _expected() -> dict[str, Any]:
    return {"format": FORMAT, "ontology": ontology_digest()}


def _read(manifest: Path) -> dict[str, Any]:
    digest, _, body = manifest.read_bytes().partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise Damaged("its manifest is damaged")
    told: dict[str, Any] = orjson.loads(body)
    return told


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
