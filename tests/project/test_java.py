"""Which Java a server of this machine's own runs on: the first that is new enough, else why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.neo4j.java import NoServer, java


def made(folder: Path, version: str) -> str:
    """A program that says of itself to be that Java."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No Java but those of the test."""
    for name in ("ALMANAC_JAVA", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "path" / "bin"))
    monkeypatch.setattr("tools.neo4j.java.find_spec", lambda _: None)


def test_the_first_that_is_new_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    older, newer = made(tmp_path / "older", "1.8.0_402"), made(tmp_path / "home", "21.0.4")
    on_path = made(tmp_path / "path", "17.0.15")
    monkeypatch.setenv("ALMANAC_JAVA", older)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    assert java(8) == older
    assert java(17) == java(21) == newer
    monkeypatch.delenv("JAVA_HOME")
    assert java(17) == on_path


def test_why_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(NoServer, match=r"^there is no Java 17 or newer$"):
        java(17)
    made(tmp_path / "path", "17.0.15")
    monkeypatch.setenv("ALMANAC_JAVA", str(tmp_path / "nowhere"))
    with pytest.raises(NoServer, match=r"ALMANAC_JAVA names none that runs; that of the PATH is 17"):
        java(21)
