"""Rule same-identifier: who shares an identifier is one, unless judged different or contradicting."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from loaders.derive.merge import same_identifier
from schema.judgement import Decision, Different, Judgement, Same

NOW = datetime(2026, 1, 1, tzinfo=UTC)
A, B, C, D = (f"organization/{name}" for name in "abcd")


def judged(decision: Decision, by: str = "source/person-ann") -> Judgement:
    return Judgement(decision, by, "because", NOW)


def pairs(claims: dict[str, tuple[str, ...]], *decisions: Decision) -> set[tuple[str, str]]:
    merges = same_identifier(claims, [judged(decision) for decision in decisions])
    return {(same.loser, same.survivor) for same in merges}


def test_a_shared_identifier_of_a_naming_scheme_joins() -> None:
    claims = {A: ("wikidata:Q1",), B: ("wikidata:Q1", "ror:x"), C: ("ror:x",), D: ("github:x",)}
    assert pairs(claims) == {(B, A), (C, A)}


def test_other_schemes_and_other_families_do_not() -> None:
    assert not pairs({A: ("github:x",), B: ("github:x",)})
    assert not pairs({A: ("wikidata:Q1",), "paper/p": ("wikidata:Q1",)})
    assert pairs({A: ("wikidata:Q1",), "model/m": ("wikidata:Q1",)}) == {(A, "model/m")}


def test_a_contradiction_forbids() -> None:
    assert not pairs({A: ("wikidata:Q1", "ror:x"), B: ("wikidata:Q2", "ror:x")})


def test_a_contradiction_forbids_across_a_chain_and_the_order_does_not_matter() -> None:
    claims = {A: ("wikidata:Q1", "ror:x"), B: ("ror:x",), C: ("ror:x", "wikidata:Q2")}
    assert pairs(claims) == pairs(dict(reversed(claims.items()))) == {(B, A)}


def test_different_forbids_and_persons_merges_stand() -> None:
    claims: dict[str, tuple[str, ...]] = {A: ("ror:x",), B: ("ror:x",), C: ("ror:y",)}
    assert not pairs(claims, Different(A, B))
    assert pairs(claims, Same(C, B)) == {(B, A)}
    assert not pairs(claims, Same(C, B), Different(A, C))


def test_the_reason_names_the_identifier() -> None:
    assert list(same_identifier({A: ("ror:x",), B: ("ror:x",)}, ()).values()) == ["both have ror:x"]


keys = st.sampled_from((A, B, C, D))
claim = st.sampled_from(("ror:x", "ror:y", "wikidata:Q1", "wikidata:Q2", "doi:1"))


@given(
    st.dictionaries(keys, st.lists(claim, max_size=2, unique=True).map(tuple), max_size=4),
    st.lists(st.builds(Different, keys, keys), max_size=2),
    st.randoms(),
)
def test_a_function_of_the_set(
    claims: dict[str, tuple[str, ...]], apart: list[Different], random: st.DataObject
) -> None:
    shuffled = list(claims.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    decisions = [decision for decision in apart if decision.a != decision.b]
    assert pairs(claims, *decisions) == pairs(dict(shuffled), *decisions[::-1])
