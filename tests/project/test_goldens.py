"""The fixture `golden`: compares byte for byte, says how they differ, and writes only when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.goldens import Golden


def test_equal_bytes_pass_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_bytes("é\n".encode())
    golden = Golden(tmp_path, update=False)
    golden("page.md", "é\n")
    golden("page.md", "é\n".encode())
    assert golden.written == []


@pytest.mark.parametrize("kept", ["one\n", "one", "one\r\n", None])
def test_any_other_byte_fails_and_says_what_to_do(tmp_path: Path, kept: str | None) -> None:
    if kept is not None:
        (tmp_path / "page.md").write_bytes(kept.encode())
    with pytest.raises(AssertionError, match=r"page\.md differs .* `make goldens`"):
        Golden(tmp_path, update=False)("page.md", "two\n")


def test_an_update_writes_what_differs_and_remembers_it(tmp_path: Path) -> None:
    golden = Golden(tmp_path, update=True)
    golden("new/page.md", "two\n")
    golden("new/page.md", "two\n")
    assert (tmp_path / "new/page.md").read_bytes() == b"two\n"
    assert golden.written == ["new/page.md"]
