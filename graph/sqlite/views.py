"""Views of an almanac's file for whoever opens it with another program: entities, events, mentions, relations.

They show the graph as read: the fold of what sources say, merged nodes as their survivors, what was denied left out.
Made from the ontology, so that a new property is a new column; what each column holds is in `docs/sqlite.md`.

Invariants: views agree with `Reader`, which the tests prove on random histories; nothing of Almanac reads them; they are
made anew whenever a file is opened whose views are not those of this ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import apsw

from schema.declare import Declared, Node
from schema.edges.news import Mentions
from schema.keys import ASSERTER_CLASSES, rank
from schema.kinds.entity import Entity
from schema.kinds.event import EARLIEST, SLACK, Event
from schema.ontology import EDGE_TYPES, ENTITY_KINDS, ends


def views() -> dict[str, str]:
    """The statement that makes each view, by its name."""
    return {
        name: f"CREATE VIEW {name} AS\n{select}"
        for name, select in {
            "entities": _nodes(Entity, ENTITY_KINDS, {"slug": _SLUG, "status": _status()}),
            "events": _nodes(Event, (Event.__name__,), {"at": _event_at()}),
            "mentions": _edges(
                {"src": "event", "dst": "entity"}, f"= '{Mentions.type()}'", _edge_values(Mentions)
            ),
            "relations": _edges(
                {"src": "src", "type": "type", "dst": "dst"},
                f"<> '{Mentions.type()}'",
                {"slot": "e.slot", "properties": "e.props"},
            ),
        }.items()
    }


def refresh(connection: apsw.Connection) -> None:
    """Make the views those of this ontology, in a transaction of its own; nothing is written where they are."""
    wanted = views()
    if _standing(connection, wanted):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _standing(connection, wanted):  # else another process came first
            for name, statement in wanted.items():
                connection.execute(f"DROP VIEW IF EXISTS {name}")
                connection.execute(statement)
            connection.execute("DELETE FROM allowed_ends")
            connection.executemany("INSERT INTO allowed_ends VALUES (?, ?, ?)", _allowed_ends())
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _standing(connection: apsw.Connection, wanted: Mapping[str, str]) -> bool:
    found = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'"))
    if any(found.get(name) != statement for name, statement in wanted.items()):
        return False
    allowed = set(connection.execute("SELECT type, src, dst FROM allowed_ends"))
    return allowed == set(_allowed_ends())


def _allowed_ends() -> list[tuple[str, str, str]]:
    return [
        (type_, src.__name__, dst.__name__)
        for type_ in EDGE_TYPES
        for src in ends(type_)[0]
        for dst in ends(type_)[1]
    ]


# --- pieces -----------------------------------------------------------------------------------------------------------

_SLUG = "substr(s.key, instr(s.key, '/') + 1)"
_DENIED_OF_NODES = (
    "(SELECT decision ->> '$.ref', decision ->> '$.by' FROM judgement"
    " WHERE decision ->> '$.kind' = 'deny-assertion' AND json_type(decision, '$.ref') = 'text')"
)
_DENIED_OF_EDGES = (
    "(SELECT decision ->> '$.ref[0]', decision ->> '$.ref[1]', decision ->> '$.ref[2]', decision ->> '$.ref[3]',"
    " decision ->> '$.by' FROM judgement"
    " WHERE decision ->> '$.kind' = 'deny-assertion' AND json_type(decision, '$.ref') = 'array')"
)
_DENIED_EDGES = (
    "(SELECT decision ->> '$.edge[0]', x.key, y.key, decision ->> '$.edge[3]' FROM judgement"
    " JOIN node xo ON xo.key = decision ->> '$.edge[1]' JOIN node x ON x.id = xo.survivor"
    " JOIN node yo ON yo.key = decision ->> '$.edge[2]' JOIN node y ON y.id = yo.survivor"
    " WHERE decision ->> '$.kind' = 'deny-edge')"
)


def _read_as(node: str, survivor: str) -> str:
    """Whether a node is read as a survivor; said so that either way of it is a search."""
    return f"({node}.id = {survivor}.id OR ({node}.merged AND {node}.survivor = {survivor}.id))"


def _rank(by: str) -> str:
    """How much an asserter's word weighs, from its key."""
    ranks = " ".join(f"WHEN '{word}' THEN {rank(f'source/{word}-x')}" for word in ASSERTER_CLASSES)
    return f"CASE substr({by}.key, 8, instr({by}.key || '-', '-') - 8) {ranks} END"


def _statements(columns: str, where: str = "") -> str:
    """Of every statement of a node's cluster that counts, some columns."""
    return (
        f"SELECT {columns} FROM node m JOIN node_said n ON n.node = m.id JOIN node b ON b.id = n.by"
        f" WHERE {_read_as('m', 's')} AND (m.key, b.key) NOT IN {_DENIED_OF_NODES}{where}"
    )


def _best(name: str, where: str = "") -> str:
    """The value of a property from the best source that says it."""
    order = f"{_rank('b')} DESC, m.id = m.survivor DESC, n.stamp DESC, n.props -> '$.{name}' DESC"
    value = f"n.props ->> '$.{name}'"
    said = f" AND json_type(n.props, '$.{name}') IS NOT NULL{where}"
    return f"({_statements(value, said)} ORDER BY {order} LIMIT 1)"


def _united(name: str) -> str:
    """A list that sources say parts of: all of them, sorted, as a JSON array."""
    parts = (
        f"SELECT j.value AS part FROM ({_statements('n.props')}) AS told, json_each(told.props, '$.{name}') j"
    )
    return f"(SELECT nullif(json_group_array(part), '[]') FROM (SELECT DISTINCT part FROM ({parts}) ORDER BY part))"


def _identity(name: str, identity: Iterable[str]) -> str:
    """A property that the key is made of: the survivor's own where it has any of them."""
    has = " OR ".join(f"json_type(n.props, '$.{one}') IS NOT NULL" for one in identity)
    own = " AND m.id = s.id"
    return (
        f"CASE WHEN s.merged AND EXISTS ({_statements('1', f'{own} AND ({has})')})"
        f" THEN {_best(name, own)} ELSE {_best(name)} END"
    )


def _status() -> str:
    """See `Entity.status_of`."""
    best = f"({_statements('max(' + _rank('b') + ')')})"
    said = [rank(f"source/{word}-x") for word in ("person", "list", "rule")]
    return (
        f"CASE WHEN {_best('retired')} THEN 'retired' WHEN {best} >= {min(said[:2])} THEN 'active'"
        f" WHEN {best} > {said[2]} THEN 'listed' ELSE 'candidate' END"
    )


def _event_at() -> str:
    """See `event_at`."""
    published, observed = _best("published"), _best("observed")
    latest = f"strftime('%Y-%m-%dT%H:%M:%SZ', {observed}, '+{SLACK.days} day')"
    return (
        f"CASE WHEN {published} >= '{EARLIEST}' AND ({observed} IS NULL OR {published} <= {latest})"
        f" THEN {published} ELSE {observed} END"
    )


def _nodes(cls: type[Node], kinds: Iterable[str], derived: Mapping[str, str]) -> str:
    """Living survivors of some kinds with the properties of `cls`."""
    columns = {"key": "s.key", "kind": "s.kind"}
    for name in cls.props():
        if name in derived:
            columns[name] = derived[name]
        elif name in cls.unions():
            columns[name] = _united(name)
        elif name in cls.marks.identity:
            columns[name] = _identity(name, cls.marks.identity)
        else:
            columns[name] = _best(name)
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        f"SELECT {_listed(columns)}\nFROM node s WHERE s.living AND s.survivor = s.id AND s.kind IN ({named})"
    )


def _edge_values(cls: type[Declared]) -> dict[str, str]:
    return {name: f"e.props ->> '$.{name}'" for name in cls.props()}


def _edges(identity: Mapping[str, str], which: str, values: Mapping[str, str]) -> str:
    """Edges of some types as read, each once: told by the best of the statements that are read as it."""
    parts = {"src": "s.key", "type": "t.name", "dst": "d.key"}
    columns = {name: parts[part] for part, name in identity.items()}
    better = (
        f"({_rank('b2')}, e2.stamp, e2.props, b2.key, so2.id, do2.id)"
        f" > ({_rank('b')}, e.stamp, e.props, b.key, so.id, do.id)"
    )
    same = "e2.type = e.type AND e2.slot = e.slot"
    ends_of_it = (
        "JOIN node so2 ON so2.id = e2.src JOIN node do2 ON do2.id = e2.dst JOIN node b2 ON b2.id = e2.by"
    )
    rival = f"EXISTS (SELECT 1 FROM edge_said e2 {ends_of_it} WHERE {same} AND {_counts('2')} AND {better}"
    return (
        f"SELECT {_listed({**columns, **values})}\n"
        "FROM edge_said e JOIN edge_type t ON t.id = e.type\n"
        f"JOIN node so ON so.id = e.src JOIN node s ON {_read_as('so', 's')} AND s.survivor = s.id\n"
        f"JOIN node do ON do.id = e.dst JOIN node d ON {_read_as('do', 'd')} AND d.survivor = d.id\n"
        "JOIN node b ON b.id = e.by\n"
        f"WHERE t.name {which} AND {_counts('')}\n"
        f"AND (t.name, s.key, d.key, e.slot) NOT IN {_DENIED_EDGES}\n"
        "AND CASE WHEN so.merged OR do.merged THEN NOT"
        f" {rival} AND {_read_as('so2', 's')} AND {_read_as('do2', 'd')})\n"
        f"ELSE NOT {rival} AND e2.src = e.src AND e2.dst = e.dst) END"
    )


def _counts(of: str) -> str:
    """Whether a statement of an edge counts: its ends live, it is not denied, and it fits the ends that it is read with.

    of: the suffix of the tables of the statement; the ends as read and the type are the same for all.
    """
    so, do, e, b = (f"{name}{of}" for name in ("so", "do", "e", "b"))
    return (
        f"{so}.living AND {do}.living"
        f" AND (t.name, {so}.key, {do}.key, {e}.slot, {b}.key) NOT IN {_DENIED_OF_EDGES}"
        f" AND (({so}.id = s.id AND {do}.id = d.id) OR ((s.id <> d.id OR {so}.id = {do}.id)"
        " AND (t.name, s.kind, d.kind) IN (SELECT type, src, dst FROM allowed_ends)))"
    )


def _listed(columns: Mapping[str, str]) -> str:
    return ",\n".join(f"{expression} AS {name}" for name, expression in columns.items())
