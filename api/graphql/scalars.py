"""Scalars and enums, made from the ontology's values, and the arguments that several fields share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, NewType, TypeAlias, get_args

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graph.view import Order, Rank, Window
from schema.errors import BadRequest
from schema.kinds.entity import Status
from schema.ontology import KINDS
from schema.values import iso, to_utc

MOST = 100


def instant(text: str) -> datetime:
    """An instant from an ISO day, which is its first moment, or day and time.  Raises BadRequest."""
    try:
        return to_utc(datetime.fromisoformat(text))
    except ValueError:
        raise BadRequest(
            f"{text!r} is no day or instant", do="Write 2026-08-18 or 2026-08-18T12:00:00Z"
        ) from None


def _parsed(value: object) -> datetime:
    return instant(str(value))


INSTANT: ScalarDefinition = strawberry.scalar(
    name="DateTime",
    description="An instant in UTC, whole seconds: 2026-08-18T00:00:00Z.  A day may be given for its first moment.",
    serialize=iso,
    parse_value=_parsed,
)


BigInt = NewType("BigInt", int)
Json = NewType("Json", object)

BIG_INT: ScalarDefinition = strawberry.scalar(
    name="BigInt",
    description="A whole number, past 32 bits where it must be.",
    serialize=int,
    parse_value=int,
)


JSON: ScalarDefinition = strawberry.scalar(
    name="JSON",
    description="Properties as JSON.",
    serialize=lambda value: value,
    parse_value=lambda value: value,
)

SCALARS: dict[object, ScalarDefinition] = {datetime: INSTANT, BigInt: BIG_INT, Json: JSON}


if TYPE_CHECKING:  # enums made of the ontology's and the traversals' own words
    Kind: TypeAlias = Enum
    Ranking: TypeAlias = Enum
    Ordering: TypeAlias = Enum
    Standing: TypeAlias = Enum
else:

    def _enum(name: str, values: dict[str, str], description: str) -> type[Enum]:
        return strawberry.enum(Enum(name, values), name=name, description=description)

    def _upper(literal: object) -> dict[str, str]:
        return {value.upper(): value for value in get_args(literal) if value}

    Kind = _enum("Kind", {name: name for name in KINDS}, "The kinds of node.")
    Ranking = _enum(
        "Ranking",
        _upper(Rank),
        "How co-occurring entities are ordered: number of shared events, normalised pointwise mutual information,"
        " log-likelihood ratio, Jaccard, or count with recent events weighing more.",
    )
    Ordering = _enum("Ordering", _upper(Order), "By key, instant, importance, number of events, or PageRank.")
    Standing = _enum("Status", _upper(Status), "How established an entity is.")


def _member(enum: type[Enum], value: str) -> Any:
    return enum(value)


BY_COUNT = _member(Ranking, "count")
KEY_FIRST, NEWEST_FIRST, MOST_FIRST = (_member(Ordering, value) for value in ("key", "at", "count"))

First: TypeAlias = Annotated[int, strawberry.argument(description=f"How many, from 1 to {MOST}.")]
After: TypeAlias = Annotated[str, strawberry.argument(description="The endCursor of the page before.")]
Since: TypeAlias = Annotated[datetime | None, strawberry.argument(description="From this instant on.")]
Until: TypeAlias = Annotated[datetime | None, strawberry.argument(description="Before this instant.")]
Kinds: TypeAlias = Annotated[list[Kind] | None, strawberry.argument(description="Only these kinds.")]


def checked_first(first: int, most: int = MOST) -> int:
    """`first` where it is from 1 to `most`.  Raises BadRequest."""
    if not 1 <= first <= most:
        raise BadRequest(f"first is {first}", do=f"Ask for 1 to {most} at a time")
    return first


def window(since: datetime | None, until: datetime | None) -> Window:
    """The window between two instants.  Raises BadRequest where it ends before it starts."""
    return Window(since, until)


def names(members: Sequence[Enum] | None) -> tuple[str, ...]:
    """The values of enum members, sorted, as the traversals take them."""
    return tuple(sorted(member.value for member in members or ()))
