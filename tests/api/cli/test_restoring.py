"""`load` of a dump: a full one restores all, a published one says what it lacks, a broken one changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.cli.conftest import Run, run_on


def _digest(run: Run) -> str:
    told = run("stats", "--digest").output
    [line] = [line for line in told.splitlines() if line.startswith("digest")]
    return line


@pytest.fixture
def second(tmp_path: Path) -> Run:
    """An almanac that is not there yet."""
    return run_on(tmp_path / "second" / "almanac.db")


@pytest.mark.parametrize(("name", "packing"), [("nq", ""), ("nq", "gzip"), ("trig", "zstd"), ("trig", "")])
def test_a_full_dump_is_restored(own: Run, second: Run, tmp_path: Path, name: str, packing: str) -> None:
    own("merge", "gull-9", "gull-7", "--reason", "one model")
    own("deny", "form", "LP")
    dump = tmp_path / f"keep.{name}{ {'gzip': '.gz', 'zstd': '.zst', '': ''}[packing] }"
    packed = [f"--{packing}"] if packing else []
    written = own("export", "rdf", "--full", "--format", name, *packed, "--out", str(dump))
    assert written.exit_code == 0, written.output
    loaded = second("load", str(dump))
    assert loaded.exit_code == 0, loaded.output
    assert "lacks" not in loaded.output
    assert _digest(second) == _digest(own)
    again = second("load", str(dump))
    assert "\n0 new, 0 changed," in again.output
    assert _digest(second) == _digest(own)
    assert second("check").exit_code == 0


def test_a_published_dump_is_loaded_and_says_what_it_lacks(own: Run, second: Run, tmp_path: Path) -> None:
    dump = tmp_path / "almanac.nq"
    own("export", "rdf", "--format", "nq", "--base", "https://almanac.example/", "--out", str(dump))
    loaded = second("load", str(dump))
    assert loaded.exit_code == 0, loaded.output
    assert "it lacks full texts" in loaded.output
    assert second("show", "gull-7").exit_code == 0


@pytest.mark.parametrize("name", ["nq", "trig"])
def test_a_dump_that_was_cut_off_changes_nothing(own: Run, tmp_path: Path, name: str) -> None:
    dump = tmp_path / f"keep.{name}"
    own("export", "rdf", "--full", "--format", name, "--out", str(dump))
    data, before = dump.read_bytes(), _digest(own)
    whole_lines = data[: data.rindex(b"\n", 0, len(data) - 2) + 1]
    for cut in (data[: len(data) // 2], whole_lines, data[:40], b""):
        dump.write_bytes(cut)
        refused = own("load", str(dump))
        assert refused.exit_code == 1, refused.output
        assert str(dump) in refused.stderr
    assert _digest(own) == before


def test_a_packed_dump_that_was_cut_off_is_refused(own: Run, tmp_path: Path) -> None:
    for ending, packing in ((".gz", "--gzip"), (".zst", "--zstd")):
        dump = tmp_path / f"keep.nq{ending}"
        own("export", "rdf", "--full", "--format", "nq", packing, "--out", str(dump))
        dump.write_bytes(dump.read_bytes()[:-40])
        assert own("load", str(dump)).exit_code == 1


def test_a_dump_of_a_newer_vocabulary_is_refused(own: Run, tmp_path: Path) -> None:
    dump = tmp_path / "keep.nq"
    own("export", "rdf", "--full", "--format", "nq", "--out", str(dump))
    told = dump.read_text()
    version = '<urn:almanac:vocabulary:vocabularyVersion> "1"'
    assert version in told
    dump.write_text(told.replace(version, version.replace('"1"', '"99"')))
    refused = own("load", str(dump))
    assert refused.exit_code == 1
    assert "version 99" in refused.stderr
    assert "Upgrade" in refused.stderr
