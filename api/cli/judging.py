"""`almanac merge`, `split`, `deny`, `judgements`: what a person decides.  Each ends settled and can be withdrawn."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import click

from api.answers.addresses import as_key, entity_keys
from api.answers.resolving import not_found, resolve
from api.cli import choices, out
from api.cli.frame import Group, Shell, command
from graph.view import View
from schema.canonical import Json
from schema.changeset import Applied
from schema.declare import EdgeRef
from schema.errors import BadRequest
from schema.judgement import Judgement
from schema.keys import Key
from schema.ontology import EDGE_TYPES


def _named(view: View, text: str) -> Key:
    """The key that is meant.  A key or a slug is taken as it is, merged or not; anything else means what it is read as."""
    keys = [key] if (key := as_key(text)) else entity_keys(text)
    own = sorted(view.reader.resolve(keys))
    if own:
        return own[0]
    if key:
        raise not_found(view, text)
    return resolve(view, text).key


def _told(shell: Shell, applied: Applied, what: str) -> None:
    if shell.json:
        out.json({"revision": applied.revision, "judged": applied.judged})
    else:
        out.line(f"{what}; revision {applied.revision}" if applied.judged else "that was judged so already")


@command("almanac merge ViSAE 'sparse autoencoder' --reason 'one technique'")
@click.argument("loser")
@click.argument("survivor")
@choices.reason
def merge(shell: Shell, loser: str, survivor: str, reason: str) -> None:
    """Judge two nodes to be the same.

    LOSER is read as SURVIVOR from now on.  Each is a slug, a key, a URL or a name.  `almanac split` undoes it.
    """
    with shell.almanac() as almanac:
        with almanac.view() as view:
            pair = _named(view, loser), _named(view, survivor)
        applied = almanac.desk(shell.settings.actor).merge(*pair, reason)
    _told(shell, applied, f"{pair[0]} is read as {pair[1]}")


@command(
    "almanac split technique/visae-2f6dd8fd technique/sparse-autoencoder-bf3b6057 --reason 'two after all'"
)
@click.argument("one")
@click.argument("other")
@choices.reason
def split(shell: Shell, one: str, other: str, reason: str) -> None:
    """Judge two nodes to be different.

    A merge of ONE and OTHER is undone.

    Each is a key or a slug; a name or a URL means the survivor of a merge.
    """
    with shell.almanac() as almanac:
        with almanac.view() as view:
            pair = _named(view, one), _named(view, other)
        applied = almanac.desk(shell.settings.actor).split(*pair, reason)
    _told(shell, applied, f"{pair[0]} and {pair[1]} are two")


@click.group(cls=Group)
def deny() -> None:
    """Judge something not to be so.

    A written form is no name, an edge is not there, or what a source says does not count.
    `almanac judgements --withdraw` undoes it.
    """


@command("almanac deny form agent --reason 'a common word'", name="form")
@click.argument("text")
@choices.reason
def deny_form(shell: Shell, text: str, reason: str) -> None:
    """Never link a written form.

    TEXT is no name of anything, in any case or spacing.
    """
    with shell.almanac() as almanac:
        applied = almanac.desk(shell.settings.actor).deny_form(text, reason)
    _told(shell, applied, f"{text!r} is never linked")


@command("almanac deny edge BROADER Transcoder 'Mechanistic interpretability'", name="edge")
@click.argument("type_", metavar="TYPE")
@click.argument("src")
@click.argument("dst")
@click.option("--slot", default="", help="The slot, for types that allow several edges between two nodes.")
@choices.reason
def deny_edge(shell: Shell, type_: str, src: str, dst: str, slot: str, reason: str) -> None:
    """Judge an edge not to be so.

    It is that of TYPE from SRC to DST, whoever says it.
    """
    with shell.almanac() as almanac:
        with almanac.view() as view:
            edge = EdgeRef(_type(type_), _named(view, src), _named(view, dst), slot)
        applied = almanac.desk(shell.settings.actor).deny_edge(edge, reason)
    _told(shell, applied, f"{edge} is not so")


@command("almanac deny assertion Transcoder source/list-starter-techniques", name="assertion")
@click.argument("subject")
@click.argument("by")
@choices.reason
def deny_assertion(shell: Shell, subject: str, by: str, reason: str) -> None:
    """Judge a statement not to count.

    It is what the source BY says of the node SUBJECT.
    """
    with shell.almanac() as almanac:
        with almanac.view() as view:
            ref, source = _named(view, subject), _named(view, by)
        applied = almanac.desk(shell.settings.actor).deny_assertion(ref, source, reason)
    _told(shell, applied, f"what {source} says of {ref} does not count")


for _part in (deny_form, deny_edge, deny_assertion):
    deny.add_command(_part)


@command("almanac judgements")
@click.option("--withdraw", metavar="ID", help="Withdraw the judgement with this id, or beginning so.")
def judgements(shell: Shell, withdraw: str | None) -> None:
    """List or withdraw what was decided."""
    with shell.almanac() as almanac:
        desk = almanac.desk(shell.settings.actor)
        if withdraw:
            _told(shell, desk.withdraw(withdraw), f"{withdraw} is withdrawn")
            return
        found = desk.judgements()
    if shell.json:
        out.json([judgement.to_json() for judgement in found])
        return
    if found:
        out.table(("id", "judgement", "actor", "reason"), [_row(judgement) for judgement in found])
    out.line(f"{len(found):,} in force")


def _row(judgement: Judgement) -> tuple[object, ...]:
    told = judgement.to_json()
    return told["id"], spoken(told), judgement.actor, judgement.reason


def spoken(judgement: Mapping[str, Json]) -> str:
    """A judgement, given as JSON, in a line: what was decided of what."""
    parts = [judgement[name] for name in judgement if name not in ("id", "kind", "actor", "reason", "at")]
    shown = (" ".join(map(str, part)).strip() if isinstance(part, list) else str(part) for part in parts)
    return f"{judgement['kind']} {' '.join(shown)}"


def _type(name: str) -> str:
    """The edge type of that name, in any case.  Raises BadRequest with the nearest one."""
    asked = name.upper()
    if asked not in EDGE_TYPES:
        near = difflib.get_close_matches(asked, EDGE_TYPES, 1, 0.5)
        raise BadRequest(
            f"{name!r} is no edge type",
            do=f"Did you mean {near[0]}?" if near else f"Types: {', '.join(EDGE_TYPES)}",
        )
    return asked
