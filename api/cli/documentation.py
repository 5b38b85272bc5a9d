"""`docs/cli.md`, made of what the commands say of themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from api.cli.frame import Command
from api.cli.main import main

_HEAD = """# Command line

Made from the commands themselves; `make goldens` writes it again.

"""


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Every command and group by its words after `almanac`, in order."""
    yield from _below(main, "")


def _below(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        words = f"{before} {name}".strip()
        yield words, command
        if isinstance(command, click.Group):
            yield from _below(command, words)


def documentation() -> str:
    """The page as Markdown."""
    parts = [_HEAD, _paragraphs(main.help), _options(main)]
    parts += [_section(words, command) for words, command in every_command()]
    return "\n".join(part.rstrip() + "\n" for part in parts if part)


def _section(words: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"almanac {words}")
    usage = " ".join(command.collect_usage_pieces(context))
    shown = f"## almanac {words}\n\n    almanac {words} {usage}\n\n{_paragraphs(command.help)}\n{_options(command)}"
    example = command.example if isinstance(command, Command) else ""
    return f"{shown}\nExample:\n\n    {example}\n" if example else shown


def _paragraphs(text: str | None) -> str:
    paragraphs = (text or "").strip().split("\n\n")
    return "".join(f"{' '.join(paragraph.split())}\n\n" for paragraph in paragraphs).rstrip("\n") + "\n"


def _options(command: click.Command) -> str:
    context = click.Context(command)
    options = [one for one in command.params if isinstance(one, click.Option)]
    rows = [record for one in options if (record := one.get_help_record(context))]
    if not rows:
        return ""
    body = "".join(f"| `{option}` | {help_.replace('|', chr(92) + '|')} |\n" for option, help_ in rows)
    return f"| option | what it does |\n|---|---|\n{body}"
