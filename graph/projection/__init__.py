"""The projection: the almanac's topology as compact arrays in memory, which traversals run on.

instants, ragged      seconds; rows of small integers (CSR)
nodes, typed, events  the columns and adjacency of nodes, of said edges, of events
concerns              which events concern which nodes: one place
keys, renumber        numbers for keys, the most mentioned first
state                 all of it at one revision: base and tail
build, touched, advance   from scratch; what changes touched; from revision to revision
arrayfile, packing, stored, base   the base on disk, mapped into memory by every process that serves it
moment, follow        projection and names of one revision; kept at the newest one for whoever asks
compare               whether two states say the same, and the same as a store
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from graph.store import Store

if TYPE_CHECKING:
    from graph.projection.follow import Follower


def open_projection(
    store: Store, folder: Path | None = None, rewrite: Callable[[], None] | None = None
) -> Follower:
    """A projection of `store` that follows it: `with projection.view() as view`.

    folder: where its base is kept between two runs, if anywhere.  rewrite: see `Follower`.
    """
    # Traversals stand between the arrays and the follower, which gives them out, so this waits until they are there.
    from graph.projection.base import Base
    from graph.projection.follow import Follower

    return Follower(store, Base(folder) if folder else None, rewrite)


def verify(store: Store) -> list[str]:
    """How the projection differs from the store, and following the log from building anew; empty where all agree."""
    from graph.projection.compare import verify as compared

    return compared(store)
