"""Where an export goes: a file that is either whole or not there, or standard output.

Invariants: a file of an earlier export stays as it was until the new one is complete; of several files of one export
none is put in place before all are written; whatever fails, nothing half-made stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from schema.errors import Unwritable


@contextmanager
def whole_files(folder: Path, names: Sequence[str]) -> Iterator[list[BinaryIO]]:
    """Files of these names in a folder (made where its parent exists), put in place at the end.  Raises Unwritable."""
    parts = [folder / f".{name}.{os.getpid()}.part" for name in names]
    with _troubles(folder), ExitStack() as undo:
        folder.mkdir(exist_ok=True)
        for part in parts:
            undo.callback(part.unlink, missing_ok=True)
        with ExitStack() as opened:
            files: list[BinaryIO] = [opened.enter_context(part.open("wb")) for part in parts]
            yield files
            for file in files:
                file.flush()
                os.fsync(file.fileno())
        for part, name in zip(parts, names, strict=True):
            part.replace(folder / name)


@contextmanager
def _troubles(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unwritable(
            f"the export can't be written there ({error.strerror})",
            where=str(error.filename or folder),
            do="Name another place with --out, or make room or rights there; what was there before is as it was",
        ) from error
