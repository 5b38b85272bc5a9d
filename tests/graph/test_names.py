"""Names: what is found, in which order, what the linker is given, and that reading some again equals reading all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from random import Random

import pytest

from graph.names import Form, NameIndex, variants
from graph.store import Direction, Row
from graph.view import Named
from schema.declare import Edge, Node
from schema.edges.naming import AliasKind, AliasOf, CaseRule
from schema.errors import BadRequest
from schema.judgement import DenyForm, Judgement
from schema.keys import Key
from schema.kinds.alias import Alias
from schema.kinds.entity import Entity, Organization, Person, Product, Technique
from schema.text import normalise
from tests.graph.projection.world import PERSON, START, row
from tests.seeds import seeds


class Said:
    """Nodes and ALIAS_OF edges, with what names ask of a reader."""

    def __init__(self) -> None:
        self.revision = 1
        self._nodes: dict[Key, Node] = {}
        self._edges: list[AliasOf] = []
        self._judgements: list[Judgement] = []

    def say(
        self,
        entity: Entity,
        *forms: str,
        kind: AliasKind = "name",
        case: CaseRule = "any",
        language: str = "",
    ) -> Entity:
        """An entity and forms of its name."""
        self._nodes[entity.key] = entity
        for form in forms:
            alias = Alias.of(form, language)
            self._nodes[alias.key] = alias
            self._edges.append(AliasOf(src=alias.key, dst=entity.key, alias_kind=kind, case=case))
        return entity

    def unsay(self, key: Key) -> None:
        """Withdraw a node with its edges."""
        del self._nodes[key]
        self._edges = [edge for edge in self._edges if key not in (edge.src, edge.dst)]

    def deny(self, form: str) -> None:
        """Judge a form never to be linked."""
        self._judgements.append(Judgement(DenyForm(form), PERSON, "", START))

    def scan_rows(self, kinds: Collection[str] | None = None) -> Iterator[Row]:
        """As a reader."""
        return (
            row(position, key, node)
            for position, (key, node) in enumerate(self._nodes.items())
            if kinds is None or type(node).__name__ in kinds
        )

    def nodes(self, keys: Iterable[Key]) -> dict[Key, Node]:
        """As a reader."""
        return {key: self._nodes[key] for key in keys if key in self._nodes}

    def edges(
        self, keys: Iterable[Key], direction: Direction, types: Collection[str] | None = None
    ) -> dict[Key, list[Edge]]:
        """As a reader."""
        found: dict[Key, list[Edge]] = {key: [] for key in keys}
        for edge in self._edges:
            near = edge.src if direction == "out" else edge.dst
            if near in found:
                found[near].append(edge)
        return found

    def judgements(self) -> list[Judgement]:
        """As a reader."""
        return self._judgements


def _technique(name: str, status: str = "active") -> Technique:
    return Technique(key=Technique.named(name).key, name=name, status=status)  # type: ignore[arg-type]


@pytest.fixture
def said() -> Said:
    """A few names that resemble each other."""
    found = Said()
    found.say(_technique("Sparse autoencoder"), "Sparse autoencoder", "SAE", "sparse auto-encoder")
    found.say(_technique("Sparse attention"), "Sparse attention")
    found.say(_technique("Steering vector"), "Steering vector", "activation steering")
    found.say(Organization(key="organization/society", name="Society of Engineers", status="retired"), "SAE")
    found.say(Person(key="person/ada", name="Ada Lovelace", status="listed"))
    return found


SAE, SPARSE_ATTENTION = _technique("Sparse autoencoder").key, _technique("Sparse attention").key


def _keys(found: list[Named]) -> list[tuple[Key, int]]:
    return [(hit.key, hit.distance) for hit in found]


def test_exact_comes_before_prefix_before_edits(said: Said) -> None:
    names = NameIndex.of(said)
    assert _keys(names.find("  SPARSE   Autoencoder ")) == [(SAE, 0)]
    assert _keys(names.find("sparse a")) == [(SPARSE_ATTENTION, 1), (SAE, 1)]
    assert _keys(names.find("sparse autoencodr")) == [(SAE, 2)]
    assert _keys(names.find("sparce autoencodr")) == [(SAE, 3)]
    assert names.find("Sparse AUTO-encoder")[0] == Named(SAE, "sparse auto-encoder", 0)
    assert names.find("sparse oddencoders") == []


def test_a_plural_finds_what_the_linker_would_link(said: Said) -> None:
    names = NameIndex.of(said)
    assert names.find("sparse autoencoders")[0] == Named(SAE, "Sparse autoencoder", 0)
    assert names.find("sparse autoencoders", kinds=["Organization"]) == []
    assert names.find("Ada Lovelaces")[0].distance == 2


def test_equal_hits_are_ordered_by_events_then_key(said: Said) -> None:
    names = NameIndex.of(said)
    assert _keys(names.find("sae")) == [("organization/society", 0), (SAE, 0)]
    counted = names.bound(9, lambda keys: [5 if key == SAE else 0 for key in keys])
    assert _keys(counted.find("sae")) == [(SAE, 0), ("organization/society", 0)]
    assert _keys(counted.find("sae", limit=1)) == [(SAE, 0)]
    assert counted.revision == 9
    assert names.revision == 1


def test_kinds_choose_and_listed_persons_are_found(said: Said) -> None:
    names = NameIndex.of(said)
    assert _keys(names.find("sae", kinds=["Technique"])) == [(SAE, 0)]
    assert _keys(names.find("ada")) == [("person/ada", 1)]
    assert names.find("ada", kinds=["Topic"]) == []


def test_short_words_do_not_match_each_other(said: Said) -> None:
    names = NameIndex.of(said)
    assert names.find("ai") == []
    assert names.find("sea") == []
    assert _keys(names.find("sza")) == []
    assert _keys(names.find("szae")) == [("organization/society", 2), (SAE, 2)]
    assert names.find("") == []
    assert names.find(" \u200b ") == []


def test_questions_without_an_answer(said: Said) -> None:
    names = NameIndex.of(said)
    with pytest.raises(BadRequest, match="no kind"):
        names.find("sae", kinds=["Planet"])
    with pytest.raises(BadRequest, match="limit"):
        names.find("sae", limit=0)


def test_the_linker_is_given_aliases_of_active_and_retired_entities(said: Said) -> None:
    said.say(_technique("Guess", "candidate"), "Guess")
    forms = list(NameIndex.of(said).forms())
    assert Form("SAE", "", "organization/society", "Organization", "name", "any") in forms
    assert {form.form for form in forms} == {
        "SAE", "Sparse autoencoder", "sparse auto-encoder", "Sparse attention", "Steering vector", "activation steering"
    }  # fmt: skip
    assert [form.entity for form in forms] == sorted(form.entity for form in forms)


def test_a_denied_form_is_not_linked_in_any_case_or_spacing_but_found(said: Said) -> None:
    said.deny("Sparse-Auto  Encoder")
    names = NameIndex.of(said)
    assert "sparse auto-encoder" not in {form.form for form in names.forms()}
    assert _keys(names.find("sparse auto-encoder")) == [(SAE, 0)]
    assert ("sparse", "auto", "encoder") in names.denied


@pytest.mark.parametrize(
    ("form", "kinds", "expected"),
    [
        ("Sparse autoencoder", ["Technique"], ["sparse autoencoder", "sparse autoencoders"]),
        ("Sparse-autoencoder", ["Topic"], ["sparse autoencoder", "sparse autoencoders"]),
        ("Steering policy", ["Technique"], ["steering policy", "steering policies"]),
        ("Toy", ["Product"], ["toy", "toys"]),
        ("Loss", ["Topic"], ["loss", "losses"]),
        ("Branch", ["Topic"], ["branch", "branches"]),
        ("Transformers", ["Product"], ["transformers"]),
        ("GPT-4", ["Model"], ["gpt 4"]),
        ("C++", ["Product"], ["c++"]),
        ("LLM", ["Technique"], ["llm", "llms"]),
        ("Anthropic", ["Organization"], ["anthropic"]),
        ("Anthropic", ["Organization", "Product"], ["anthropic", "anthropics"]),
        ("深度学习", ["Technique"], ["深度 度学 学习"]),
        ("!!!", ["Technique"], []),
        ("R", ["Product"], ["r"]),
    ],
)
def test_variants(form: str, kinds: list[str], expected: list[str]) -> None:
    assert [" ".join(found) for found in variants(form, kinds)] == expected


def _edits(one: str, other: str) -> int:
    """Levenshtein's distance, from its recurrence."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def _found(entities: list[Entity], asked: str) -> list[tuple[Key, int]]:
    best: dict[Key, int] = {}
    most = min(2, (len(asked) - 1) // 2)
    for entity in entities:
        form = normalise(entity.name)
        if form == asked:
            best[entity.key] = 0
        elif form.startswith(asked):
            best[entity.key] = 1
        elif _edits(form, asked) <= most:
            best[entity.key] = _edits(form, asked) + 1
    return sorted(best.items(), key=lambda hit: (hit[1], hit[0]))


@pytest.mark.parametrize("seed", seeds(30, slow=60))
def test_finding_equals_looking_at_every_name(seed: int) -> None:
    random = Random(seed)
    said = Said()
    entities = [
        said.say(
            Product(key=f"product/p{number}", name="".join(random.choices("abA ", k=random.randint(1, 8))))
        )
        for number in range(40)
    ]
    names = NameIndex.of(said)
    for _ in range(20):
        asked = normalise("".join(random.choices("ab ", k=random.randint(1, 8))))
        if asked:
            assert _keys(names.find(asked, limit=100)) == _found(entities, asked)


@pytest.mark.parametrize("seed", seeds(6, slow=30))
def test_misspelt_names_are_found_whatever_their_letters(seed: int) -> None:
    random = Random(seed)
    said = Said()
    letters = "abcdefgé度學🦉 -7"
    entities = [
        said.say(
            Product(
                key=f"product/p{number}",
                name="a" + "".join(random.choices(letters, k=random.choice([3, 6, 9, 20, 40, 254]))),
            )
        )
        for number in range(15)
    ]
    names = NameIndex.of(said)
    for _ in range(8):
        spelt = list(random.choice(entities).name)
        for _ in range(random.randint(0, 3)):
            place = random.randrange(len(spelt))
            spelt[place : place + random.randint(0, 1)] = random.choices(letters, k=random.randint(0, 1))
        asked = normalise("".join(spelt))
        if asked:
            assert _keys(names.find(asked, limit=100)) == _found(entities, asked)
            assert _keys(names.find(asked, limit=100, near=False)) == [
                hit for hit in _found(entities, asked) if hit[1] <= 1
            ]


@pytest.mark.parametrize("seed", seeds(20, slow=40))
def test_reading_some_names_again_equals_reading_all(seed: int) -> None:
    random = Random(seed)
    said = Said()
    names = NameIndex.of(said)
    for _ in range(8):
        said.revision += 1
        key = f"product/p{random.randrange(6)}"
        touched = {key}
        if said.nodes([key]) and random.random() < 0.4:
            said.unsay(key)
        else:
            said.say(
                Product(key=key, name=f"Name {random.randrange(4)}", status="active"),
                f"Form {random.randrange(4)}",
            )
        if random.random() < 0.3:
            said.deny(f"form {random.randrange(4)}")
        names = names.updated(said, touched)
        if random.random() < 0.3:
            names = names.compacted()
        built = NameIndex.of(said)
        assert list(names.forms()) == list(built.forms())
        assert names.find("name", limit=50) == built.find("name", limit=50)
        assert names.revision == built.revision
