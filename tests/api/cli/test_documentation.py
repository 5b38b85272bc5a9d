"""Every command and option is documented, every example runs, and `docs/cli.md` is what the commands say."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from api.cli.documentation import documentation, every_command
from api.cli.frame import Command
from tests.api.cli.conftest import run_on
from tests.api.cli.test_loading import FEED
from tests.goldens import Golden

COMMANDS = dict(every_command())
# `serve` does not end by itself, and `draw` needs a server; test_serving.py and test_copying.py run them.
_ELSEWHERE = ("serve", "draw")
RUN = [name for name, command in COMMANDS.items() if isinstance(command, Command) and name not in _ELSEWHERE]


PEOPLE = """source = "own-people"
complete = true

[[entity]]
kind = "Person"
name = "Ida Wren"
"""


def _options() -> Iterator[tuple[str, click.Option]]:
    for name, command in COMMANDS.items():
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                yield f"{name} {parameter.opts[0]}", parameter


def test_the_page(golden: Golden) -> None:
    golden("docs/cli.md", documentation())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert len(command.get_short_help_str(200)) > 10
    if not isinstance(command, click.Group):
        assert isinstance(command, Command)
        assert command.example.startswith(f"almanac {name}")


@pytest.mark.parametrize(("name", "option"), [pytest.param(*one, id=one[0]) for one in _options()])
def test_every_option_says_what_it_does(name: str, option: click.Option) -> None:
    assert option.help, name


def test_every_command_answers_in_json() -> None:
    for name, command in COMMANDS.items():
        if not isinstance(command, click.Group):
            assert "--json" in {opt for parameter in command.params for opt in parameter.opts}, name


@pytest.mark.parametrize("name", RUN)
def test_the_example_runs(name: str, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = COMMANDS[name]
    assert isinstance(command, Command)
    store = tmp_path / "almanac.db"
    shutil.copy(starter, store)
    monkeypatch.chdir(tmp_path)
    _prepare(tmp_path, store)
    words = shlex.split(command.example)[1:]
    result = run_on(store)(*words)
    assert result.exit_code == 0, result.output


def _prepare(folder: Path, store: Path) -> None:
    """What the examples of `load` and `quarantine` speak of."""
    (folder / "feeds").mkdir()
    (folder / "feeds" / "lab.xml").write_text(FEED)
    (folder / "people.toml").write_text(PEOPLE)
    (folder / "nonsense.xml").write_text("this is no feed")
    assert run_on(store)("load", "nonsense.xml").exit_code == 1
