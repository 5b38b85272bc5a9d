"""`almanac sparql`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.api.cli.conftest import Run

QUERY = "SELECT ?name ?founded { ?lab schema:name ?name ; schema:foundingDate ?founded }"


def test_a_table(own: Run) -> None:
    lines = own("sparql", QUERY).output.splitlines()
    assert [line.split() for line in lines] == [["name", "founded"], ["Harbour", "Lab", "2019"]]


def test_formats(own: Run) -> None:
    told = json.loads(own("sparql", QUERY, "--json").output)
    assert told == json.loads(own("sparql", QUERY, "--format", "json").output)
    assert told["results"]["bindings"][0]["founded"]["value"] == "2019"
    assert list(csv.reader(io.StringIO(own("sparql", QUERY, "--format", "csv").output)))[1] == [
        "Harbour Lab",
        "2019",
    ]
    graph = own("sparql", "CONSTRUCT WHERE { ?lab schema:foundingDate ?founded }").output
    assert "schema:foundingDate" in graph
    assert own("sparql", "ASK { ?x a almanac:Model }").output.split() == ["answer", "yes"]


def test_from_a_file_and_standard_input(own: Run, tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_text(QUERY)
    assert own("sparql", "--file", str(file)).output == own("sparql", "--file", "-", input=QUERY).output


def test_preparing(own: Run) -> None:
    first = json.loads(own("sparql", "--prepare", "--json").output)
    assert first["statements"] > 100
    assert Path(first["folder"]).is_dir()
    assert f"{first['statements']:,} statements of revision" in own("sparql", "--prepare").output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "one query is asked at a time"),
        (["ASK {}", "--prepare"], 2, "one query is asked at a time"),
        (["ASK {}", "--file", "x.rq"], 2, "one query is asked at a time"),
        (["--file", "nowhere.rq"], 2, "nowhere.rq: the query can't be read"),
        (["SELECT * {"], 2, "the end of line 1"),
        (["DROP ALL"], 2, "only read"),
        (["ASK { SERVICE <http://127.0.0.1:1/> {} }"], 2, "SERVICE"),
        (["SELECT * { ?s ?p ?o }", "--rows", "3"], 2, "more than 3 rows"),
        (["ASK {}", "--format", "turtle"], 2, "the answer is rows, which turtle can't hold"),
        (["DESCRIBE ?s { ?s ?p ?o }", "--format", "csv"], 2, "the answer is a graph, which csv can't hold"),
        (
            [
                "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?l) }",
                "--seconds",
                "0.5",
            ],
            1,
            "stopped after 0.5 seconds",
        ),
    ],
)
def test_what_is_wrong_is_said(words: list[str], code: int, said: str, own: Run) -> None:
    result = own("sparql", *words)
    assert (result.exit_code, said in result.output) == (code, True), result.output
