"""What `apply` promises: all or nothing, idempotent, refusing with every offence, notes and bodies in one transaction."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from graph.digest import digest
from graph.store import Store
from schema.changeset import Changeset, Said
from schema.declare import EdgeRef
from schema.edges.naming import AliasOf
from schema.edges.news import Mentions
from schema.errors import Refused
from schema.judgement import DenyEdge, Different, Judgement, Same
from schema.kinds.alias import Alias
from schema.kinds.entity import Technique
from schema.kinds.event import Event
from tests.contract.stores import NewStore
from tests.contract.worlds import ANN, BOB, EVENTS, FEED, LINK, LIST, NOON, SAME_RULE, histories

SAE = Technique.named("SAE")
STEERING = Technique.named("Steering")
PROBE = Technique.named("Probe")
FORM = Alias.of("SAE")
NAMED = AliasOf(src=FORM.key, dst=SAE.key, alias_kind="name")
EVENT = Event(key=EVENTS[0], title="SAE and steering", summary="A text")
MENTION = Mentions(src=EVENT.key, dst=SAE.key, surface="SAE")
BLANK = Changeset(ANN, "a step", NOON, names=100)
START = replace(
    BLANK,
    nodes=(
        Said(SAE, LIST),
        Said(STEERING, LIST),
        Said(PROBE, LIST),
        Said(FORM, LIST),
        Said(EVENT, FEED, "2026-01-01"),
    ),
    edges=(Said(NAMED, LIST), Said(MENTION, LINK)),
)


def judging(*decisions: Same | Different | DenyEdge, by: str = ANN) -> Changeset:
    """A changeset that judges."""
    return replace(BLANK, judge=tuple(Judgement(decision, by, "a reason", NOON) for decision in decisions))


def waiting(store: Store) -> set[str]:
    """The keys of what waits to be derived anew."""
    with store.reader() as reader:
        return set(reader.notes("relink"))


def settled(store: Store) -> None:
    """Work off what waits, as settling would."""
    with store.reader() as reader:
        notes = {("relink", key): None for key in reader.notes("relink")}
        store.apply(replace(BLANK, names=reader.revision, notes=notes))


@given(history=histories(4))
def test_applying_again_changes_nothing(new_store: NewStore, history: list[Changeset]) -> None:
    """Nothing is new or changed the second time, and no revision is made."""
    with new_store() as store:
        for change in history:
            again = replace(change, unsaid=(), unjudge=())  # what is withdrawn and said at once is said anew
            try:
                store.apply(again)
            except Refused:
                continue
            refs = [(said.what.ref, said.by) for said in again.nodes]
            edge_refs = [(said.what.ref, said.by) for said in again.edges]
            says_once = len(set(refs)) == len(refs) and len(set(edge_refs)) == len(edge_refs)
            if says_once:  # two statements of one subject by a rule replace each other for ever
                repeated = store.apply(again)
                assert not repeated.effective
                assert repeated.revision == store.revision()


@given(history=histories(3))
def test_dry_run_changes_nothing_and_answers_the_same(new_store: NewStore, history: list[Changeset]) -> None:
    """A dry run tells what applying would, and leaves no trace."""
    with new_store() as store:
        for change in history:
            with store.reader() as reader:
                before = (reader.revision, digest(reader), reader.notes("relink"))
            try:
                told = store.apply(change, dry_run=True)
            except Refused:
                continue
            with store.reader() as reader:
                assert (reader.revision, digest(reader), reader.notes("relink")) == before
            assert store.apply(change) == told


def test_refused_names_every_offence_and_applies_nothing(store: Store) -> None:
    """Unknown ends, unknown nodes, bodies of what has none: all at once, and not even the notes are kept."""
    store.apply(START)
    unknown = Technique.named("Unknown")
    change = replace(
        judging(Same(unknown.key, SAE.key), Same(SAE.key, EVENT.key)),
        nodes=(Said(Technique.named("Fine"), LIST),),
        edges=(Said(AliasOf(src=FORM.key, dst=unknown.key), LIST),),
        bodies={SAE.key: "text", EVENTS[1]: "text"},
        notes={("cursor", "feed"): "7"},
    )
    revision = store.revision()
    with pytest.raises(Refused) as caught:
        store.apply(change)
    whole = " / ".join(str(offence) for offence in caught.value.offences)
    assert len(caught.value.offences) == 5
    for part in (unknown.key, "kinds that can't be one", "only events have a body", "not known"):
        assert part in whole
    with store.reader() as reader:
        assert reader.revision == revision
        assert reader.notes("cursor") == {}
        assert reader.nodes([Technique.named("Fine").key]) == {}


def test_circles_and_contradictions_are_refused_naming_both(store: Store) -> None:
    """A Same against a Same, against a Different, and the other way round; within one changeset too."""
    store.apply(START)
    store.apply(judging(Same(SAE.key, STEERING.key)))
    for decision, named in (
        (Same(STEERING.key, SAE.key), "is merged into it"),
        (Different(SAE.key, STEERING.key), "a person judged them the same"),
        (Same(SAE.key, SAE.key), "into itself"),
        (Different(SAE.key, SAE.key), "from itself"),
    ):
        with pytest.raises(Refused, match=named):
            store.apply(judging(decision))
    store.apply(judging(Different(SAE.key, PROBE.key)))
    with pytest.raises(Refused, match="were judged different") as caught:
        store.apply(judging(Same(PROBE.key, STEERING.key)))
    assert SAE.key in str(caught.value)
    with pytest.raises(Refused, match="is merged into it"):
        store.apply(judging(Same(PROBE.key, EVENT.key), Same(EVENT.key, PROBE.key)))


def test_rules_never_contradict_and_split_wins_when_settled(store: Store) -> None:
    """What a rule merged may be judged different: the rule is asked again."""
    store.apply(START)
    store.apply(judging(Same(SAE.key, STEERING.key), by=SAME_RULE))
    settled(store)
    store.apply(judging(Different(SAE.key, STEERING.key)))
    assert {f"node:{SAE.key}", f"node:{STEERING.key}"} <= waiting(store)


def test_a_withdrawn_judgement_restores_what_was_there_and_what_came_later(store: Store) -> None:
    """Merging hides and joins, withdrawing restores exactly; what arrived meanwhile under own keys is there."""
    store.apply(START)
    with store.reader() as reader:
        before = (reader.nodes([SAE.key, STEERING.key]), reader.edges([EVENT.key], "out"))
    merge = judging(Same(SAE.key, STEERING.key))
    store.apply(merge)
    later = Mentions(src=EVENT.key, dst=STEERING.key, surface="steering")
    store.apply(replace(BLANK, edges=(Said(later, LINK),)))
    with store.reader() as reader:
        assert reader.resolve([SAE.key]) == {SAE.key: STEERING.key}
        assert [edge.dst for edge in reader.edges([EVENT.key], "out")[EVENT.key]] == [STEERING.key]
        assert reader.edges([SAE.key], "in", {"ALIAS_OF"})[SAE.key][0].dst == STEERING.key
    store.apply(replace(BLANK, unjudge=(merge.judge[0].id,)))
    with store.reader() as reader:
        assert reader.nodes([SAE.key, STEERING.key]) == before[0]
        assert reader.edges([EVENT.key], "out")[EVENT.key] == [*before[1][EVENT.key], later]
        assert reader.judgements() == []


def test_a_survivor_of_whom_nobody_speaks_any_more_is_read_by_what_was_merged_into_it(store: Store) -> None:
    store.apply(START)
    store.apply(judging(Same(SAE.key, STEERING.key)))
    store.apply(replace(BLANK, unsaid=((STEERING.key, LIST),)))
    with store.reader() as reader:
        read = reader.nodes([SAE.key, STEERING.key])
        assert read[SAE.key] == read[STEERING.key]
        assert (read[SAE.key].key, getattr(read[SAE.key], "name", "")) == (STEERING.key, SAE.name)
        assert list(reader.scan_nodes({"Technique"})).count(read[SAE.key]) == 1


def test_a_judgement_given_again_is_the_same(store: Store) -> None:
    """The id has neither time nor reason; another reason replaces an older one."""
    store.apply(START)
    first = store.apply(judging(Same(SAE.key, STEERING.key)))
    assert not store.apply(judging(Same(SAE.key, STEERING.key))).effective
    assert store.apply(judging(Same(SAE.key, STEERING.key), by=BOB)).judged == 1
    assert first.judged == 1


def test_a_denied_edge_stays_hidden_whoever_says_it(store: Store) -> None:
    """A deny survives that the edge is said again, and by others."""
    store.apply(START)
    store.apply(judging(DenyEdge(MENTION.ref)))
    store.apply(
        replace(BLANK, edges=(Said(MENTION, BOB), Said(MENTION.model_copy(update={"surface": "sae"}), LINK)))
    )
    with store.reader() as reader:
        assert reader.edges([EVENT.key], "out") == {EVENT.key: []}
        assert MENTION.ref not in set(reader.scan_edges())
        assert len(reader.said([MENTION.ref])[MENTION.ref]) == 2


def test_notes_and_bodies_are_kept_without_a_revision(store: Store) -> None:
    """They are no part of the graph, but of the transaction."""
    store.apply(START)
    revision = store.revision()
    change = replace(
        BLANK, notes={("cursor", "a"): {"page": 3}, ("cursor", "b"): "x"}, bodies={EVENT.key: "Long text"}
    )
    assert not store.apply(change).effective
    with store.reader() as reader:
        assert reader.revision == revision
        assert reader.notes("cursor") == {"a": {"page": 3}, "b": "x"}
        assert reader.notes("cursor", ["b", "c"]) == {"b": "x"}
        assert reader.notes("cursor", after="a") == {"b": "x"}
        assert reader.notes("cursor", limit=1) == {"a": {"page": 3}}
        assert reader.bodies([EVENT.key, SAE.key]) == {EVENT.key: "Long text"}
        assert [key for _, key in reader.search(["long"])] == [EVENT.key]
    store.apply(replace(BLANK, notes={("cursor", "a"): None}, bodies={EVENT.key: ""}))
    with store.reader() as reader:
        assert reader.notes("cursor") == {"b": "x"}
        assert reader.bodies([EVENT.key]) == {}
        assert reader.search(["long"]) == []


def test_an_older_item_brings_no_older_body(store: Store) -> None:
    """A body is ordered by the stamp of the event's statement that it came with."""
    newer, older = (
        replace(BLANK, nodes=(Said(EVENT, FEED, stamp),)) for stamp in ("2026-02-01", "2026-01-15")
    )
    for change, text in ((newer, "the newer text"), (older, "the older text")):
        store.apply(replace(change, bodies={EVENT.key: text}))
    with store.reader() as reader:
        assert reader.bodies([EVENT.key]) == {EVENT.key: "the newer text"}


def test_the_first_observation_stays(store: Store) -> None:
    """The same item seen again is the same, whenever it was seen; a newer one keeps the first observation."""
    store.apply(replace(BLANK, nodes=(Said(EVENT.model_copy(update={"observed": NOON}), FEED),)))
    later = EVENT.model_copy(update={"observed": NOON.replace(hour=20)})
    assert store.apply(replace(BLANK, nodes=(Said(later, FEED),))).same == 1
    changed = later.model_copy(update={"title": "Another title"})
    assert store.apply(replace(BLANK, nodes=(Said(changed, FEED, "2026-02-01"),))).changed == 1
    with store.reader() as reader:
        read = reader.nodes([EVENT.key])[EVENT.key]
    assert isinstance(read, Event)
    assert (read.title, read.observed) == ("Another title", NOON)


def test_work_that_came_after_the_snapshot_is_not_deleted(store: Store) -> None:
    """A settler deletes only what it has seen; names that changed since are noted by apply itself."""
    store.apply(START)
    seen = store.revision()
    assert "form:sae" in waiting(store)
    store.apply(replace(BLANK, edges=(Said(AliasOf(src=FORM.key, dst=STEERING.key), LIST),)))
    store.apply(replace(BLANK, names=seen, notes={("relink", "form:sae"): None}))
    assert "form:sae" in waiting(store)
    settled(store)
    assert waiting(store) == set()
    store.apply(replace(BLANK, names=seen, edges=(Said(Mentions(src=EVENT.key, dst=PROBE.key), LINK),)))
    assert waiting(store) == {f"event:{EVENT.key}"}


def test_one_process_settles_at_a_time(store: Store) -> None:
    """The lock is free again afterwards."""
    with store.settling() as first, store.settling() as second:
        assert (first, second) == (True, False)
    with store.settling() as third:
        assert third


def test_unknown_edges_and_judgements_may_be_withdrawn(store: Store) -> None:
    """Withdrawing what is not there is nothing."""
    store.apply(START)
    gone = replace(
        BLANK, unsaid=((EdgeRef("CITES", SAE.key, SAE.key), LIST), (PROBE.key, BOB)), unjudge=("0" * 16,)
    )
    assert not store.apply(gone).effective
