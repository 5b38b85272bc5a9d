"""Proves the invariants of an almanac: what is kept is what the ontology allows, and what is read follows from it.

Nothing is repaired here.  A `Finding` names the item, what is wrong, and what to do; one that is no `fault` only informs.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar, runtime_checkable

import orjson
from pydantic import ValidationError

from graph.cluster import Judged
from graph.effect import counted
from graph.fold import Sourced, Statement, statement
from graph.placement import placements
from graph.store import Reader, Store
from schema.changeset import Changeset, Said
from schema.declare import Edge, EdgeRef, Node, Ref
from schema.errors import AlmanacError, Refused
from schema.judgement import Different, Same, ref_from_json
from schema.keys import Key, alias_key, checked_key
from schema.kinds.alias import Alias
from schema.values import to_utc

T = TypeVar("T")
_BATCH = 1000
_LOAD_ANEW = "Load what it came from again; if that does not help, restore a copy"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: the item, what is wrong with it, what to do.  fault: whether it breaks an invariant."""

    item: str
    what: str
    do: str = ""
    fault: bool = True

    def __str__(self) -> str:
        text = f"{self.item}: {self.what}"
        return f"{text}. {self.do}" if self.do else text


@runtime_checkable
class SelfChecking(Protocol):
    """A store that can prove its own insides: ends, indexes, file."""

    def verify(self) -> Iterable[Finding]:
        """What is wrong with how it keeps things."""
