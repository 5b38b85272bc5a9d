"""The locks: complete, by hash, without a host, and of one mind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.project.declared import direct, name_of

LOCKS = ("requirements/run.txt", "requirements/dev.txt")
EVERY = (*LOCKS, "requirements/java.txt")


def pins(path: Path) -> dict[str, list[str]]:
    """By distribution, its pinned lines with marker, without hashes."""
    found: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8")):
        if not block.startswith("#"):
            found.setdefault(name_of(block), []).append(block.partition("\\")[0].strip())
    return found


@pytest.mark.parametrize("lock", EVERY)
def test_every_pin_is_exact_and_has_hashes(root: Path, lock: str) -> None:
    text = (root / lock).read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#")]
    assert blocks
    for block in blocks:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


@pytest.mark.parametrize("lock", EVERY)
def test_no_lock_names_a_host(root: Path, lock: str) -> None:
    text = (root / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--?(index|extra-index|find-links|trusted-host|i\b|f\b)", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("lock", "parts"), [(LOCKS[0], ("run", "build")), (LOCKS[1], ("run", "build", "dev"))]
)
def test_each_direct_dependency_is_locked(root: Path, lock: str, parts: tuple[str, ...]) -> None:
    declared = direct(root)
    wanted = {name for part in parts for name in declared[part]}
    assert wanted - pins(root / lock).keys() == set(), "run `make lock`"


def test_development_uses_the_versions_that_run(root: Path) -> None:
    run, dev = (pins(root / lock) for lock in LOCKS)
    assert {name: dev.get(name) for name in run} == run, "run `make lock`"
