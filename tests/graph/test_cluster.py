"""Clusters: who survives, and which judgements contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from graph.cluster import Judged, contradictions
from graph.fold import Sourced, Statement
from graph.placement import Placed, placements
from schema.edges.naming import Broader
from schema.judgement import Decision, DenyEdge, Different, Judgement, Same
from schema.keys import Key
from schema.kinds.entity import Technique
from tests.contract.worlds import ANN, BOB, FEED, LINK, LIST, NOON, SAME_RULE

A, B, C, D = sorted(Technique.named(name).key for name in "ABCD")
SAID: dict[Key, list[Sourced]] = {
    A: [(LINK, Statement("", False, "{}"))],  # a candidate
    B: [(FEED, Statement("", False, "{}"))],  # listed
    C: [(LIST, Statement("", False, "{}"))],  # active
    D: [],  # withdrawn
}


def judged(*decisions: Decision, by: Key = ANN) -> list[Judgement]:
    """Judgements of one actor."""
    return [Judgement(decision, by, "", NOON) for decision in decisions]


def survivor(judgements: Sequence[Judgement], key: Key = A) -> Key:
    """What `key` is read as."""
    placed: Placed = placements([key], lambda member: SAID[member], Judged.of(judgements))[key]
    assert placed.merged
    return placed.survivor


def test_a_rules_cluster_survives_by_status_then_key() -> None:
    """Active before listed before candidate before withdrawn, whatever the rule wrote."""
    assert survivor(judged(Same(C, A), Same(B, A), by=SAME_RULE)) == C
    assert survivor(judged(Same(B, A), by=SAME_RULE)) == B
    assert survivor(judged(Same(A, D), by=SAME_RULE)) == A


def test_a_person_decides_before_status() -> None:
    """No loser of a person's survives; the chosen one does, though it be a candidate."""
    assert survivor(judged(Same(C, A))) == A
    assert survivor([*judged(Same(C, A)), *judged(Same(B, A), by=SAME_RULE)]) == A
    assert survivor(judged(Same(C, B), Same(B, A))) == A
    assert survivor(judged(Same(A, B), Same(A, C))) == C  # both chosen: then by status


@given(st.permutations(judged(Same(A, B), Same(B, C)) + judged(Same(D, A), by=SAME_RULE)))
def test_the_order_of_judgements_does_not_matter(judgements: list[Judgement]) -> None:
    """One survivor for all orders."""
    assert {survivor(judgements, key) for key in (A, B, C, D)} == {C}


def test_contradictions_name_the_one_that_came_last() -> None:
    """In whatever order, the last of a circle is at fault; others stand."""
    circle = judged(Same(A, B), Same(B, C), Same(C, A))
    for order in permutations(circle):
        (offence,) = contradictions([], order)
        assert order[-1].id in offence.subject
    (offence,) = contradictions(judged(Different(A, C)), judged(Same(A, B), Same(B, C)))
    assert A in offence.why
    assert C in offence.why
    assert list(contradictions(judged(Same(A, B)), judged(Same(A, C), Different(A, D)))) == []


def test_rules_and_denials_never_contradict() -> None:
    """Only persons' merges and splits can."""
    edge = Broader(src=A, dst=B).ref
    assert list(contradictions(judged(Different(A, B)), judged(Same(A, B), by=SAME_RULE))) == []
    assert list(contradictions(judged(Same(A, B), by=SAME_RULE), judged(Different(A, B), by=BOB))) == []
    assert list(contradictions(judged(DenyEdge(edge)), judged(DenyEdge(edge), by=BOB))) == []
