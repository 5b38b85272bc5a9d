"""`almanac show`: one node, as its page has it."""

from __future__ import annotations

from typing import Any

import click

from api.answers.resolving import resolve
from api.cli import choices, out
from api.cli.frame import Shell, command
from api.graphql.asking import ask
from schema.kinds.entity import Entity


@command("almanac show mechanistic interpretability")
@click.argument("what", nargs=-1, required=True)
@click.option("--events", default=10, show_default=True, help="How many events, from 1 to 100.")
@choices.as_of
def show(shell: Shell, what: tuple[str, ...], events: int, as_of: str | None) -> None:
    """Show a node as its page has it.

    WHAT is a slug, a key, a URL (a homepage, an event's link, the address of a page) or a name.
    """
    with choices.viewed(shell, as_of) as (view, now):
        node = resolve(view, " ".join(what))
        if isinstance(node, Entity):
            data = ask(view, now, "entity", slug=node.slug, events=events)
        else:
            data = ask(view, now, "node", key=node.key)
    if shell.json:
        out.json(choices.answered(view, data))
    elif "entity" in data:
        _entity(data["entity"])
    else:
        _node(data["node"])


def _entity(entity: dict[str, Any]) -> None:
    out.title(entity["label"], f"{entity['kind']}, {entity['status']}")
    if entity["description"]:
        out.line(entity["description"])
    out.line()
    facts = [("Key", entity["key"]), ("Slug", entity["slug"]), ("Events", entity["eventCount"])]
    facts += [("First seen", out.day(entity["firstSeen"])), ("Last seen", out.day(entity["lastSeen"]))]
    facts += [("Homepage", entity["homepage"]), ("Identifiers", ", ".join(entity["identifiers"]))]
    aliases = [row["node"]["name"] for row in entity["aliases"]["edges"]]
    facts += [("Aliases", ", ".join(alias for alias in aliases if alias != entity["name"]))]
    facts += [(_spoken(group["field"]), _ends(group)) for group in entity["relations"]]
    out.table(("", ""), [fact for fact in facts if fact[1] not in ("", None)])
    _section(
        "Co-occurring",
        ("entity", "kind", "events", "npmi"),
        [
            (row["node"]["label"], row["node"]["kind"], row["count"], row["npmi"])
            for row in entity["coOccurring"]["edges"]
        ],
    )
    _section(
        "More like this",
        ("entity", "kind", "both with"),
        [
            (row["node"]["label"], row["node"]["kind"], ", ".join(one["label"] for one in row["shared"][:3]))
            for row in entity["similar"]
        ],
    )
    guides = [(row["node"]["title"], row["node"]["key"]) for row in entity["guides"]["edges"]]
    _section("Guides", ("guide", "key"), guides)
    _section(
        f"Recent events ({len(entity['events']['edges'])} of {entity['events']['totalCount']:,})",
        ("importance", "day", "source", "title", "link"),
        [_event(row["node"]) for row in entity["events"]["edges"]],
    )


def _event(event: dict[str, Any]) -> tuple[object, ...]:
    source = event["source"]["label"] if event["source"] else ""
    return event["importance"], out.day(event["at"]), source, event["title"] or event["label"], event["url"]


def _section(heading: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        out.line()
        out.title(heading)
        out.table(columns, rows, right=("events", "npmi", "importance"))


def _node(node: dict[str, Any]) -> None:
    out.title(node["label"], node["kind"])
    facts = [("key", node["key"])]
    facts += [(_spoken(one["name"]), ", ".join(one["values"])) for one in node["properties"]]
    facts += [(_spoken(group["field"]), _ends(group)) for group in node["relations"]]
    facts += [("said by", ", ".join(one["by"] for one in node["said"]))]
    out.table(("", ""), facts)


def _ends(group: dict[str, Any]) -> str:
    shown = ", ".join(row["node"]["label"] for row in group["edges"])
    left = group["totalCount"] - len(group["edges"])
    return f"{shown} and {left} more" if left else shown


def _spoken(field: str) -> str:
    return field.replace("_", " ").capitalize()
