"""Fixtures of the command line: running commands, on a small almanac."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from graph.neo4j.place import Place
from tests.api.world import World, make_world
from tests.servers import emptied, neo4j_place

Run: TypeAlias = Callable[..., Result]


def run_on(store: Path | str) -> Run:
    """`run("show", "x", input=…)`: runs a command on the almanac at `store`."""

    def run(*args: str, input: bytes | str | None = None) -> Result:  # as click names it
        result = CliRunner().invoke(main, ["--store", str(store), *args], input=input, prog_name="almanac")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def run(world: World) -> Run:
    """Runs commands that read the small almanac."""
    return run_on(world.path)


@pytest.fixture
def own(tmp_path: Path) -> Run:
    """Runs commands on a small almanac of the test's own, which it may change."""
    world = make_world(tmp_path, events=6)
    world.store.close()
    return run_on(world.path)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An empty database; what is derived from it is kept in a folder of the test's own."""
    found = neo4j_place()
    assert found
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return emptied(found)
