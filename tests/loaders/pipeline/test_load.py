"""Loading files: lists, guides and items become one settled graph; the same again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from itertools import permutations
from pathlib import Path

import pytest

from graph.digest import digest
from graph.sqlite import SqliteStore
from loaders.check import from_scratch
from loaders.inputs import Input
from loaders.pipeline import load
from loaders.quarantine import entries
from schema.errors import Unreadable
from tests.loaders.almanacs import ANN, almanac, clock, entity, mentions, settled
from tests.loaders.pipeline.files import feed, labs, loaded, written

NEWS = feed(
    ("a", "Example 2 is out", "Example Lab shipped it. It is small."),
    ("b", "EXL hires", "The lab grows."),
    ("c", "exl is no acronym here", "exl is no acronym here"),
)
GUIDE = """---
source: guides
slug: labs
title: About labs
covers: [Example Lab]
---
What they do.
"""
PAPERS = """{"source": "papers", "updated": "2026-08-02"}
{"id": "2608.00001", "title": "Example 2 explained", "summary": "We show it. It is so.", "authors": ["A. Writer", "B. Reader"], "identifiers": ["arxiv:2608.00001"], "genre": "paper", "source": {"class": "listing", "link": "https://arxiv.org/list/cs.CL"}}
"""
MENTIONED = {
    ("Example 2 is out", "Example 2"),
    ("Example 2 is out", "Example Lab"),
    ("EXL hires", "Example Lab"),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with almanac(tmp_path / "almanac") as opened:
        yield opened


def counts(store: SqliteStore) -> dict[str, int]:
    with store.reader() as reader:
        return dict(reader.counts())


def test_a_folder_becomes_one_graph(store: SqliteStore, tmp_path: Path) -> None:
    folder = written(
        tmp_path / "in", news__xml=NEWS, labs__toml=labs(), about__md=GUIDE, papers__jsonl=PAPERS
    )
    done = loaded(store, folder)
    assert (done.items, done.quarantined, done.changed, done.withdrawn) == (3 + 2 + 1 + 1, 0, 0, 0)
    assert mentions(store) == MENTIONED | {("Example 2 explained", "Example 2")}
    found = counts(store)
    assert {
        kind: found[kind] for kind in ("Event", "Paper", "Guide", "COVERS", "AUTHORED_BY", "ANNOUNCES")
    } == {
        "Event": 4,
        "Paper": 1,
        "Guide": 1,
        "COVERS": 1,
        "AUTHORED_BY": 2,
        "ANNOUNCES": 1,
    }
    assert from_scratch(store, clock) == []


def test_the_same_again_changes_nothing_and_says_so(store: SqliteStore, tmp_path: Path) -> None:
    folder = written(
        tmp_path / "in", news__xml=NEWS, labs__toml=labs(), about__md=GUIDE, papers__jsonl=PAPERS
    )
    first = loaded(store, folder)
    revision = store.revision()
    again = loaded(store, folder)
    assert store.revision() == revision
    assert (again.items, again.new, again.changed, again.withdrawn, again.relinked) == (
        first.items,
        0,
        0,
        0,
        0,
    )
    assert again.same > 0


def test_any_order_of_files_gives_one_graph(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "in", news__xml=NEWS, labs__toml=labs(), about__md=GUIDE, papers__jsonl=PAPERS
    )
    files = sorted(folder.iterdir())
    digests = set()
    for number, order in enumerate(permutations(files)):
        with almanac(tmp_path / str(number)) as store:
            for path in order:
                loaded(store, path, batch=1 + number % 3)
            assert entries(store) == []
            digests.add(settled(store))
    assert len(digests) == 1


def test_authors_of_papers_are_listed_and_not_linked(store: SqliteStore, tmp_path: Path) -> None:
    text = PAPERS.replace("A. Writer", "Example")
    loaded(store, written(tmp_path / "in", papers__jsonl=text, news__xml=NEWS))
    author = entity("Person Example").key
    with store.reader() as reader:
        node = reader.nodes([author])[author]
    assert getattr(node, "status", "") == "listed"
    assert mentions(store) == set()


def test_items_keep_genre_importance_summary_and_body(store: SqliteStore, tmp_path: Path) -> None:
    text = "One is here. Two is here. Three is here. Four is here. Five mentions EXL."
    loaded(store, written(tmp_path / "in", labs__toml=labs(), news__xml=feed(("a", "Introducing it", text))))
    with store.reader() as reader:
        ((_, key),) = reader.search(["introducing"], {"Event"})
        event = reader.nodes([key])[key].model_dump()
        bodies = reader.bodies([key])
        (mention,) = reader.edges([key], "out", {"MENTIONS"})[key]
    assert event["summary"] == "One is here. Two is here. Three is here. Four is here."
    assert (event["genre"], event["importance"]) == ("announcement", 4)
    assert event["importance_parts"] == (
        "any item +3",
        "genre announcement +1",
        "introduces +1",
        "hardly any text -1",
    )
    assert bodies[key] == text
    place = mention.model_dump()
    assert (place["fields"], text[place["starts"][0] : place["ends"][0]]) == (("body",), "EXL")


def test_streams_are_loaded_and_sources_named(store: SqliteStore) -> None:
    lines = b'{"title": "Hello from a stream"}\n'
    with pytest.raises(Unreadable, match="--source"):
        load(store, [BytesIO(lines)], actor=ANN, clock=clock)
    done = load(store, [Input("lines", stream=BytesIO(lines))], actor=ANN, clock=clock, source="me")
    assert done.items == 1


def test_progress_is_told(store: SqliteStore, tmp_path: Path) -> None:
    told: list[tuple[int, int | None, str]] = []
    folder = written(tmp_path / "in", news__xml=NEWS)
    load(store, [folder], actor=ANN, clock=clock, batch=2, progress=lambda *step: told.append(step))
    assert told == [(2, 3, "in/news.xml"), (3, 3, "in/news.xml")]


def test_what_is_unreadable_leaves_the_rest_loaded(store: SqliteStore, tmp_path: Path) -> None:
    folder = written(tmp_path / "in", news__xml=NEWS, broken__xml="<html><body>Not found</body></html>")
    done = loaded(store, folder)
    assert (done.items, done.quarantined) == (3, 1)
    assert any("broken.xml" in note for note in done.notes)
    (entry,) = entries(store)
    assert "broken.xml" in entry.file
    written(folder, broken__xml=feed(("z", "Mended", "")))
    assert loaded(store, folder).quarantined == 0
    assert entries(store) == []


def test_nothing_readable_at_all_is_an_error(store: SqliteStore, tmp_path: Path) -> None:
    path = written(tmp_path / "in", empty__xml="") / "empty.xml"
    with pytest.raises(Unreadable):
        loaded(store, path)
    with pytest.raises(FileNotFoundError):
        loaded(store, tmp_path / "nowhere.xml")
    assert len(entries(store)) == 1


def test_an_older_edition_of_an_item_loses_whenever_it_comes(tmp_path: Path) -> None:
    head = '{{"source": "me", "updated": "{day}"}}\n{{"id": "1", "title": "{title}"}}\n'
    editions = [head.format(day=f"2026-08-0{day}", title=f"Edition {day} of EXL") for day in (1, 2, 3)]
    digests = set()
    for number, order in enumerate(permutations(editions)):
        with almanac(tmp_path / str(number)) as store:
            for text in order:
                loaded(store, written(tmp_path / "in", me__jsonl=text))
            digests.add(settled(store))
            with store.reader() as reader:
                assert len(reader.search(["edition", "3"])) == 1
    assert len(digests) == 1


def test_items_lacking_things_are_taken_with_notes(store: SqliteStore, tmp_path: Path) -> None:
    text = '{"source": "me"}\n{"body": "Only \\u202ea text\\u0000 here, ﬁne \\u0928\\u093f."}\n{"title": "Only a title"}\n{"id": "3"}\n'
    done = loaded(store, written(tmp_path / "in", me__jsonl=text))
    assert (done.items, done.quarantined) == (2, 1)
    (entry,) = entries(store)
    assert "neither a title nor a text" in entry.why
    assert entry.place
    with store.reader() as reader:
        assert digest(reader)


def test_each_publisher_that_a_record_names_becomes_a_source(store: SqliteStore, tmp_path: Path) -> None:
    lines = [
        f'{{"source": {{"class": "feed", "link": "https://{name}.example/feed", "name": "{name}"}}, "title": "News"}}'
        for name in ("first", "second")
    ]
    loaded(store, written(tmp_path / "in", news__jsonl="\n".join(lines)))
    with store.reader() as reader:
        assert len(list(reader.scan_edges({"PUBLISHED_BY"}))) == 2
        names = {getattr(node, "name", "") for node in reader.scan_nodes({"Source"})}
    assert {"first", "second"} <= names


def test_a_date_that_can_not_be_is_told(store: SqliteStore, tmp_path: Path) -> None:
    items = [
        {"title": "Far", "published": "2099-01-01T00:00:00Z"},
        {"title": "Near", "published": "2026-10-01T00:00:00Z"},
    ]
    text = "\n".join(['{"source": "mine"}', *(json.dumps(item) for item in items)])
    done = loaded(store, written(tmp_path / "in", news__jsonl=text))
    assert "1 item taken: a date that can't be, so placed at when it was seen" in done.notes
