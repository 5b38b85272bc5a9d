"""Which events concern a node, in Cypher: see `graph/projection/concerns.py`, where it is defined."""

from __future__ import annotations

from graph.neo4j.traverse.asking import MENTIONS
from schema.edges.news import Announces
from schema.edges.research import AuthoredBy, IntroducedIn

_ANNOUNCES = Announces.type()


def concerned(node: str) -> tuple[tuple[int, str], ...]:
    """Each way from a node to an `event` that concerns it, with the place of its reason in `WHYS`."""
    return (
        (0, f"MATCH ({node})<-[:{MENTIONS}]-(event)"),
        (1, f"MATCH ({node})<-[:{_ANNOUNCES}]-(event)"),
        (2, f"MATCH ({node})<-[:{AuthoredBy.type()}]-()<-[:{_ANNOUNCES}]-(event)"),
        (2, f"MATCH ({node})-[:{IntroducedIn.type()}]->()<-[:{_ANNOUNCES}]-(event)"),
    )


def concerning(node: str) -> str:
    """How many events concern a node, as an expression.  Mentions are read off it, so only what else there is is looked at."""
    _, *others = concerned(node)
    unmentioned = f"WHERE NOT EXISTS {{ (event)-[:{MENTIONS}]->({node}) }}"
    otherwise = " UNION ".join(f"{way} {unmentioned} RETURN event" for _, way in others)
    return f"COUNT {{ ({node})<-[:{MENTIONS}]-() }} + COUNT {{ {otherwise} }}"
