"""Gazetteers and guides: relations across files, complete lists, what is quarantined and tried again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.digest import digest
from graph.sqlite import SqliteStore
from loaders.check import from_scratch
from loaders.quarantine import entries, show
from loaders.retry import retry
from schema.errors import NotFound
from tests.loaders.almanacs import ANN, almanac, clock, entity, mentions, settled
from tests.loaders.pipeline.files import feed, labs, loaded, written

NEWS = feed(("a", "Example Lab shows Example 2", ""), ("b", "Second Lab and Widget", ""))
SECOND = '\n[[entity]]\nkind = "Organization"\nname = "Second Lab"\n'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with almanac(tmp_path / "almanac") as opened:
        yield opened


def edges(store: SqliteStore, type: str) -> set[tuple[str, str]]:
    with store.reader() as reader:
        refs = list(reader.scan_edges({type}))
        nodes = reader.nodes({key for ref in refs for key in (ref.src, ref.dst)})
    return {(getattr(nodes[ref.src], "name", ""), getattr(nodes[ref.dst], "name", "")) for ref in refs}


def test_lists_that_refer_to_each_other_give_one_graph_in_any_order(tmp_path: Path) -> None:
    one = 'source = "one"\n[[entity]]\nkind = "Model"\nname = "A"\ndeveloped_by = ["B Lab"]\n[[entity]]\nkind = "Technique"\nname = "T"\n'
    two = 'source = "two"\n[[entity]]\nkind = "Organization"\nname = "B Lab"\n[[entity]]\nkind = "Technique"\nname = "U"\nbroader = ["T"]\n'
    folder = written(tmp_path / "in", one__toml=one, two__toml=two)
    digests = set()
    for order in (("one", "two"), ("two", "one"), ("one", "two", "one")):
        with almanac(tmp_path / "-".join(order)) as store:
            results = [loaded(store, folder / f"{name}.toml") for name in order]
            assert results[0].quarantined == 1
            assert entries(store) == []
            assert edges(store, "DEVELOPED_BY") == {("A", "B Lab")}
            assert edges(store, "BROADER") == {("U", "T")}
            digests.add(settled(store))
    assert len(digests) == 1


def test_an_unknown_end_is_quarantined_with_its_place_and_what_is_near(
    store: SqliteStore, tmp_path: Path
) -> None:
    more = '\n[[entity]]\nkind = "Product"\nname = "Tool"\ndeveloped_by = ["Exampel Lab", "Example Lab"]\n'
    done = loaded(store, written(tmp_path / "in", labs__toml=labs(more)))
    assert done.quarantined == 1
    (entry,) = entries(store)
    assert "Exampel Lab" in entry.why
    assert "Example Lab" in entry.do
    assert "Tool" in entry.item
    assert entry.place
    assert ("Tool", "Example Lab") in edges(store, "DEVELOPED_BY")


def test_a_forbidden_kind_is_quarantined(store: SqliteStore, tmp_path: Path) -> None:
    loaded(
        store,
        written(tmp_path / "in", other__toml='source = "other"\n[[entity]]\nkind = "Person"\nname = "Ada"\n'),
    )
    more = '\n[[entity]]\nkind = "Product"\nname = "Tool"\ndeveloped_by = ["Ada"]\n'
    done = loaded(store, written(tmp_path / "in", labs__toml=labs(more)))
    assert done.quarantined == 1
    (entry,) = entries(store)
    assert "Person" in entry.why
    assert "Organization" in entry.do


def test_a_complete_list_withdraws_what_it_no_longer_says(store: SqliteStore, tmp_path: Path) -> None:
    folder = written(tmp_path / "in", labs__toml=labs(), news__xml=NEWS)
    loaded(store, folder)
    before = settled(store)
    loaded(store, written(folder, labs__toml=labs(SECOND, "2026-08-02")))
    assert ("Second Lab and Widget", "Second Lab") in mentions(store)
    done = loaded(store, written(folder, labs__toml=labs(updated="2026-08-03")))
    assert done.withdrawn == 3, "entity, alias and what ties them"
    assert done.relinked == 1
    assert settled(store) == before
    assert from_scratch(store, clock) == []


def test_an_older_edition_is_left_aside(store: SqliteStore, tmp_path: Path) -> None:
    loaded(store, written(tmp_path / "in", labs__toml=labs(SECOND, "2026-08-02")))
    revision = store.revision()
    done = loaded(store, written(tmp_path / "in", labs__toml=labs(updated="2026-08-01")))
    assert store.revision() == revision
    assert any("older" in note for note in done.notes)


def test_an_edition_of_the_same_day_replaces_it(store: SqliteStore, tmp_path: Path) -> None:
    for text in ("Zebra", "Ant", "Moth"):
        more = f'\n[[entity]]\nkind = "Product"\nname = "Tool"\ndescription = "{text}"\n'
        done = loaded(store, written(tmp_path / "in", labs__toml=labs(more)))
        key = entity("Product Tool").key
        with store.reader() as reader:
            assert getattr(reader.nodes([key])[key], "description", "") == text
        assert (done.changed, done.withdrawn) == (int(text != "Zebra"), 0)


def test_a_list_that_is_not_complete_withdraws_nothing(store: SqliteStore, tmp_path: Path) -> None:
    whole = labs(SECOND).replace('source = "labs"', 'source = "labs"\ncomplete = false')
    loaded(store, written(tmp_path / "in", labs__toml=whole))
    done = loaded(store, written(tmp_path / "in", labs__toml=whole.replace(SECOND, "")))
    assert done.withdrawn == 0
    assert ("Second Lab", "Second Lab") in edges(store, "ALIAS_OF")


def test_a_list_of_which_a_part_is_unreadable_withdraws_nothing(store: SqliteStore, tmp_path: Path) -> None:
    loaded(store, written(tmp_path / "in", labs__toml=labs(SECOND)))
    broken = labs('\n[[entity]]\nname = "No kind"\n', "2026-08-02")
    done = loaded(store, written(tmp_path / "in", labs__toml=broken))
    assert (done.withdrawn, done.quarantined) == (0, 1)
    assert any("nothing was withdrawn" in note for note in done.notes)
    done = loaded(store, written(tmp_path / "in", labs__toml=labs(updated="2026-08-03")))
    assert done.withdrawn == 3
    assert entries(store) == [], "what the list no longer says is no longer wrong"


def test_a_complete_file_of_records_withdraws_its_events(store: SqliteStore, tmp_path: Path) -> None:
    head = '{{"source": "me", "updated": "2026-08-0{day}", "complete": true}}\n'
    lines = '{"id": "1", "title": "Example Lab one"}\n', '{"id": "2", "title": "Example Lab two"}\n'
    loaded(store, written(tmp_path / "in", labs__toml=labs(), me__jsonl=head.format(day=1) + lines[0]))
    before = settled(store)
    loaded(store, written(tmp_path / "in", me__jsonl=head.format(day=2) + "".join(lines)))
    loaded(store, written(tmp_path / "in", me__jsonl=head.format(day=3) + lines[0]))
    assert mentions(store) == {("Example Lab one", "Example Lab")}
    assert settled(store) == before


def test_shared_identifiers_make_one_of_two_lists_nodes_until_one_of_them_withdraws(tmp_path: Path) -> None:
    one = 'source = "one"\nupdated = {day}\n[[entity]]\nkind = "Organization"\nname = "Acme"\nidentifiers = ["wikidata:Q1"]\n'
    two = 'source = "two"\n[[entity]]\nkind = "Organization"\nname = "Acme Corporation"\nidentifiers = ["wikidata:Q1"]\n'
    news = feed(("a", "Acme and Acme Corporation", ""))
    digests = set()
    for order in (("one", "two", "news"), ("news", "two", "one"), ("two", "news", "one")):
        with almanac(tmp_path / "-".join(order)) as store:
            for name in order:
                text = {"one": one.format(day="2026-08-01"), "two": two, "news": news}[name]
                suffix = "xml" if name == "news" else "toml"
                loaded(store, written(tmp_path / "in", **{f"{name}__{suffix}": text}) / f"{name}.{suffix}")
            keys = [entity("Organization Acme").key, entity("Organization Acme Corporation").key]
            with store.reader() as reader:
                assert set(reader.resolve(keys).values()) == {min(keys)}
                assert len(list(reader.scan_edges({"MENTIONS"}))) == 1
            digests.add(settled(store))
            assert from_scratch(store, clock) == []
            alone = one.replace('identifiers = ["wikidata:Q1"]', "").format(day="2026-08-02")
            loaded(store, written(tmp_path / "in", one__toml=alone) / "one.toml")
            with store.reader() as reader:
                assert reader.resolve(keys) == {key: key for key in keys}
                assert reader.judgements() == []
            assert {name for _, name in mentions(store)} == {"Acme", "Acme Corporation"}
            assert from_scratch(store, clock) == []
    assert len(digests) == 1


def test_a_guide_waits_for_what_it_covers(store: SqliteStore, tmp_path: Path) -> None:
    guide = "---\nsource: guides\nslug: labs\ntitle: About labs\ncovers: [Example Lab, Nothing]\n---\nText.\n"
    folder = written(tmp_path / "in", labs__md=guide)
    assert loaded(store, folder).quarantined == 2
    loaded(store, written(folder, labs__toml=labs()))
    with store.reader() as reader:
        assert len(list(reader.scan_edges({"COVERS"}))) == 1
    (entry,) = entries(store)
    assert "Nothing" in entry.item


def test_a_guide_no_longer_covers_what_a_newer_edition_leaves_out(store: SqliteStore, tmp_path: Path) -> None:
    folder = written(tmp_path / "in", labs__toml=labs(SECOND))
    both = "Example Lab, Second Lab"
    for day, covers, covered in ((1, both, 2), (2, "Second Lab", 1), (1, both, 1)):
        head = f"source: guides\nslug: labs\ntitle: About labs\nupdated: 2026-10-0{day}\ncovers: [{covers}]"
        loaded(store, written(folder, labs__md=f"---\n{head}\n---\nText.\n"))
        with store.reader() as reader:
            assert len(list(reader.scan_edges({"COVERS"}))) == covered


def test_scores_by_two_measures_wait_apart(store: SqliteStore, tmp_path: Path) -> None:
    more = (
        '\n[[entity]]\nkind = "Model"\nname = "M"\nevaluated_on = [{to = "Later", metric = "f1", score = 1},'
        ' {to = "Later", metric = "accuracy", score = 2}]\n'
    )
    assert loaded(store, written(tmp_path / "in", labs__toml=labs(more))).quarantined == 2
    later = 'source = "later"\n[[entity]]\nkind = "Benchmark"\nname = "Later"\n'
    loaded(store, written(tmp_path / "in", later__toml=later))
    with store.reader() as reader:
        assert len(list(reader.scan_edges({"EVALUATED_ON"}))) == 2


def test_quarantine_can_be_shown_and_tried_again(store: SqliteStore, tmp_path: Path) -> None:
    more = '\n[[entity]]\nkind = "Product"\nname = "Tool"\ndeveloped_by = ["Second Lab"]\n'
    loaded(store, written(tmp_path / "in", labs__toml=labs(more)))
    (entry,) = entries(store)
    assert show(store, entry.id[:5]) == entry
    with pytest.raises(NotFound):
        show(store, "nothing")
    assert retry(store, [entry.id], actor=ANN, clock=clock).quarantined == 1
    loaded(store, written(tmp_path / "in", other__toml='source = "other"\n' + SECOND))
    assert entries(store) == []
    assert ("Tool", "Second Lab") in edges(store, "DEVELOPED_BY")
    with store.reader() as reader:
        assert digest(reader)
