"""Forms for tests of linking, written as short as they are thought."""

from __future__ import annotations

from graph.names import Form
from loaders.link.linker import Linker
from loaders.link.values import FIELDS, Linked, Wording

KINDS = {
    "org": "Organization",
    "model": "Model",
    "product": "Product",
    "technique": "Technique",
    "person": "Person",
}


def form(text: str, entity: str, alias_kind: str = "name", case: str = "any") -> Form:
    """A form of an entity, whose kind is the first part of its key."""
    return Form(text, "", entity, KINDS[entity.partition("/")[0]], alias_kind, case)


def link(wording: Wording | str, *forms: Form, denied: tuple[tuple[str, ...], ...] = ()) -> Linked:
    """What a wording, or a title alone, names."""
    return Linker(forms, denied).link(Wording(wording) if isinstance(wording, str) else wording)


def named(linked: Linked, wording: Wording | str) -> dict[str, list[str]]:
    """Each mentioned entity with what is written at its places, the field before it."""
    texts = Wording(wording) if isinstance(wording, str) else wording
    return {
        found.entity: [f"{FIELDS[field]}:{texts[field][start:end]}" for field, start, end in found.places]
        for found in linked.mentions
    }
