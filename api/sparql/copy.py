"""The almanac as RDF on disk, for Oxigraph to answer from: generations, each of one revision, written once.

A folder beside the store holds `at-<revision>-…` with the data and what they are of.  The next generation is made
beside the last one, which it shares all unchanged files with (hard links), and is given its name when it is whole.

Invariants: a generation is never written to once it has its name, so that any number of processes read it without a lock
of the database's; whatever is killed leaves the old generation or the new one; one process at a time makes one; what
somebody reads is not deleted.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from secrets import token_hex

import orjson
import pyoxigraph

from api.rdf.dump import Census, whole
from api.rdf.lines import nquads
from api.rdf.publishing import policy
from api.sparql.generation import ABOUT, DATA, USED, About, Generation, about
from api.sparql.step import step
from graph.past import instant_of
from graph.projection.touched import touched_by
from graph.store import Reader, Store
from schema.addresses import Addresses
from schema.changeset import Revision
from schema.describe import ontology_digest
from schema.errors import Forgotten, StoreProblem
from schema.mapping import Mapping
from schema.rdf import VOCABULARY_VERSION

FORMAT = 1
_WORTH_STEPPING = 150  # quads that there are for each node touched: with fewer, writing all anew is quicker
_FEWEST = 1_000
_log = logging.getLogger("almanac")


class Copy:
    """The copy of one store, in a folder of its own; IRIs in it begin as `addresses` says."""

    def __init__(self, folder: Path, addresses: Addresses) -> None:
        self.folder = folder / hashlib.sha256(addresses.base.encode()).hexdigest()[:12]
        self.addresses = addresses
        self._terms = Mapping(addresses)

    def newest(self, store: Store) -> Generation | None:
        """The newest generation that is of this store as it is; None where there is none."""
        with store.reader() as reader:
            return self._newest(store, reader)

    def in_step(self, store: Store) -> Generation:
        """A generation of the store's newest revision, made where there is none.  Raises StoreProblem."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                with store.reader() as reader:
                    found = self._newest(store, reader)
                    if found is None or found.about.revision != reader.revision:
                        found = self._made(found, store, reader)
                self._sweep(found)
        except OSError as error:
            raise StoreProblem(
                f"the RDF copy can't be written ({error.strerror or error})",
                where=str(self.folder),
                do="Make room there, or give its owner the right to write",
            ) from error
        return found

    def drop(self, generation: Generation) -> None:
        """Take a damaged generation away; the next one is made from the store."""
        _log.warning("%s: the RDF copy is damaged and is made anew", generation.folder)
        (generation.folder / ABOUT).unlink(missing_ok=True)

    def _newest(self, store: Store, reader: Reader) -> Generation | None:
        for folder in sorted(self.folder.glob("at-*"), reverse=True):
            found = about(folder)
            if found is not None and self._fits(found, store, reader):
                return Generation(folder, found)
        return None

    def _fits(self, told: About, store: Store, reader: Reader) -> bool:
        """Whether it is a state of this almanac, written as it would be now."""
        ours = self._about(store, reader, told.revision, told.triples, told.quads)
        return told.revision <= reader.revision and told == replace(
            ours, instant=ours.instant or told.instant
        )

    def _about(self, store: Store, reader: Reader, revision: Revision, triples: int, quads: int) -> About:
        return About(
            FORMAT,
            reader.store_id,
            revision,
            instant_of(store, revision),
            self.addresses.base,
            f"{VOCABULARY_VERSION}/{ontology_digest()}",
            hashlib.sha256(repr(sorted(policy(reader).told.items())).encode()).hexdigest(),
            triples,
            quads,
        )

    def _made(self, last: Generation | None, store: Store, reader: Reader) -> Generation:
        making = self.folder / f"making-{token_hex(4)}"
        making.mkdir()
        triples, quads = self._stepped(making, last, store, reader) or self._whole(making, reader)
        made = self._about(store, reader, reader.revision, triples, quads)
        (making / USED).touch()
        with (making / ABOUT).open("xb") as written:
            written.write(orjson.dumps(asdict(made)))
            written.flush()
            os.fsync(written.fileno())
        folder = self.folder / f"at-{reader.revision:012d}-{token_hex(4)}"
        making.rename(folder)
        return Generation(folder, made)

    def _stepped(
        self, making: Path, last: Generation | None, store: Store, reader: Reader
    ) -> tuple[int, int] | None:
        """The last generation brought to the reader's revision; None where that is more work than all anew, or fails."""
        if last is None:
            return None
        most = max(_FEWEST, last.about.quads // _WORTH_STEPPING)
        try:
            touched = touched_by(store.changes(last.about.revision), reader.revision, most)
            if touched is None:
                return None
            shutil.copytree(last.data, making / DATA, copy_function=_shared)
            data = pyoxigraph.Store(making / DATA)
            grown = step(data, reader, self._terms, touched, last.about.revision)
            data.flush()
        except Forgotten:
            return None
        except (OSError, RuntimeError) as error:  # both are how Oxigraph tells of damage
            _log.warning("%s: the RDF copy can't be read (%s) and is made anew", last.folder, error)
            shutil.rmtree(making / DATA)
            return None
        return last.about.triples + grown.triples, last.about.quads + grown.quads

    def _whole(self, making: Path, reader: Reader) -> tuple[int, int]:
        census = Census()
        blocks = census.counting(whole(reader, self._terms, graphs=True))
        data = pyoxigraph.Store(making / DATA)
        stream = io.BufferedReader(_Stream(nquads(blocks)), 1 << 20)
        data.bulk_load(stream, pyoxigraph.RdfFormat.N_QUADS, lenient=True)
        # Put in order once, for else every larger step would have to, and throw away how far it came.
        data.optimize()
        data.flush()
        return census.triples, census.quads

    def _sweep(self, newest: Generation) -> None:
        """Delete what was left unfinished, and older generations that nobody reads."""
        for folder in (*self.folder.glob("making-*"), *self.folder.glob("gone-*")):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in self.folder.glob("at-*"):
            if folder == newest.folder:
                continue
            with (folder / USED).open("ab") as used:
                try:
                    fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                gone = self.folder / f"gone-{token_hex(4)}"
                folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def _shared(source: str, target: str) -> None:
    """A file of the database in a second folder: data files are never written to again and are shared, others copied."""
    if source.endswith(".sst"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


class _Stream(io.RawIOBase):
    """Pieces of bytes as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as io calls it
        """Fill the buffer as far as the next piece goes; 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
