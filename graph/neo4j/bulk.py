"""A whole almanac as tables for `neo4j-admin database import full`, in the form that the store itself writes.

What is made of them is a copy that can be followed.  In flat memory, but for the notes of one space and what was merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from graph.copying.mark import SPACE, Mark
from graph.neo4j.cooccurrence import Drawn
from graph.neo4j.form import (
    BODY,
    CO_OCCURS,
    ENTITY,
    HEAD,
    JUDGEMENT,
    KNOWN,
    MERGED,
    NOTE,
    OURS,
    REVISION,
    SETTLING,
    UNREAD,
)
from graph.neo4j.head import Head
from graph.neo4j.indexes import script
from graph.neo4j.judged import judgement_properties
from graph.neo4j.log import revision_properties
from graph.neo4j.migrating import FORMAT
from graph.neo4j.notes import note_properties
from graph.neo4j.tables import BETWEEN, Column, column, columns, row
from graph.neo4j.whole import drawn_edges, drawn_nodes
from graph.neo4j.write import body_properties
from graph.revised import Revised
from graph.store import Reader
from schema.changeset import NOTE_SPACES
from schema.ontology import EDGE_TYPES, ENTITY_KINDS, KINDS

_KEY = column("key", "string", "key:ID(node)")
_ENDS = (column("src", "string", ":START_ID(node)"), column("dst", "string", ":END_ID(node)"))
_SAID = (column("_said", "string[]"), column("_lists", "string[]"))
_NODE = (
    column("_position", "long"),
    *_SAID,
    column("_survivor", "string"),
    column("_merged", "boolean"),
    column("_words", "string"),
)
_SLOT = column("_slot", "string")


class Table(NamedTuple):
    """A file: its name, the labels or the type of its rows, its columns."""

    file: str
    what: str
    columns: tuple[Column, ...]
    is_node: bool = True

    @property
    def option(self) -> str:
        """What tells the import of it."""
        return f"--{'nodes' if self.is_node else 'relationships'}={self.what}={self.file}"


def _tables() -> Iterator[Table]:
    for name, kind in KINDS.items():
        told = columns(kind)
        named = any(one.name == "name" for one in told)
        entity = f":{ENTITY}" if name in ENTITY_KINDS else ""
        caption = () if named else (column("name", "string"),)
        yield Table(f"{name}.csv", f"{OURS}:{name}{entity}", (_KEY, *told, *caption, *_NODE))
    for label in (MERGED, KNOWN):
        yield Table(f"{label}.csv", f"{OURS}:{label}", (_KEY, *_NODE))
    for label, types in _INTERNAL.items():
        own = tuple(column(name, type_) for name, type_ in types.items())
        yield Table(f"{label}.csv", f"{OURS}:{label}", own)
    for name, type_ in EDGE_TYPES.items():
        yield Table(f"{name}.csv", name, (*_ENDS, *columns(type_), *_SAID, _SLOT), is_node=False)
    yield Table(f"{UNREAD}.csv", UNREAD, (*_ENDS, column("_type", "string"), *_SAID, _SLOT), is_node=False)
    drawn = tuple(column(name, type_) for name, type_ in Drawn.types().items())
    yield Table(f"{CO_OCCURS}.csv", CO_OCCURS, (*_ENDS, *drawn), is_node=False)


def _texts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "string")


def _longs(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "long")


_INTERNAL: dict[str, dict[str, str]] = {
    REVISION: _longs("number")
    | {"keys": "string[]"}
    | _texts("_id", "written", "actor", "reason", "new", "before", "otherwise", "judged", "unjudged"),
    NOTE: _texts("_id", "entry", "value") | _longs("revision"),
    BODY: _texts("_id", "of", "stamp", "text"),
    JUDGEMENT: _texts("_id", "decision", "actor", "reason", "given"),
    HEAD: _texts("_id", "store_id")
    | _longs("format", "revision", "names", "judged", "forgotten", "positions"),
    SETTLING: _texts("_id"),
}
TABLES = tuple(_tables())
SCHEMA, COMMAND = "schema.cypher", "import.sh"
FILES = (*(table.file for table in TABLES), SCHEMA, COMMAND)
_OPTIONS = (
    "--overwrite-destination=true",
    f"--array-delimiter=U+{ord(BETWEEN):04X}",
    "--multiline-fields=true",
    "--read-buffer-size=64m",  # a large revision is one field
    "--id-type=string",
)


def arguments() -> list[str]:
    """What follows `neo4j-admin database import full`, and the database's name, in the folder of the files."""
    return [*_OPTIONS, *(table.option for table in TABLES)]


def write(
    reader: Reader, store_id: str, drawn: Iterable[Drawn], files: Mapping[str, BinaryIO]
) -> tuple[int, int]:
    """Write everything that `reader` sees into the open `files`; how many nodes and relationships of the graph.

    store_id: of the almanac that is made so.  drawn: what is drawn between entities beside.
    """
    put = {table.file: _putting(table, files[table.file]) for table in TABLES}
    nodes = edges = positions = 0
    for node in drawn_nodes(reader):
        put[f"{node.labels[0]}.csv"](node.props)
        positions = max(positions, node.props["_position"])
        nodes += 1
    for edge in drawn_edges(reader):
        type_ = edge.ref.type if edge.is_read else UNREAD
        put[f"{type_}.csv"]({"src": edge.ref.src, "dst": edge.ref.dst, **edge.props})
        edges += 1
    for label, every in _internals(reader, Head(store_id, positions=positions)):
        put[f"{label}.csv"](every)
    for one in drawn:
        put[f"{CO_OCCURS}.csv"](one.props() | {"src": one.src, "dst": one.dst})
    files[SCHEMA].write(script().encode())
    files[COMMAND].write(_script().encode())
    return nodes, edges


def _internals(reader: Reader, head: Head) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is not drawn, by label."""
    for change in reader.changes(reader.forgotten):
        if change.revision <= reader.revision:
            yield REVISION, revision_properties(Revised.of_change(change))
    for space in NOTE_SPACES:
        for key, value in reader.notes(space).items() if space != SPACE else ():
            yield NOTE, note_properties(space, key, value)
    for (space, key), value in Mark(reader.store_id, reader.revision, whole=True).note().items():
        yield NOTE, note_properties(space, key, value)
    for key, body in reader.kept_bodies():
        yield BODY, body_properties(key, body)
    judgements = reader.judgements()
    for judgement in judgements:
        yield JUDGEMENT, judgement_properties(judgement)
    judged = reader.revision if judgements else 0
    stands = head._replace(
        revision=reader.revision, names=reader.names_revision, judged=judged, forgotten=reader.forgotten
    )
    yield HEAD, {"_id": HEAD, "format": FORMAT, **stands._asdict()}
    yield SETTLING, {"_id": SETTLING}


def _putting(table: Table, file: BinaryIO) -> Callable[[Mapping[str, Any]], object]:
    """Writes rows of a table, after its header."""
    file.write((",".join(one.header for one in table.columns) + "\n").encode())
    told = table.columns

    def put(props: Mapping[str, Any]) -> object:
        return file.write(row(props, told).encode())

    return put


def _script() -> str:
    options = " \\\n    ".join(f"'{argument}'" for argument in arguments())
    return f"""#!/bin/sh
# Makes the database `neo4j`, or the one that is named, of the files beside this script, in place of what it holds.
# The server must be stopped.  Afterwards, with the server running, make its indexes: the almanac does that when it is
# opened (almanac --store bolt://... stats), or run {SCHEMA}.
cd "$(dirname "$0")" && exec neo4j-admin database import full "${{1:-neo4j}}" \\
    {options}
"""
