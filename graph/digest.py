"""The digest: a SHA-256 that is equal where two almanacs were told and judged the same.

Invariants: it depends on the set of facts alone; stamps, observation instants, revisions, node ids and times of
judgements are in no fact.  It is defined as SHA-256 over the sorted SHA-256 hashes of the facts.
"""

from __future__ import annotations

import hashlib

from graph.fold import Statement, bare
from graph.store import Fact, Reader
from schema.canonical import canonical
from schema.declare import EdgeRef
from schema.judgement import Judgement, decision_to_json
from schema.keys import Key
from schema.ontology import edge_type, kind_of


def digest(reader: Reader) -> str:
    """64 hex digits.  Holds 32 bytes a fact in memory."""
    hashes = sorted(hashlib.sha256(f"{fact.kind} {fact.text}".encode()).digest() for fact in reader.facts())
    return hashlib.sha256(b"".join(hashes)).hexdigest()


def node_fact(key: Key, by: Key, told: Statement) -> Fact:
    """What `by` says of a node."""
    return Fact("node", f"{canonical([key, by, told.complete])} {bare(kind_of(key), told)}")


def edge_fact(ref: EdgeRef, by: Key, told: Statement) -> Fact:
    """What `by` says of an edge."""
    return Fact("edge", f"{canonical([*ref, by, told.complete])} {bare(edge_type(ref.type), told)}")


def judgement_fact(judgement: Judgement) -> Fact:
    """A judgement in force; when it was given does not matter."""
    return Fact(
        "judgement", canonical([decision_to_json(judgement.decision), judgement.actor, judgement.reason])
    )


def body_fact(key: Key, text: str) -> Fact:
    """The full text of an event."""
    return Fact("body", canonical([key, text]))
