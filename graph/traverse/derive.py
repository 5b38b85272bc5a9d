"""What is derived from a whole state at once: made with the base, or for a small almanac when first asked for."""

from __future__ import annotations

from graph.projection.derived import Derived, Standing, Vectors
from graph.projection.state import State
from graph.traverse.company import vectors
from graph.traverse.pairs import everywhere
from graph.traverse.standing import standing
from graph.view import ALWAYS


def derive(state: State) -> Derived:
    """Everything derived from a state.  Seconds for a million events: never on the path of a request there."""
    pairs = everywhere(state, ALWAYS)
    return Derived(vectors(state, pairs), standing(state, pairs))


def company(state: State) -> Vectors:
    """The vectors derived last; derived now, and kept, where none were."""
    if state.derived:
        return state.derived.vectors
    return state.memory.get("vectors", lambda: vectors(state, everywhere(state, ALWAYS)))


def ranks(state: State) -> Standing:
    """PageRank and communities derived last; derived now, and kept, where none were."""
    if state.derived:
        return state.derived.standing
    return state.memory.get("standing", lambda: standing(state, everywhere(state, ALWAYS)))
