"""What an editor does, as a protocol: `loaders` implements it, the API and the pages are handed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from schema.changeset import Applied
from schema.declare import EdgeRef, Ref
from schema.judgement import Judgement
from schema.keys import Key


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: assertions new, changed, same, withdrawn; items taken and quarantined; events relinked.

    held: the first of the quarantined, as people read them.
    """

    items: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    quarantined: int = 0
    relinked: int = 0
    notes: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


class Desk(Protocol):
    """Judging and settling.  Each ends settled."""

    def merge(self, loser: Key, survivor: Key, reason: str) -> Applied:
        """Judge two nodes to be the same.  Raises Refused for a cycle or against a Different."""

    def split(self, a: Key, b: Key, reason: str) -> Applied:
        """Withdraw the merge of two nodes and judge them different."""

    def deny_edge(self, edge: EdgeRef, reason: str) -> Applied:
        """Judge an edge not to be so."""

    def deny_form(self, form: str, reason: str) -> Applied:
        """Judge a written form never to be linked."""

    def deny_assertion(self, ref: Ref, by: Key, reason: str) -> Applied:
        """Judge one statement not to count."""

    def withdraw(self, judgement: str) -> Applied:
        """Withdraw a judgement by its id (or an unambiguous beginning of it).  Raises NotFound."""

    def judgements(self) -> list[Judgement]:
        """All judgements in force."""

    def settle(self) -> int:
        """Work off what waits to be derived anew; the number of events relinked."""
