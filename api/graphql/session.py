"""What one GraphQL request works with: one View, the instant of asking, and its batches.

A resolver never calls the store for a single row: it asks `Session.batch(function, …)` for a loader, which collects
the keys of all rows of one level and calls `function(view, keys, …)` once for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from graph.view import View
from schema.errors import BadRequest

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
P = ParamSpec("P")
MOST_ASKED = 10_000  # keys that one query may hand to batches, all together


class Session:
    """One request's View and batches; to be used by one thread, for one execution."""

    def __init__(self, view: View, now: datetime) -> None:
        self.view = view
        self.now = now
        self._asked = 0
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    def batch(
        self, function: Callable[Concatenate[View, list[K], P], list[T]], *args: P.args, **kwargs: P.kwargs
    ) -> Callable[[K], Awaitable[T]]:
        """A loader of `function`'s answers: equal arguments share it, so their keys share one call."""
        which = (function, args, tuple(sorted(kwargs.items())))
        loader = self._loaders.get(which)
        if loader is None:

            async def load(keys: list[K]) -> list[T]:
                self._count(len(keys))
                return function(self.view, keys, *args, **kwargs)

            loader = self._loaders[which] = DataLoader(load)
        return loader.load

    def _count(self, keys: int) -> None:
        """Nested pages multiply; this ends a query that would reach for too much."""
        self._asked += keys
        if self._asked > MOST_ASKED:
            raise BadRequest(
                f"the query asks for the parts of more than {MOST_ASKED:,} nodes",
                do="Ask for fewer at a time",
            )


Info: TypeAlias = strawberry.Info[Session, None]
