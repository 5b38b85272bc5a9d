"""The linker against its own definition, spelled out word by word, on random names and texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.names import Form, variants
from loaders.link.linker import Linker
from loaders.link.values import Place, Wording
from schema.words import located
from tests.loaders.link.naming import form

WORDS = (
    "Ada",
    "ada",
    "ADA",
    "beta",
    "Beta",
    "c++",
    "4.5",
    "Gpt",
    "gpt",
    "naïve",
    "模型",
    "模型学",
    "x’s",
    "AI",
)
text = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from((" ", "-", ", ", "’s ", "\n", "… ", ""))), max_size=14
).map(lambda parts: "".join(word + gap for word, gap in parts))
name = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
forms = st.lists(
    st.builds(
        form,
        name,
        st.sampled_from(("org/a", "model/b", "technique/c", "product/d")),
        st.sampled_from(("name", "acronym", "spelling")),
        st.sampled_from(("", "any", "exact")),
    ),
    max_size=8,
)


def fits(one: Form, phrase: tuple[str, ...], surfaces: list[str]) -> bool:
    exact = one.case == "exact" or (one.alias_kind == "acronym" and not one.case)
    if not exact:
        return True
    own = [one.form[word.start : word.end] for word in located(one.form)]
    last = own[-1] if phrase[-1] == own[-1].casefold() else own[-1] + phrase[-1][len(own[-1]) :]
    return [*own[:-1], last] == surfaces


def spelled_out(wording: Wording, names: list[Form]) -> set[tuple[Place, frozenset[str]]]:
    """Every place with the entities that its form may mean by the case rules alone."""
    found = set()
    for field, content in enumerate(wording):
        cut = list(located(content))
        at, free_from = 0, 0
        while at < len(cut):
            best: tuple[int, frozenset[str]] = (0, frozenset())
            for size in range(1, len(cut) - at + 1):
                surfaces = [content[word.start : word.end] for word in cut[at : at + size]]
                phrase = tuple(word.form for word in cut[at : at + size])
                owners = frozenset(
                    one.entity
                    for one in names
                    if phrase in variants(one.form, (one.kind,)) and fits(one, phrase, surfaces)
                )
                best = (size, owners) if owners else best
            size, owners = best
            if owners and cut[at].start >= free_from:
                free_from = cut[at + size - 1].end
                found.add((Place(field, cut[at].start, free_from), owners))
            at += 1
    return found


@given(st.builds(Wording, text, text), forms)
def test_places_are_those_of_the_definition(wording: Wording, names: list[Form]) -> None:
    expected = spelled_out(wording, names)
    linked = Linker(names).link(wording)
    mentioned = {place: found.entity for found in linked.mentions for place in found.places}
    suggested = {place: set(each.candidates) for each in linked.suggestions for place in each.places}
    assert mentioned.keys() | suggested.keys() == {place for place, _ in expected}
    for place, owners in expected:
        if place in mentioned:
            assert mentioned[place] in owners
        else:
            assert suggested[place] <= owners
            assert len(suggested[place]) > 1


@given(st.builds(Wording, text, text, text), forms)
def test_the_order_of_forms_does_not_matter(wording: Wording, names: list[Form]) -> None:
    assert Linker(names).link(wording) == Linker(names[::-1] + names).link(wording)
