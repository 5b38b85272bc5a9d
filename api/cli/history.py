"""`almanac history` and `almanac diff`: what the revision log tells of a node, and of what lies between two revisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import click

from api.answers.addresses import as_key
from api.answers.resolving import resolve
from api.cli import out
from api.cli.frame import Shell, command
from api.cli.judging import spoken
from api.graphql.scalars import instant
from graph.past import Between, Difference, Entry, Step, between
from graph.past import history as history_of
from graph.store import Reader
from graph.view import View
from schema.canonical import Json, canonical
from schema.changeset import Revision
from schema.declare import EdgeRef, Ref
from schema.errors import BadRequest, NotFound
from schema.judgement import ref_to_json
from schema.keys import Key
from schema.ontology import kind_of
from schema.values import iso

T = TypeVar("T")
_SHOWN = 5  # edges of one sort that a revision names
_LONGEST = 60  # characters of a value
_limit = click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many."
)


@command("almanac history sparse autoencoder --limit 5")
@click.argument("what", nargs=-1, required=True)
@_limit
def history(shell: Shell, what: tuple[str, ...], limit: int) -> None:
    """Show what was said, judged and withdrawn of a node and its edges, newest first.

    WHAT is a slug, a key, a URL or a name; of what was withdrawn since, its key.

    Each revision has its number, instant, actor and reason, and how what it changed stood before. As far back as the log
    goes; reading it takes one pass over the log.
    """
    with shell.almanac() as almanac, almanac.view() as view:
        key, members = _meant(view, " ".join(what))
        entries = history_of(view.reader, members)
        found = list(islice(entries, limit))
        more = next(entries, None) is not None
        forgotten = view.reader.forgotten
    if shell.json:
        told = {"key": key, "members": members, "forgotten": forgotten, "more": more}
        out.json({**told, "revisions": [_entry_json(entry) for entry in found]})
        return
    out.title(key, "" if members == [key] else f"and what was merged into it: {', '.join(members[1:])}")
    for entry in found:
        out.line()
        _tell(entry, frozenset(members))
    out.line()
    if more:
        out.line("There is more: --limit shows it.")
    elif forgotten:
        out.line(f"The log begins after revision {forgotten:,}; what was before it is forgotten.")


def _meant(view: View, text: str) -> tuple[Key, list[Key]]:
    """The key that is meant, and all keys that are read as it; of a node that is no more, its own.  Raises NotFound."""
    try:
        key = resolve(view, text).key
    except NotFound:
        key = as_key(text)
        if not key or next(view.reader.history([key]), None) is None:
            raise
    return key, view.reader.members([key]).get(key, [key])


def _entry_json(entry: Entry) -> dict[str, Any]:
    change = entry.change
    return {
        "revision": change.revision,
        "at": iso(change.at),
        "actor": change.actor,
        "reason": change.reason,
        "said": [_step_json(step) for step in entry.steps],
        "judged": list(change.judged),
        "unjudged": list(change.unjudged),
        "read_anew": [ref_to_json(ref) for ref in entry.read_anew],
    }


def _step_json(step: Step) -> dict[str, Any]:
    told = {"ref": ref_to_json(step.ref), "by": step.by, "became": step.became}
    return {**told, "before": step.before, "after": step.after}


def _tell(entry: Entry, members: frozenset[Key]) -> None:
    change = entry.change
    out.title(f"Revision {change.revision:,}", f"{iso(change.at)}  {change.actor}: {change.reason}")
    for judgement in change.judged:
        out.line(f"  judged: {spoken(judgement)} ({judgement['reason']})")
    for judgement in change.unjudged:
        out.line(f"  judgement withdrawn: {spoken(judgement)}")
    edges: dict[tuple[str, str, str, str], list[Step]] = {}
    for step in entry.steps:
        if isinstance(step.ref, EdgeRef):
            outwards = step.ref.src in members
            sort = (step.became, step.ref.type, "to" if outwards else "from", step.by)
            edges.setdefault(sort, []).append(step)
        else:
            out.line(f"  {step.became}: {step.ref}, by {step.by}")
            _tell_changes(step.before, step.after)
    for (became, type_, way, by), steps in sorted(edges.items()):
        far = [_far(step.ref, way) for step in steps]
        out.line(f"  {became}: {type_} {way} {_some(far)}, by {by}")
        if became == "changed":
            for step in steps[:_SHOWN]:
                _tell_changes(step.before, step.after)
    if entry.read_anew:
        out.line(f"  read otherwise: {_some([str(ref) for ref in entry.read_anew])}")


def _far(ref: Ref, way: str) -> str:
    if not isinstance(ref, EdgeRef):
        return ref
    return ref.dst if way == "to" else ref.src


def _some(names: Sequence[str]) -> str:
    left = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {left:,} more" if left > 0 else shown


def _tell_changes(before: Mapping[str, Json] | None, after: Mapping[str, Json] | None) -> None:
    """A line for each property that differs; of what was said anew or withdrawn, all."""
    old, new = before or {}, after or {}
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            out.line(f"    {name}: {' → '.join(_value(side, name) for side in _sides(before, after))}")


def _sides(
    before: Mapping[str, Json] | None, after: Mapping[str, Json] | None
) -> Iterator[Mapping[str, Json]]:
    yield from (side for side in (before, after) if side is not None)


def _value(props: Mapping[str, Json], name: str) -> str:
    if name not in props:
        return "nothing"
    text = canonical(props[name])
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@command("almanac diff 0 1")
@click.argument("first")
@click.argument("last")
@_limit
def diff(shell: Shell, first: str, last: str, limit: int) -> None:
    """Show what differs between two revisions: nodes and edges added, removed, changed.

    FIRST and LAST are numbers of revisions, 0 being the empty almanac, or days or instants, which stand for the newest
    revision by then.

    It compares what was said; judgements given and withdrawn in between are listed beside it.
    """
    with shell.almanac() as almanac, almanac.store.reader() as reader:
        numbers = tuple(_revision(reader, text) for text in (first, last))
        between_them, differences = between(reader, *numbers)
        counts: Counter[tuple[str, str]] = Counter()
        shown = list(_counted(differences, counts, limit))
    if shell.json:
        out.json(_diff_json(numbers, between_them, counts, shown))
        return
    count = between_them.revisions
    out.title(
        f"Revision {numbers[0]:,} to {numbers[1]:,}", f"{count:,} {'revision' if count == 1 else 'revisions'}"
    )
    for heading, judgements in (("judged", between_them.judged), ("withdrawn", between_them.unjudged)):
        for judgement in judgements[:limit]:
            out.line(f"{heading}: {spoken(judgement)}")
        if len(judgements) > limit:
            out.line(f"{heading}: {len(judgements) - limit:,} more")
    _tell_counts(counts)
    for difference in shown:
        out.line(f"{difference.became}: {difference.ref}")
        if difference.became == "changed":
            _tell_changes(difference.before, difference.after)
    if (left := sum(counts.values()) - len(shown)) > 0:
        out.line(f"and {left:,} more: --limit shows them")


def _revision(reader: Reader, text: str) -> Revision:
    if text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)
    try:
        return reader.revision_at(instant(text))
    except BadRequest:
        raise BadRequest(
            f"{text!r} is neither a revision nor a day or instant",
            do=f"Write a number from 0 to {reader.revision}, 2026-08-18 or 2026-08-18T12:00:00Z",
        ) from None


def _counted(
    differences: Iterable[Difference], counts: Counter[tuple[str, str]], limit: int
) -> Iterator[Difference]:
    """The first `limit` differences; all are counted, by what they became and by kind or type."""
    for number, difference in enumerate(differences):
        ref = difference.ref
        counts[difference.became, ref.type if isinstance(ref, EdgeRef) else kind_of(ref).__name__] += 1
        if number < limit:
            yield difference


def _tell_counts(counts: Counter[tuple[str, str]]) -> None:
    became = ("added", "removed", "changed")
    names = sorted({name for _, name in counts}, key=lambda name: (name.isupper(), name))
    if names:
        rows = [(name, *(counts[one, name] for one in became)) for name in names]
        out.table(("", *became), rows, right=became)
        out.line()
    else:
        out.line("Nothing that is said differs.")


def _diff_json(
    numbers: Sequence[Revision],
    lies_between: Between,
    counts: Counter[tuple[str, str]],
    shown: Iterable[Difference],
) -> dict[str, Any]:
    by_name: dict[str, dict[str, int]] = {}
    for (became, name), count in sorted(counts.items()):
        by_name.setdefault(became, {})[name] = count
    return {
        "first": numbers[0],
        "last": numbers[1],
        "revisions": lies_between.revisions,
        "judged": list(lies_between.judged),
        "unjudged": list(lies_between.unjudged),
        "counts": by_name,
        "differences": [
            {"ref": ref_to_json(one.ref), "became": one.became, "before": one.before, "after": one.after}
            for one in shown
        ],
    }
