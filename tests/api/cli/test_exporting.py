"""`almanac export` as a user runs it: what lands where, what is said of it, and what bad input gets."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

from api.cli.exporting import export
from api.export.formats import FORMATS
from graph.sqlite import open_store
from tests.api.cli.conftest import Run, run_on
from tests.api.world import MODEL, TECHNIQUE, World

ONE_FILE = [name for name, made in FORMATS.items() if not made.files]


def _exported(run: Run, name: str, folder: Path, *more: str) -> list[Path]:
    """The files that an export made."""
    out = folder / "out"
    done = run("export", name, "--out", str(out), *more)
    assert done.exit_code == 0, done.output
    assert "nodes and" in done.output
    return [out / file for file in FORMATS[name].files] or [out]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_format_is_a_command() -> None:
    assert set(FORMATS) <= set(export.commands)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("what", ["graph", "cooccurrence"])
def test_a_file_is_whole_and_nothing_else_is_left(name: str, what: str, run: Run, tmp_path: Path) -> None:
    files = _exported(run, name, tmp_path, "--what", what)
    first = [file.read_bytes() for file in files]
    assert [file.read_bytes() for file in _exported(run, name, tmp_path, "--what", what)] == first
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(kept) == sorted(files)


@pytest.mark.parametrize("name", ONE_FILE)
def test_standard_output_is_the_file(name: str, run: Run, tmp_path: Path) -> None:
    (file,) = _exported(run, name, tmp_path)
    told = run("export", name)
    assert told.exit_code == 0
    assert told.stdout_bytes == file.read_bytes()
    assert told.stderr == ""


def test_options_choose(run: Run, tmp_path: Path) -> None:
    (file,) = _exported(
        run,
        "graphml",
        tmp_path,
        "--what",
        "cooccurrence",
        "--kind",
        "technique",
        "--kind",
        "models",
        "--least",
        "2",
    )
    graph = nx.read_graphml(file)
    assert {told["kind"] for _, told in graph.nodes(data=True)} == {"Technique", "Model"}
    assert all(told["count"] >= 2 for *_, told in graph.edges(data=True))
    assert graph.has_edge(TECHNIQUE.key, MODEL.key)
    (later,) = _exported(run, "jsonl", tmp_path, "--kind", "Event", "--since", "2026-09-10")
    days = [json.loads(line)["at"] for line in later.read_text().splitlines()]
    assert days
    assert min(days) >= "2026-09-10"


def test_counts_in_json(run: Run, tmp_path: Path) -> None:
    told = json.loads(run("export", "csv", "--out", str(tmp_path / "x"), "--json").stdout)
    lines = (tmp_path / "x" / "edges.csv").read_bytes().count(b"\r\n")
    assert told["files"] == [str(tmp_path / "x" / name) for name in ("nodes.csv", "edges.csv")]
    assert told["edges"] == lines - 1
    aside = run("export", "jsonl", "--json")
    assert json.loads(aside.stderr)["nodes"] == told["nodes"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("what", ["graph", "cooccurrence"])
def test_an_empty_almanac_gives_an_empty_file(name: str, what: str, tmp_path: Path) -> None:
    open_store(tmp_path / "empty.db").close()
    run = run_on(tmp_path / "empty.db")
    done = run("export", name, "--what", what, "--out", str(tmp_path / "out"), "--json")
    assert done.exit_code == 0, done.output
    assert (json.loads(done.stdout)["nodes"], json.loads(done.stdout)["edges"]) == (0, 0)
    if name in ("graphml", "gexf"):
        read = nx.read_graphml if name == "graphml" else nx.read_gexf
        assert len(read(tmp_path / "out")) == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["grphml"], 2, "Did you mean 'graphml'?"),
        (["xlsx"], 2, "Commands: csv, gexf, graphml, jsonl"),
        (["jsonl", "--kind", "Modle"], 2, "Did you mean Model?"),
        (["jsonl", "--what", "cooccurrence", "--kind", "Paper"], 2, "Paper is no kind of entity"),
        (["jsonl", "--what", "everything"], 2, "'graph', 'cooccurrence'"),
        (["jsonl", "--what", "cooccurrence", "--rank", "fame"], 2, "'npmi'"),
        (["jsonl", "--what", "cooccurrence", "--least", "0"], 2, "Ask for 1 or more"),
        (["jsonl", "--least", "2"], 2, "Add --what cooccurrence"),
        (["jsonl", "--rank", "npmi"], 2, "Add --what cooccurrence"),
        (["jsonl", "--since", "soon"], 2, "no day or instant"),
        (["jsonl", "--since", "2026-09-02", "--until", "2026-09-01"], 2, "Swap since and until"),
        (["csv"], 2, "Missing option '--out'"),
        (["csv", "--out", "-"], 2, "can't both go to standard output"),
        (["jsonl", "--out", "/nowhere/at/all/x.jsonl"], 1, "Name another place with --out"),
        (["csv", "--out", "/nowhere/at/all"], 1, "/nowhere/at/all: the export can't be written"),
    ],
)
def test_bad_input(words: list[str], code: int, says: str, run: Run) -> None:
    done = run("export", *words)
    assert done.exit_code == code, done.output
    assert says in done.output
    assert "Traceback" not in done.output


def test_no_almanac(tmp_path: Path) -> None:
    done = run_on(tmp_path / "none.db")("export", "jsonl")
    assert done.exit_code == 3
    assert "there is no almanac" in done.output


def test_what_cannot_be_written_leaves_what_was_there(run: Run, tmp_path: Path) -> None:
    """A folder where a file is to go, and a file where a folder is: said, and nothing half-made stays."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").write_text("kept")
    assert run("export", "jsonl", "--out", str(tmp_path / "out")).exit_code == 1
    (tmp_path / "file").write_text("kept")
    assert run("export", "parquet", "--out", str(tmp_path / "file")).exit_code == 1
    assert _names(tmp_path) == ["file", "out"]
    assert _names(tmp_path / "out") == ["kept"]
    assert (tmp_path / "file").read_text() == "kept"


def test_a_full_disk_leaves_what_was_there(run: Run, world: World, tmp_path: Path) -> None:
    """Its writes fail in the middle: the old file stays, the new one is gone, and the reason is said."""
    resource = pytest.importorskip("resource")
    (file,) = _exported(run, "graphml", tmp_path)
    before = file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        done = run("export", "graphml", "--out", str(file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert done.exit_code == 1
    assert "File too large" in done.output
    assert file.read_bytes() == before
    assert _names(tmp_path) == ["out"]
