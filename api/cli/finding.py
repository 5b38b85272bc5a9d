"""`almanac search` and `almanac trending`: what there is on words, and what rises."""

from __future__ import annotations

import click

from api.cli import choices, out
from api.cli.frame import Shell, command
from api.graphql.asking import ask


@command("almanac search sparse autoencoder")
@click.argument("words", nargs=-1, required=True)
@choices.kind
@choices.limit
def search(shell: Shell, words: tuple[str, ...], kinds: tuple[str, ...], limit: int) -> None:
    """Search names and texts.

    Finds what is called so, then what has all WORDS in its text, best first.
    """
    with choices.viewed(shell, None) as (view, now):
        data = ask(
            view,
            now,
            "search",
            text=" ".join(words),
            kinds=choices.checked_kinds(kinds),
            first=limit,
            after="",
        )
    if shell.json:
        out.json(choices.answered(view, data))
        return
    hits = data["search"]
    rows = [(hit["node"]["label"], hit["node"]["kind"], hit["node"]["key"]) for hit in hits["edges"]]
    if rows:
        out.table(("name or title", "kind", "key"), rows)
    shown = f", {len(rows)} shown" if len(rows) < hits["totalCount"] else ""
    out.line(f"{hits['totalCount']:,} found{shown}")


@command("almanac trending --since 2026-08-01 --until 2026-09-01")
@choices.since
@choices.until
@choices.kind
@choices.limit
@choices.as_of
def trending(
    shell: Shell,
    since: str | None,
    until: str | None,
    kinds: tuple[str, ...],
    limit: int,
    as_of: str | None,
) -> None:
    """Show what is met more often than before.

    Without a window it is the current month, or that of the newest event where the current one has none.
    """
    with choices.viewed(shell, as_of) as (view, now):
        data = ask(
            view,
            now,
            "trending",
            since=choices.checked_instant(since),
            until=choices.checked_instant(until),
            kinds=choices.checked_kinds(kinds),
            first=limit,
        )
    if shell.json:
        out.json(choices.answered(view, data))
        return
    trend = data["trending"]
    out.title("Trending", f"{out.day(trend['since'])} to {out.day(trend['until'])}")
    if trend["rows"]:
        out.table(
            ("entity", "kind", "events", "expected", "chance"),
            [
                (row["node"]["label"], row["node"]["kind"], row["count"], row["expected"], f"{row['p']:.1e}")
                for row in trend["rows"]
            ],
            right=("events", "expected", "chance"),
        )
    else:
        out.line(trend["reason"] or "nothing is met more often than before")
