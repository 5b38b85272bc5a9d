"""The distribution: one licence, one version, four typed packages and their layers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.project.declared import pyproject

PACKAGES = ("schema", "graph", "loaders", "api")


def test_the_wheel_holds_the_four_packages(root: Path) -> None:
    assert tuple(pyproject(root)["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == PACKAGES


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_that_it_is_typed(root: Path, package: str) -> None:
    assert (root / package / "py.typed").is_file()


def test_the_layers_are_those_of_the_design(root: Path) -> None:
    contracts = {c["id"]: c for c in pyproject(root)["tool"]["importlinter"]["contracts"]}
    assert contracts["layers"]["layers"] == ["api", "loaders", "graph", "schema"]
    assert contracts["loaders-reached-by-composition"]["allowed_importers"] == ["api.app", "api.cli"]


def test_the_changelog_has_a_place_for_what_is_new(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[Unreleased\]$", text, re.MULTILINE)


def test_the_licence_is_whole(root: Path) -> None:
    text = (root / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert pyproject(root)["project"]["license"] == "Apache-2.0"


@pytest.mark.slow
def test_the_wheel_carries_every_file_of_the_packages(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(root)], check=True, timeout=120)
    with ZipFile(next(tmp_path.glob("almanac_kg-*.whl"))) as wheel:
        packed = set(wheel.namelist())
    files = (path for package in PACKAGES for path in (root / package).rglob("*") if path.is_file())
    wanted = {str(path.relative_to(root)) for path in files if "__pycache__" not in path.parts}
    assert wanted - packed == set()
