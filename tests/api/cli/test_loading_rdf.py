"""`load --format rdf`: RDF that others wrote, and an almanac's own dump in a format without graphs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.cli.conftest import Run, run_on
from tests.loaders.read.foreign.test_foreign import SCHEMA, SKOS, WIKIDATA


@pytest.fixture
def fresh(tmp_path: Path) -> Run:
    """Runs commands on an almanac that is not there yet."""
    return run_on(tmp_path / "new" / "almanac.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document of each sort."""
    made = tmp_path / "rdf"
    made.mkdir()
    for name, text in (
        ("topics.ttl", SKOS),
        ("lab.jsonld", SCHEMA),
        ("cut.nt", WIKIDATA),
        ("notes.txt", "no"),
    ):
        (made / name).write_text(text)
    return made


def test_a_folder_twice(fresh: Run, folder: Path) -> None:
    first = fresh("load", "--format", "rdf", "--source", "others", str(folder))
    assert first.exit_code == 0, first.output
    assert "not understood: 1 × skos:notation" in first.output
    assert "notes.txt" in first.output  # passed over
    shown = json.loads(fresh("show", "Tide Lab", "--json").output)
    # What both have as ROR identifier is one, by rule.
    assert shown["data"]["entity"]["identifiers"] == ["ror:02nr0ka47", "wikidata:Q10"]
    assert (
        json.loads(fresh("show", "Tide", "--json").output)["data"]["entity"]["key"]
        == shown["data"]["entity"]["key"]
    )
    assert fresh("check").exit_code == 0
    again = fresh("load", "--format", "rdf", "--source", "others", str(folder))
    assert "0 new, 0 changed" in again.output


def test_without_the_option_it_is_named(fresh: Run, folder: Path) -> None:
    result = fresh("load", str(folder / "topics.ttl"))
    assert result.exit_code == 1
    assert "--format rdf" in result.output


def test_relations_wait_for_what_another_document_brings(fresh: Run, tmp_path: Path) -> None:
    lines = WIKIDATA.splitlines(keepends=True)
    for name, chosen in (("products.nt", lines[11:16]), ("organisations.nt", lines[:11])):
        (tmp_path / name).write_text("".join(chosen))
        assert fresh("load", "--format", "rdf", "--source", "wikidata", str(tmp_path / name)).exit_code == 0
    shown = json.loads(fresh("show", "TideChat", "--json").output)
    assert "Tide" in json.dumps(shown)
    assert "organization/tide" in json.dumps(shown)


@pytest.mark.parametrize("format_", ["nt", "turtle", "jsonld"])
def test_an_own_dump_without_graphs(own: Run, fresh: Run, tmp_path: Path, format_: str) -> None:
    suffix = {"turtle": "ttl"}.get(format_, format_)
    file = str(tmp_path / f"own.{suffix}")
    assert own("export", "rdf", "--format", format_, "--out", file).exit_code == 0
    loaded = fresh("load", "--format", "rdf", "--source", "another almanac", file)
    assert loaded.exit_code == 0, loaded.output
    mine, theirs = (
        {
            kind: count
            for kind, count in json.loads(run("stats", "--json").output)["nodes"].items()
            if kind in ("Model", "Organization", "Technique", "Benchmark")
        }
        for run in (own, fresh)
    )
    assert mine == theirs
    key = "technique/lantern-probing-72892c58"
    one, other = (json.loads(run("show", key, "--json").output)["data"]["entity"] for run in (own, fresh))
    for part in ("name", "description", "homepage", "identifiers"):
        assert one[part] == other[part], part


def test_what_cannot_be_read(fresh: Run, tmp_path: Path) -> None:
    cut = tmp_path / "cut.ttl"
    cut.write_text(SKOS[:-90])
    result = fresh("load", "--format", "rdf", str(cut))
    assert result.exit_code == 1
    assert "is no Turtle" in result.output
