"""compose.yaml and Dockerfile, as far as they can be proved without an engine: their parts, settings and commands."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from click.testing import CliRunner
from neo4j import GraphDatabase

from api.cli.main import main
from api.settings import Settings
from graph.neo4j.opening import auth_of
from graph.neo4j.place import Place
from tests.project.test_packages import PACKAGES
from tests.servers import neo4j_place

SECRET = "a-password-of-mine"


@pytest.fixture
def services(root: Path) -> dict[str, Any]:
    """The services that compose.yaml declares."""
    told = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))
    used = {volume.partition(":")[0] for one in told["services"].values() for volume in one["volumes"]}
    assert used == told["volumes"].keys()
    services: dict[str, Any] = told["services"]
    return services


@pytest.fixture
def copied(root: Path) -> list[str]:
    """What the Dockerfile copies, in its order."""
    lines = re.findall(r"^COPY (.+) \S+$", (root / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return [word for line in lines for word in line.split()]


class Environment(Mapping[str, str]):
    """Variables, and the names of all that were asked for."""

    def __init__(self, told: Mapping[str, str]) -> None:
        self._told = told
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def substituted(text: str) -> str:
    """As compose puts variables in, of which only the password is set."""
    text = re.sub(r"\$\{ALMANAC_NEO4J_PASSWORD:\?[^}]+\}", SECRET, text)
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    assert not re.search(r"(?<!\$)\$\{", text)
    return text.replace("$$", "$")


def test_no_password_is_there_unless_one_is_set(root: Path, services: dict[str, Any]) -> None:
    asked = r"^(neo4j/)?\$\{ALMANAC_NEO4J_PASSWORD:\?[^}]+\}$"
    assert re.match(asked, services["neo4j"]["environment"]["NEO4J_AUTH"])
    assert re.match(asked, services["almanac"]["environment"]["ALMANAC_NEO4J_PASSWORD"])
    for name in ("compose.yaml", "Dockerfile"):
        assert "none" not in re.findall(r"NEO4J_AUTH\W+(\w+)", (root / name).read_text(encoding="utf-8"))


def test_the_almanac_reads_every_setting_that_it_is_given(services: dict[str, Any]) -> None:
    told = {name: substituted(value) for name, value in services["almanac"]["environment"].items()}
    environment = Environment(told)
    settings = Settings.read(environment)
    assert environment.asked >= told.keys()
    assert settings.store == Place("bolt://neo4j:7687", password=SECRET)


def test_whoever_is_named_is_there(services: dict[str, Any]) -> None:
    assert services["almanac"]["environment"]["ALMANAC_STORE"] == "bolt://neo4j:7687"
    assert services["almanac"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert services["neo4j"]["image"].startswith("neo4j:5.26")
    for one in services.values():
        assert all(port.startswith("127.0.0.1:") for port in one["ports"])
        assert one["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


def test_what_the_container_runs_are_commands(root: Path, services: dict[str, Any]) -> None:
    shell, option, line = services["almanac"]["entrypoint"]
    assert (shell, option) == ("sh", "-c")
    parts = [shlex.split(part.strip().removeprefix("exec ")) for part in line.split("&&")]
    default = re.search(r"^CMD \[(.*)\]$", (root / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert default
    parts.append(["almanac", *re.findall(r'"([^"]+)"', default[1])])
    for program, *words in parts:
        assert program == "almanac"
        told = CliRunner().invoke(main, [*words, "--help"])
        assert told.exit_code == 0, told.output
    subprocess.run(["sh", "-n", "-c", line], check=True)
    subprocess.run(["sh", "-n", "-c", substituted(services["neo4j"]["healthcheck"]["test"][1])], check=True)


def test_the_health_of_a_server_that_is_away_is_bad(services: dict[str, Any]) -> None:
    kind, program, *words = services["almanac"]["healthcheck"]["test"]
    assert (kind, program, words[0]) == ("CMD", "python", "-c")
    away = words[1].replace(":8000", ":1")
    assert subprocess.run([sys.executable, "-c", away], capture_output=True, check=False).returncode == 1


def test_the_health_check_of_neo4j_hands_over_the_password_alone(
    services: dict[str, Any], tmp_path: Path
) -> None:
    shown = tmp_path / "cypher-shell"
    shown.write_text('#!/bin/sh\necho "$NEO4J_USERNAME $NEO4J_PASSWORD $*"\n')
    shown.chmod(0o755)
    line = substituted(services["neo4j"]["healthcheck"]["test"][1])
    environment = {"PATH": f"{tmp_path}:/bin:/usr/bin", "NEO4J_AUTH": f"neo4j/{SECRET}"}
    done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"neo4j {SECRET} RETURN 1\n"


@pytest.mark.neo4j
def test_neo4j_knows_every_setting_that_it_is_given(services: dict[str, Any]) -> None:
    place = neo4j_place()
    assert place
    given = services["neo4j"]["environment"].keys() - {"NEO4J_AUTH"}
    # As its image reads them: one underscore for a dot, two for one.
    names = {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_") for name in given
    }
    with GraphDatabase.driver(place.url, auth=auth_of(place)) as driver:
        known = {row["name"] for row in driver.execute_query("SHOW SETTINGS YIELD name").records}
    assert names <= known


def test_the_image_copies_what_is_there(root: Path, copied: list[str]) -> None:
    assert all((root / name).exists() for name in copied)
    assert [f"{package}/" for package in PACKAGES] == [name for name in copied if name.endswith("/")]


@pytest.mark.slow
def test_the_distribution_can_be_made_of_what_the_image_copies(
    root: Path, copied: list[str], tmp_path: Path
) -> None:
    for name in copied:
        source, target = root / name, tmp_path / "sources" / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(tmp_path / "sources")], check=True)
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert any(name.startswith("loaders/starter/") for name in wheel.namelist())
