"""The written forms that stand for entities, as a change has to know them."""

from __future__ import annotations

from collections.abc import Collection

from graph.relink import ALIAS_OF
from graph.sqlite.ids import EdgeTypes
from graph.sqlite.session import Session, many


def forms_of(session: Session, entities: Collection[int], types: EdgeTypes) -> list[str]:
    """Every form that anyone says to stand for one of these entities, by their own keys."""
    if not entities or ALIAS_OF not in types.ids:
        return []
    return [
        form
        for (form,) in session.rows(
            "SELECT DISTINCT json_extract(s.props, '$.name') FROM edge_said e JOIN node_said s ON s.node = e.src"
            " WHERE e.dst IN (SELECT value FROM json_each(?)) AND e.type = ?",
            many(entities),
            types.ids[ALIAS_OF],
        )
        if form
    ]
