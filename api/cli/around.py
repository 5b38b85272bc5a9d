"""`almanac neighbours` and `almanac path`: what stands around an entity, and the way from one node to another."""

from __future__ import annotations

from typing import Any

import click

from api.answers.resolving import resolve, resolve_entity
from api.cli import choices, out
from api.cli.frame import Shell, command
from api.graphql.asking import ask


@command("almanac neighbours sparse autoencoder --hops 2 --width 10")
@click.argument("what", nargs=-1, required=True)
@click.option("--hops", default=1, show_default=True, help="How many steps away, from 1 to 3.")
@click.option("--width", default=30, show_default=True, help="At most so many new nodes a step, up to 300.")
@click.option(
    "--type", "types", multiple=True, metavar="TYPE", help="Only edges of this type; may be repeated."
)
@click.option("--no-cooccurrence", is_flag=True, help="Only said edges.")
@choices.since
@choices.until
@choices.as_of
def neighbours(
    shell: Shell,
    what: tuple[str, ...],
    hops: int,
    width: int,
    types: tuple[str, ...],
    no_cooccurrence: bool,
    since: str | None,
    until: str | None,
    as_of: str | None,
) -> None:
    """Show what stands around an entity.

    It is joined by said edges and by shared events.

    WHAT is a slug, a key, a URL or a name.
    """
    with choices.viewed(shell, as_of) as (view, now):
        data = ask(
            view,
            now,
            "neighbours",
            key=resolve_entity(view, " ".join(what)).key,
            hops=hops,
            width=width,
            types=[name.upper() for name in types],
            coOccurrence=not no_cooccurrence,
            since=choices.checked_instant(since),
            until=choices.checked_instant(until),
        )
    if shell.json:
        out.json(choices.answered(view, data))
    else:
        _neighbourhood(data["entity"])


def _neighbourhood(entity: dict[str, Any]) -> None:
    around = entity["neighbourhood"]
    labels = {node["key"]: node["label"] for layer in around["layers"] for node in layer}
    out.title(entity["label"], entity["key"])
    for hop, layer in enumerate(around["layers"][1:], 1):
        left = around["omitted"][hop - 1] if hop <= len(around["omitted"]) else 0
        out.line()
        out.title(f"{hop} {'step' if hop == 1 else 'steps'} away", f"{left:,} left out" if left else "")
        out.table(("name", "kind", "key"), [(node["label"], node["kind"], node["key"]) for node in layer])
    if around["links"]:
        out.line()
        out.title("Ties")
        out.table(("from", "tie", "to", "strength"), [_tie(link, labels) for link in around["links"]])


def _tie(link: dict[str, Any], labels: dict[str, str]) -> tuple[object, ...]:
    ends = (labels.get(link[end], link[end]) for end in ("src", "dst"))
    src, dst = ends
    return src, link["type"], dst, link["strength"]


@command('almanac path "sparse autoencoder" "mechanistic interpretability"')
@click.argument("start")
@click.argument("goal")
@click.option("--longest", default=6, show_default=True, help="At most so many steps, from 1 to 6.")
@choices.as_of
def path(shell: Shell, start: str, goal: str, longest: int, as_of: str | None) -> None:
    """Show the way from one node to another.

    It avoids what everything is tied to.

    START and GOAL are each a slug, a key, a URL or a name; put a name of several words in quotes.
    """
    with choices.viewed(shell, as_of) as (view, now):
        ends = {"start": resolve(view, start).key, "goal": resolve(view, goal).key}
        data = ask(view, now, "path", longest=longest, **ends)
    if shell.json:
        out.json(choices.answered(view, data))
        return
    route = data["path"]
    if route is None:
        out.line(f"no way from {ends['start']} to {ends['goal']} in {longest} steps")
        return
    labels = {node["key"]: node["label"] for node in route["nodes"]}
    rows = [
        (*_tie(step, labels)[:3], "; ".join(event["label"] for event in step["evidence"][:2]))
        for step in route["steps"]
    ]
    out.table(("from", "tie", "to", "for instance"), rows)
