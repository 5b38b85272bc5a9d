"""Changesets are checked when they are made; judgements, records and errors keep their forms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from schema.changeset import Applied, Changeset, Said
from schema.declare import EdgeRef
from schema.edges.making import DevelopedBy
from schema.errors import AlmanacError, Invalid, NotFound, Refused, StoreFull
from schema.judgement import (
    Decision,
    DenyAssertion,
    DenyEdge,
    DenyForm,
    Different,
    Judgement,
    Same,
    decision_from_json,
    decision_to_json,
)
from schema.kinds.entity import Model, Organization
from schema.kinds.event import Event
from schema.record import Record, SourceInfo

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIST = "source/list-x"
EDGE = EdgeRef("DEVELOPED_BY", "model/a-1", "organization/b-1")


def changeset(**parts: object) -> Changeset:
    return Changeset(actor=LIST, reason="test", observed=NOW, **parts)  # type: ignore[arg-type]


def test_every_offence_is_listed_at_once() -> None:
    wrong_end = DevelopedBy(src="event/a", dst="organization/b-1")
    renamed = Model.named("GPT-4").model_copy(update={"birth_name": "GPT-5"})
    derived = Organization.named("X", slug="x")
    with pytest.raises(Refused) as refused:
        changeset(
            nodes=(Said(renamed, LIST), Said(derived, LIST), Said(Event(key="model/a-1"), "source/bot-x")),
            edges=(Said(wrong_end, LIST),),
            notes={("nowhere", "x"): 1},
        )
    found = " | ".join(str(offence) for offence in refused.value.offences)
    assert "makes the key model/gpt-5" in found
    assert "slug is computed" in found
    assert "said as a Event, its key is that of a Model" in found
    assert "'source/bot-x' can't assert anything" in found
    assert "DEVELOPED_BY can't go from Event" in found
    assert "unknown space" in found
    assert len(refused.value.offences) == 6


def test_a_sound_changeset_is_made() -> None:
    model, org = Model.named("GPT-4"), Organization.named("OpenAI")
    made = changeset(
        nodes=(Said(model, LIST), Said(org, LIST)),
        edges=(Said(DevelopedBy(src=model.key, dst=org.key), LIST),),
    )
    assert len(made.nodes) == 2


def test_applied_is_effective_where_the_graph_moved() -> None:
    assert Applied(3, new=1).effective
    assert Applied(3, judged=1).effective
    assert not Applied(3, same=7).effective


DECISIONS: list[Decision] = [
    Same("model/a-1", "model/b-1"),
    Different("model/b-1", "model/a-1"),
    DenyEdge(EDGE),
    DenyForm("  Meta "),
    DenyAssertion("model/a-1", LIST),
    DenyAssertion(EDGE, LIST),
]


@pytest.mark.parametrize("decision", DECISIONS, ids=str)
def test_decisions_survive_json(decision: Decision) -> None:
    assert decision_from_json(decision_to_json(decision)) == decision


def test_a_judgement_given_again_is_the_same() -> None:
    first = Judgement(Same("model/a-1", "model/b-1"), "source/person-ada", "same thing", NOW)
    later = Judgement(Same("model/a-1", "model/b-1"), "source/person-ada", "again", NOW.replace(year=2027))
    assert first.id == later.id
    ids = {Judgement(decision, "source/person-ada", "", NOW).id for decision in DECISIONS}
    assert len(ids) == len(DECISIONS)
    assert Different("model/b-1", "model/a-1") == Different("model/a-1", "model/b-1")


@pytest.mark.parametrize("wrong", [{"kind": "like"}, {"kind": "same", "loser": "x", "survivor": "model/a-1"}])
def test_what_is_no_judgement_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        decision_from_json(dict(wrong))


def test_a_record_is_strict_and_a_source_needs_a_name() -> None:
    record = Record.model_validate_json(
        '{"title": "x", "source": {"class": "feed", "link": "https://a.example/f"}}'
    )
    assert record.source is not None
    assert record.source.key.startswith("source/feed-a-example-f-")
    with pytest.raises(ValidationError, match="a source needs a link or a name"):
        SourceInfo()
    with pytest.raises(ValidationError, match="autor"):
        Record.model_validate({"autor": "x"})


def test_errors_say_what_where_and_what_to_do() -> None:
    assert (
        str(AlmanacError("is broken", where="x.xml, item 3", do="Mend it"))
        == "x.xml, item 3: is broken. Mend it"
    )
    assert (
        str(NotFound("no entity 'opnai'", suggestions=["openai"]))
        == "no entity 'opnai'. Did you mean openai?"
    )
    assert issubclass(StoreFull, AlmanacError)
