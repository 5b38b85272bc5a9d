"""The recipes: listed, parsed by make, and the two commands of the README as they are promised."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

RECIPES = (
    "run",
    "neo4j",
    "test",
    "slow",
    "lint",
    "format",
    "goldens",
    "pictures",
    "bench",
    "soak",
    "lock",
    "clean",
    "help",
)


def make(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make at the project's root, with nothing handed down by a make that runs these tests."""
    ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        ["make", *words], cwd=root, env=ours, capture_output=True, text=True, check=False, timeout=60
    )


def plan(root: Path, tmp_path: Path, *words: str) -> str:
    """What make would do where neither environment nor almanac exists yet; it finds a Python unless told one."""
    done = make(root, "-n", *words, f"VENV={tmp_path / 'env'}", f"STORE={tmp_path / 'almanac.db'}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_lists_each_recipe(root: Path) -> None:
    listed = re.findall(r"^make (\w+) +\S", make(root, "help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(RECIPES)


def test_every_recipe_is_phony(root: Path) -> None:
    text = (root / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert sorted(phony[1].split()) == sorted(RECIPES)


@pytest.mark.parametrize("recipe", RECIPES)
def test_make_can_plan_each(root: Path, tmp_path: Path, recipe: str) -> None:
    assert plan(root, tmp_path, recipe, f"PYTHON={sys.executable}")


def test_run_installs_from_the_lock_loads_the_starter_then_serves(root: Path, tmp_path: Path) -> None:
    text = plan(root, tmp_path, "run", "PORT=8123")
    steps = ["-m venv", "--require-hashes", "--no-deps", "load --starter", "serve --port 8123"]
    places = [text.find(step) for step in steps]
    assert -1 not in places, dict(zip(steps, places, strict=True))
    assert places == sorted(places)
    assert "requirements/run.txt" in text
    assert "requirements/dev.txt" not in text
    assert "http://127.0.0.1:8123/graphql" in text


def test_a_second_run_only_serves(root: Path, tmp_path: Path) -> None:
    env = tmp_path / "env"
    (env / "bin").mkdir(parents=True)
    for made in (env / "bin" / "python", env / "run.stamp", tmp_path / "almanac.db.loaded"):
        made.touch()
    text = plan(root, tmp_path, "run")
    assert "serve --port 8000" in text
    assert "install" not in text
    assert "load --starter" not in text


def test_a_load_cut_short_is_done_again(root: Path, tmp_path: Path) -> None:
    (tmp_path / "almanac.db").touch()
    assert "load --starter" in plan(root, tmp_path, "run")


def test_without_a_fitting_python_it_says_what_to_do(root: Path, tmp_path: Path) -> None:
    done = make(root, "run", "PYTHON=", f"VENV={tmp_path / 'env'}")
    assert done.returncode != 0
    assert "3.11 to 3.13" in done.stderr


def test_the_readme_names_the_two_commands(root: Path) -> None:
    lines = (root / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line.removeprefix("$ ").partition("#")[0].strip() for line in lines]
    assert "make run" in commands
    assert "make test" in commands
