"""What pyproject.toml declares, for the tests of the set-up."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any


def pyproject(root: Path) -> dict[str, Any]:
    """The parsed pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    """The normalised name (PEP 503) that a requirement begins with."""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, f"“{requirement}” names no distribution"
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def direct(root: Path) -> dict[str, list[str]]:
    """The names of the direct dependencies: of running, of building, of development."""
    declared = pyproject(root)
    groups = declared["dependency-groups"]
    parts = {"run": declared["project"]["dependencies"], "build": groups["build"], "dev": groups["dev"]}
    return {part: [name_of(requirement) for requirement in parts[part]] for part in parts}
