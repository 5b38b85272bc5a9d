"""What all commands share: their class, their options, which almanac is meant, and how an error becomes an exit code.

Exit codes: 0 done, 1 nothing could be done or `check` found something, 2 usage, 3 not found, 4 refused.
"""

from __future__ import annotations

import difflib
import importlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from api.app import Almanac, open_almanac
from api.settings import Settings, place_of
from graph.neo4j.place import Place
from schema.errors import AlmanacError, BadRequest, Invalid, NotFound, Refused

DONE, NOTHING_DONE, USAGE, NOT_FOUND, REFUSED = range(5)
_CODES: dict[type[AlmanacError], int] = {
    NotFound: NOT_FOUND,
    Refused: REFUSED,
    BadRequest: USAGE,
    Invalid: USAGE,
}
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Shell:
    """What a command is run with: the settings, whether it answers in JSON, whether other graphs may be in a database."""

    settings: Settings
    json: bool = False
    alongside: bool = False

    @contextmanager
    def almanac(self, *, create: bool = False) -> Iterator[Almanac]:
        """The almanac that is meant, opened.  Raises NotFound where there is none."""
        with open_almanac(self.settings.store, create=create) as almanac:
            yield almanac

    def place(self, told: str) -> Path | Place:
        """Where another almanac is that a command names."""
        return place_of(os.environ, told, alongside=self.alongside)


def failure(error: AlmanacError) -> click.ClickException:
    """An error of the almanac as click has it: a message and an exit code."""
    failed = click.ClickException(str(error))
    failed.exit_code = exit_code(error)  # type: ignore[misc]  # click reads it off the instance
    return failed


def exit_code(error: AlmanacError) -> int:
    """The exit code that says what an error says."""
    return next((_CODES[cls] for cls in type(error).__mro__ if cls in _CODES), NOTHING_DONE)


class Command(click.Command):
    """A command with an example, which `--help` shows, the docs print and the tests run."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example."""
        super().format_epilog(ctx, formatter)
        if self.example:
            with formatter.section("Example"):
                formatter.write_text(self.example)


class Group(click.Group):
    """A group that imports a command when it is asked for, and names the nearest one where there is none of that name."""

    command_class = Command

    def __init__(self, *args: Any, parts: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parts = dict(parts or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order in which they are declared."""
        return [*self._parts, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        module = self._parts.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(importlib.import_module(module), cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with a suggestion."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], known, 1, 0.5)
            hint = f"Did you mean {near[0]!r}?" if near else f"Commands: {', '.join(known)}."
            ctx.fail(f"There is no command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error of the almanac ends it with a message and its exit code."""
        try:
            return super().invoke(ctx)
        except AlmanacError as error:
            raise failure(error) from error


def command(example: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Command]:
    """Declares a command that takes `--store` and `--json`, and is handed a `Shell` first."""

    def declared(function: Callable[..., Any]) -> Command:
        def run(*args: Any, store: str | None, as_json: bool, **told: Any) -> Any:
            root = click.get_current_context().find_root().params
            alongside = bool(root.get("alongside"))
            settings = Settings.read(os.environ, store or root.get("store"), alongside=alongside)
            return function(Shell(settings, as_json, alongside), *args, **told)

        wrapped: Any = update_wrapper(run, function)
        wrapped = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(wrapped)
        wrapped = click.option(
            "--store", metavar="PATH", help="The almanac that is meant, as before the command.", hidden=True
        )(wrapped)
        made: Command = click.command(cls=Command, example=example, **kwargs)(wrapped)
        return made

    return declared
