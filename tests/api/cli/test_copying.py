"""`almanac copy`, `follow` and `draw`: what they say, and that either end may go away and come back."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from api.app import Almanac, open_almanac
from api.following import Following
from graph.copying.step import Copied
from graph.neo4j.place import Place
from schema.errors import StoreBusy
from schema.kinds.entity import Organization
from tests.api.cli.conftest import run_on
from tests.api.cli.test_documentation import PEOPLE
from tests.api.cli.test_loading import FEED
from tests.api.cli.test_on_neo4j import LIST

PAIRS = """<rss version="2.0"><channel><title>Pairs</title><link>https://pairs.example/</link>
<item><title>Lantern probing at Harbour Lab</title><guid>1</guid><pubDate>Tue, 01 Sep 2026 10:00:00 GMT</pubDate></item>
<item><title>Harbour Lab teaches lantern probing</title><guid>2</guid><pubDate>Wed, 02 Sep 2026 10:00:00 GMT</pubDate></item>
</channel></rss>"""
COMMAND = "from api.cli.main import main; main()"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An almanac with a feed, people, and something in quarantine."""
    texts = {
        "lab.xml": FEED,
        "list.toml": LIST,
        "people.toml": PEOPLE,
        "pairs.xml": PAIRS,
        "nonsense.xml": "no feed",
    }
    path = tmp_path / "almanac.db"
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        run_on(path)("load", str(tmp_path / name))
    return path


def _digest(store: Path | str) -> str:
    return str(json.loads(run_on(store)("stats", "--digest", "--json").output)["digest"])


def _revision(store: Path) -> int:
    with open_almanac(store) as almanac:
        return almanac.store.revision()


def test_a_copy_into_a_file(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    done = run_on(source)("copy", "--to", str(target))
    assert done.exit_code == 0
    assert f"digest of both: {_digest(source)}" in done.output
    assert _digest(target) == _digest(source)
    for words in (("quarantine", "list"), ("stats",), ("diff", "0", "1")):
        assert run_on(target)(*words).output == run_on(source)(*words).output
    assert run_on(target)("check").exit_code == 0
    again = json.loads(run_on(source)("copy", "--to", str(target), "--json").output)
    assert again["moved"] == 0


def test_what_can_not_be(source: Path, tmp_path: Path) -> None:
    run = run_on(source)
    assert run("copy", "--to", str(tmp_path / "x.db"), "--cooccurrence").exit_code == 2
    assert not (tmp_path / "x.db").exists()
    assert "into itself" in run("copy", "--to", str(source)).output
    other = tmp_path / "other.db"
    run_on(other)("load", str(tmp_path / "people.toml"))
    refused = run("copy", "--to", str(other))
    assert refused.exit_code == 1
    assert "holds an almanac of its own" in refused.output
    assert run_on(tmp_path / "none.db")("copy", "--to", str(tmp_path / "y.db")).exit_code == 3


def test_what_was_copied_half_is_not_opened(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    run_on(source)("copy", "--to", str(target))
    with sqlite3.connect(target) as opened:
        opened.execute(
            "UPDATE note SET value = json_set(value, '$.whole', json('false')) WHERE space = 'copy'"
        )
    refused = run_on(target)("stats")
    assert refused.exit_code == 1
    assert "has not come to its end" in refused.output
    assert run_on(source)("copy", "--to", str(target)).exit_code == 0
    assert run_on(target)("stats").exit_code == 0


def test_it_is_followed_until_told_to_stop(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    command = [sys.executable, "-c", COMMAND, "--store", str(source), "follow", "--to", str(target), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert json.loads(process.stdout.readline())["revision"] > 0
            run_on(source)("deny", "form", "LP", "--reason", "too short")
            newest = _revision(source)
            assert any(json.loads(line)["revision"] == newest for line in process.stdout)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()
    assert _digest(target) == _digest(source)


def test_an_end_that_goes_away_is_waited_for(source: Path, tmp_path: Path) -> None:
    told: list[str | Copied] = []
    stop = threading.Event()
    failures = iter([True, True, False])

    @contextmanager
    def target() -> Iterator[Almanac]:
        if next(failures):
            raise StoreBusy("the server can't be reached", where="there")
        with open_almanac(tmp_path / "copy.db", create=True, unfinished=True) as almanac:
            yield almanac

    def hear(one: str | Copied) -> None:
        told.append(one)
        if isinstance(one, Copied):
            stop.set()

    Following(lambda: open_almanac(source), target, draw_every=None, tell=hear, again=0.01).run(stop)
    assert [type(one) for one in told] == [str, str, Copied]
    assert "tried again in" in str(told[0])
    assert _digest(tmp_path / "copy.db") == _digest(source)


@pytest.mark.neo4j
def test_a_copy_on_a_server_and_back(source: Path, place: Place, tmp_path: Path) -> None:
    done = run_on(source)("copy", "--to", place.url, "--cooccurrence", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["drawn"] == 2
    assert _digest(place.url) == _digest(source)
    run_on(source)("deny", "form", "LP", "--reason", "too short")
    assert "1 statements" in run_on(source)("follow", "--to", place.url, "--once").output
    assert run_on(place.url)("check").exit_code == 0
    back = run_on("x")("copy", "--from", place.url, "--to", str(tmp_path / "back.db"))
    assert back.exit_code == 0, back.output
    assert _digest(tmp_path / "back.db") == _digest(source)


@pytest.mark.neo4j
def test_what_co_occurs_is_drawn_beside_the_graph(source: Path, place: Place) -> None:
    run = run_on(place.url)
    run_on(source)("copy", "--to", place.url)
    before = run("stats", "--digest").output
    assert run("draw").output == "2 pairs drawn\n"
    assert run("draw").output == "2 pairs drawn\n"
    assert run("stats", "--digest").output == before
    assert run("check").exit_code == 0
    with GraphDatabase.driver(place.url) as driver:
        rows = driver.execute_query(
            "MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity) RETURN r.count AS count, r.as_of AS as_of"
        ).records
    assert [row["count"] for row in rows] == [2, 2]
    assert all(row["as_of"] is not None for row in rows)


OTHERS = """
CREATE (a:Entity:Organization {name: 'Harbour Lab', key: $key, slug: 'x'})-[:MENTIONS {surface: 'x'}]->(b:Event {title: 'Not ours', at: datetime()}),
       (b)-[:_UNREAD]->(:_Note {id: 'quarantine/x', space: 'quarantine', entry: 'x', value: '1'}), (:_Head {name: 'head', revision: 99}),
       (:Merged {_survivor: $key})-[:CO_OCCURS_WITH]->(a)
"""


@pytest.mark.neo4j
def test_alongside_another_graph(source: Path, place: Place, tmp_path: Path) -> None:
    """One that uses the same labels, types and keys is neither read nor touched."""

    def others() -> object:
        nodes = "MATCH (n) WHERE NOT n:Almanac RETURN labels(n) AS labels, properties(n) AS props ORDER BY props.name, labels"
        edges = "MATCH (n)-[r]->(m) WHERE NOT n:Almanac OR NOT m:Almanac RETURN type(r), properties(r), labels(m) ORDER BY type(r)"
        return [[row.values() for row in driver.execute_query(query).records] for query in (nodes, edges)]

    with GraphDatabase.driver(place.url) as driver:
        driver.execute_query(OTHERS, key=Organization.named("Harbour Lab").key)
        before = others()
        run = run_on(source)
        refused = run("copy", "--to", place.url)
        assert refused.exit_code == 1
        assert "5 nodes of something else" in refused.output
        assert "almanac --alongside" in refused.output
        assert run("--alongside", "copy", "--to", place.url, "--cooccurrence").exit_code == 0
        there = run_on(place.url)
        for words in (
            ("stats", "--digest"),
            ("search", "lantern"),
            ("neighbours", "Harbour Lab"),
            ("quarantine", "list"),
        ):
            assert there("--alongside", *words).output == run(*words).output
        assert there("--alongside", "check").exit_code == 0
        assert there("--alongside", "deny", "form", "LP", "--reason", "short").exit_code == 0
        assert there("--alongside", "draw").exit_code == 0
        assert others() == before
