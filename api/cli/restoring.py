"""The part of `almanac load` that takes dumps: which files are such, and how they are unpacked."""

from __future__ import annotations

from pathlib import Path

from api.app import Almanac
from graph.desk import Loaded
from loaders.read.packing import ERRORS, PACKED, unpacked
from schema.errors import Unreadable
from schema.keys import Key


def dump_format(path: Path) -> str:
    """`nq` or `trig` where a file's name says that it is such, packed or not; else ""."""
    name = path.with_suffix("") if path.suffix in PACKED else path
    return name.suffix[1:] if name.suffix in (".nq", ".trig") else ""


def restored(almanac: Almanac, actor: Key, path: Path) -> Loaded:
    """Restore what the dump at `path` holds, then settle.  Raises Unreadable; nothing is applied then."""
    # Here and not above: only dumps need pyoxigraph.
    from loaders.read.rdf import read_dump
    from loaders.restore import restore

    try:
        with path.open("rb") as packed, unpacked(packed, str(path)) as file:
            dump = read_dump(file, dump_format(path), str(path))
    except (OSError, *ERRORS) as error:
        raise Unreadable(
            f"it can't be unpacked ({error})", where=str(path), do="Make or fetch it again"
        ) from error
    loaded = restore(almanac.store, dump, actor, almanac.clock)
    almanac.desk(actor).settle()
    return loaded
