"""Every command on a Neo4j server answers as on a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from api.app import open_almanac
from api.web.app import web_app
from graph.neo4j.opening import auth_of
from graph.neo4j.place import Place
from schema.kinds.entity import Technique
from tests.api.cli.conftest import Run, run_on
from tests.api.cli.test_documentation import PEOPLE
from tests.api.cli.test_loading import FEED
from tests.api.conftest import Client
from tests.api.world import NOW

pytestmark = pytest.mark.neo4j
LIST = """source = "techniques"

[[entity]]
kind = "Technique"
name = "Lantern probing"
aliases = [{ name = "LP", kind = "acronym" }, "lantern probes"]

[[entity]]
kind = "Technique"
name = "Lanterns"

[[entity]]
kind = "Organization"
name = "Harbour Lab"

[[entity]]
kind = "Model"
name = "Gull-7"
developed_by = ["Harbour Lab"]
"""
ASKED = (
    ("stats", "--digest"),
    ("show", "Lantern probing"),
    ("show", "Lantern probing", "--json"),
    ("search", "lantern"),
    ("search", "news free now", "--json"),
    ("neighbours", "Lantern probing"),
    ("path", "Gull-7", "Harbour Lab"),
    ("trending",),
    ("judgements",),
    ("quarantine", "list"),
    ("history", "Lantern probing"),
    ("diff", "0", "1"),
    ("export", "jsonl"),
    ("export", "rdf", "--format", "nq"),
    ("sparql", "SELECT ?name { ?entity schema:name ?name } ORDER BY ?name"),
    ("check",),
)
LANTERNS, PROBING = (Technique.named(name).key for name in ("Lanterns", "Lantern probing"))
CHANGES = (
    ("merge", LANTERNS, PROBING, "--reason", "one technique"),
    ("deny", "form", "LP", "--reason", "too short"),
    ("split", LANTERNS, PROBING, "--reason", "they are two"),
)


@pytest.fixture
def both(place: Place, tmp_path: Path) -> tuple[Run, Run]:
    """Runs commands on a file, and on the server; both were told the same."""
    files = {"lab.xml": FEED, "people.toml": PEOPLE, "list.toml": LIST, "nonsense.xml": "this is no feed"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return run_on(tmp_path / "almanac.db"), run_on(place.url)


def _plain(output: str) -> str:
    """Without what differs between any two almanacs: instants of writing, positions, ids."""
    output = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?", "AT", output)
    return re.sub(r'"[0-9a-f]{32}(/\d+)?"', "ID", output)


def _same(both: tuple[Run, Run], *words: str) -> None:
    ours, theirs = (run(*words) for run in both)
    assert (ours.exit_code, _plain(ours.output)) == (theirs.exit_code, _plain(theirs.output)), words


def test_every_command_answers_as_on_a_file(
    both: tuple[Run, Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for files in (["lab.xml", "people.toml", "list.toml"], ["nonsense.xml"], ["lab.xml"]):
        _same(both, "load", *files)
    for words in ASKED:
        _same(both, *words)
    for change in CHANGES:
        _same(both, *change)
        _same(both, "stats", "--digest")
        _same(both, "show", "Lantern probing", "--json")
        _same(both, "check")


def test_the_starter_on_a_server(place: Place, starter: Path, root: Path) -> None:
    run = run_on(place.url)
    assert run("load", "--starter").exit_code == 0
    assert run("stats", "--digest").output == run_on(starter)("stats", "--digest").output
    again = run("load", "--starter").output
    assert "0 new, 0 changed" in again
    with open_almanac(place) as almanac:
        client = Client(web_app(almanac.view, lambda: NOW))
        page = client.get(f"/entity/{Technique.named('Sparse autoencoder').key.partition('/')[2]}")
        assert page.status_code == 200
        assert "Co-occurring" in page.text
    assert run("check").output.splitlines()[-1] == "nothing found: the almanac is sound"
    blocks = re.findall(
        r"```cypher\n(.*?)```", (root / "docs" / "neo4j.md").read_text(encoding="utf-8"), re.DOTALL
    )
    with GraphDatabase.driver(place.url, auth=auth_of(place)) as driver:
        for query in blocks:
            if (
                "$" in query
            ):  # those of traversals, with parameters: tests/graph/neo4j/test_traverse.py runs them
                continue
            assert driver.execute_query(query).records, query
    assert blocks


def test_what_is_not_there(place: Place) -> None:
    run = run_on(place.url)
    result = run("stats")
    assert result.exit_code == 3
    assert "there is no almanac" in result.output
    away = run_on("bolt://127.0.0.1:1")("stats")
    assert away.exit_code == 1
    assert "can't be reached" in away.output
