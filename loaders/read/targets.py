"""Finds the far ends of a gazetteer's relations within the gazetteer.

A target is a key, `Kind: name`, or a name.  A name is looked for among the kinds that the edge type may go into: first
as an entity's own name, then as an alias, each as written before regardless of case.  What the document does not hold
stays a reference, for the almanac to find.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from loaders.read.entities import Told
from loaders.read.values import Reference
from schema.errors import Invalid
from schema.keys import Key, checked_key
from schema.ontology import KINDS, ends, kind_of
from schema.text import normalise


class Targets:
    """The names of one document's nodes."""

    def __init__(self, told: Iterable[Told]) -> None:
        # One table a way of looking, in order of preference.
        self._tables: tuple[defaultdict[str, set[Key]], ...] = tuple(defaultdict(set) for _ in range(4))
        exact_name, name, exact_alias, alias = self._tables
        for one in told:
            key = one.listed.node.key
            for form in one.names:
                exact_name[form].add(key)
                name[normalise(form)].add(key)
            for written, _ in one.listed.forms:
                exact_alias[written.name].add(key)
                alias[normalise(written.name)].add(key)

    def find(self, edge_type: str, written: str) -> Reference:
        """What a target refers to; with its key where the document tells it.  Raises Invalid: ambiguous, not allowed."""
        reference = reference_to(edge_type, written)
        if reference.key:
            return reference
        folded = normalise(reference.name)
        for table, form in zip(self._tables, (reference.name, folded) * 2, strict=True):
            fitting = sorted(key for key in table.get(form, ()) if kind_of(key).__name__ in reference.kinds)
            if len(fitting) > 1:
                raise Invalid(f"{written!r} may be {' or '.join(fitting)}", do="Write the key")
            if fitting:
                return Reference(written, reference.name, reference.kinds, fitting[0])
        return reference


def reference_to(edge_type: str, written: str) -> Reference:
    """A target as written, among the kinds that an edge type may go into.  Raises Invalid for another kind."""
    allowed = tuple(kind.__name__ for kind in ends(edge_type)[1])
    key = _as_key(written)
    kind, colon, name = written.partition(": ")
    named = kind_of(key).__name__ if key else kind if colon and kind in KINDS else ""
    if named and named not in allowed:
        raise Invalid(f"{edge_type} can't go to {named}", do=f"It goes to {' or '.join(allowed)}")
    if key:
        return Reference(written, "", allowed, key)
    return Reference(written, name.strip(), (named,)) if named else Reference(written, written, allowed)


def _as_key(written: str) -> Key:
    try:
        kind_of(checked_key(written))
    except Invalid:
        return ""  # a name, perhaps one with a slash
    return written
