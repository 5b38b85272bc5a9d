"""What the store or the ontology refuses goes to quarantine item by item, and the rest is applied."""

from __future__ import annotations

from pathlib import Path

from loaders.draft import Draft, united
from loaders.intake import take_document
from loaders.quarantine import Entry, entries
from loaders.retry import retry
from loaders.work import Offered, Work
from schema.changeset import Said
from schema.edges.making import DevelopedBy
from schema.kinds.event import Event
from tests.loaders.almanacs import ANN, FEED, LIST, almanac, clock, document, entity, record


def test_a_refused_item_leaves_the_others_applied(tmp_path: Path) -> None:
    model, lab = entity("Model A"), entity("Organization Nobody")
    good = Offered(Draft((Said(model, LIST),)), Entry(LIST, "f", "good", "line 1", ""))
    edge = DevelopedBy(src=model.key, dst=lab.key)
    bad = Offered(
        Draft(edges=(Said(edge, LIST),)),
        Entry(LIST, "f", "bad", "line 2", "", text="x"),
        lambda: {"kept": "x"},
    )
    with almanac(tmp_path) as store:
        work = Work(store, ANN, clock)
        put = work.apply([good, bad], "test")
        assert [entry.item for entry in put] == ["bad"]
        (entry,) = entries(store)
        assert lab.key in entry.why
        assert (entry.place, entry.raw) == ("line 2", {"kept": "x"})
        with store.reader() as reader:
            assert model.key in reader.nodes([model.key])
        known = Offered(Draft((Said(lab, LIST),)), Entry(LIST, "f", "lab", "", ""))
        assert work.apply([known, bad], "test") == []
        assert entries(store) == []
        assert not work.tally.quarantined


def test_a_record_that_the_ontology_refuses_is_kept_and_tried_again(tmp_path: Path) -> None:
    odd = record("odd one").model_copy(update={"genre": "gossip", "place": "line 2"})
    with almanac(tmp_path) as store:
        work = Work(store, ANN, clock)
        take_document(work, document(record("fine"), odd), "f.jsonl")
        (entry,) = entries(store)
        assert "genre" in entry.why
        assert (entry.item, entry.place, entry.text, entry.source) == (
            "odd one",
            "line 2",
            "odd one",
            FEED.key,
        )
        done = retry(store, actor=ANN, clock=clock)
        assert done.quarantined == 1
        assert "genre" in done.notes[0]
        take_document(work, document(record("odd one")), "f.jsonl")
        assert entries(store) == []
        with store.reader() as reader:
            assert reader.counts()["Event"] == 2


def test_statements_of_one_subject_in_one_batch_are_one(tmp_path: Path) -> None:
    event = Event(key="event/1", title="B")
    older = Draft((Said(Event(key="event/1", title="A"), FEED.key, "1"),), bodies={"event/1": "old"})
    newer = Draft((Said(event, FEED.key, "2"),), bodies={"event/1": "new"})
    for drafts in ([older, newer], [newer, older], [newer, older, newer]):
        whole = united(drafts)
        assert whole.nodes == (Said(event, FEED.key, "2"),)
        assert whole.bodies == {"event/1": "new"}


def test_two_records_of_one_event_in_a_document_both_count(tmp_path: Path) -> None:
    first, second = record("A", id="1"), record("B", id="1")
    titles = []
    for number, records in enumerate(((first, second), (second, first))):
        with almanac(tmp_path, f"{number}.db") as store:
            take_document(Work(store, ANN, clock), document(*records), "feed")
            with store.reader() as reader:
                titles.append([getattr(node, "title", "") for node in reader.scan_nodes({"Event"})])
    assert titles == [["B"], ["B"]]
