"""What a load reads, and in which order."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from loaders.inputs import inputs_of


def test_lists_come_first_then_guides_then_items_and_hidden_or_foreign_files_not_at_all(
    tmp_path: Path,
) -> None:
    for name in (
        "b.xml",
        "a.jsonl.gz",
        "z.toml",
        "g.md",
        "notes.txt",
        ".hidden.xml",
        "deep/er/c.json",
        ".git/x.xml",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    names = [one.name.removeprefix(f"{tmp_path.name}/") for one in inputs_of([tmp_path])]
    assert names == ["z.toml", "g.md", "a.jsonl.gz", "b.xml", "deep/er/c.json"]


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(b"x")
    (one,) = inputs_of([path])
    with one.opened() as stream:
        assert stream.read() == b"x"
    with pytest.raises(FileNotFoundError):
        inputs_of([tmp_path / "none"])


def test_a_stream_stays_open() -> None:
    stream = BytesIO(b"y")
    (one,) = inputs_of([stream])
    assert one.name == "standard input"
    with one.opened() as opened:
        assert opened.read() == b"y"
    assert not stream.closed
