"""Counts nodes and edges as read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graph.cluster import Judged
from graph.sqlite.scanning import scan_edges
from graph.sqlite.session import Session


def counts(session: Session, judged: Judged) -> Mapping[str, int]:
    """How many living survivors of each kind, and edges as read of each type."""
    nodes: dict[str, int] = dict(
        session.all(
            "SELECT kind, count(*) FROM node WHERE living AND survivor = id GROUP BY kind ORDER BY kind"
        )
    )
    edges = Counter(ref.type for ref in scan_edges(session, None, judged))
    return nodes | dict(sorted(edges.items()))
